"""The sub-path under which a reverse proxy serves this server, in a request's scope."""

from starlette.types import Scope

ROOT_PATH = "article_chat.root_path"
"""Where a request's scope says which sub-path it came under; empty for none."""


def served_path(scope: Scope) -> str:
    """A request's path in this server, before and behind `PublicAddress`."""
    root_path: str = scope.get("app_root_path", scope.get("root_path", ""))
    return str(scope["path"]).removeprefix(root_path)
