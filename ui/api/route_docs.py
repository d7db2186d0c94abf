"""What the HTTP API's routes have in common: the errors they document, and the body they take."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from ipaddress import ip_address
from typing import Annotated

from fastapi import Header, HTTPException, Request
from starlette.datastructures import Headers
from starlette.types import Scope

from ui.api.errors import MEDIA_TYPE
from ui.api.schemas import Problem, component

WHEN = "After how many seconds to ask again."
RETRY_AFTER: dict[int | str, dict[str, object]] = {
    status: {"headers": {"Retry-After": {"description": WHEN, "schema": {"type": "integer", "minimum": 1}}}}
    for status in (429, 503)
}
"""What a response of a status has beside its body, in the OpenAPI document."""


ROOT_PATH = "article_chat.root_path"
"""Where a request's scope says which sub-path it came under; empty for none."""


CHARGE = "article_chat.charge"
"""Where a request's scope has what takes one more request of the asker's rate limit; absent where there is none.

It gives the whole seconds until there is one again, or 0 where it took one.
"""
Charge = Callable[[], Awaitable[int]]


def served_path(scope: Scope) -> str:
    """A request's path in this server, before and behind `PublicAddress`."""
    root_path: str = scope.get("app_root_path", scope.get("root_path", ""))
    return str(scope["path"]).removeprefix(root_path)


def require_json(content_type: Annotated[str, Header(include_in_schema=False)] = "") -> None:
    """Refuses a body of another type than JSON; FastAPI would call it an invalid value."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise HTTPException(415, f"The content type must be application/json, not {media_type or 'missing'}.")


def other_sites_refused(origins: Collection[str]) -> Callable[..., None]:
    """Refuses what a page of another site makes a browser send: a form takes no leave before it goes (no preflight).

    Args:
        origins: Of the sites whose pages may use the APIs.
    """

    def refuse_other_sites(request: Request) -> None:
        if is_of_another_site(request.headers) and request.headers.get("origin") not in origins:
            raise HTTPException(403, "Cross-site requests are not allowed: add and remove articles on this site.")

    return refuse_other_sites


def is_of_another_site(headers: Headers) -> bool:
    """Whether a page of another site makes a browser send this.

    Browsers say by `Sec-Fetch-Site` whose page it is (W3C Fetch Metadata), but over plain HTTP only to this machine;
    else `Origin` tells. Programs send neither.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"cross-site", "same-site"}
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")


def is_loopback(name: str) -> bool:
    """Whether a name always leads to the machine that asks."""
    if name == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or bool(address.version == 6 and (inner := address.ipv4_mapped) and inner.is_loopback)


def problems(by_status: Mapping[int, str] | Mapping[int | str, str]) -> dict[int | str, dict[str, object]]:
    """How a route's errors stand in the OpenAPI document, given when each arises."""
    schema = component(Problem)
    return {
        status: {"description": when, "content": {MEDIA_TYPE: {"schema": schema}}, **RETRY_AFTER.get(status, {})}
        for status, when in by_status.items()
    }


WHY_BUSY = (
    "Too many ask at once, no answer came in time, the models are still loading, the server is stopping, or model or"
    " index cannot be reached."
)
EVENT = {"type": "object", "properties": {"event": {"type": "string"}, "data": {"type": "string"}}}
EVENTS: dict[int | str, dict[str, object]] = {200: {"content": {"text/event-stream": {"itemSchema": EVENT}}}}
"""Of a route whose response is an `ui.api.streaming.EventStream`."""
BUSY = problems({503: WHY_BUSY})
LOADING = problems({503: "The models are still loading, or model or index cannot be reached."})
UNKNOWN = problems({404: "There is no such article, or none is chosen."})
UNREADABLE = problems({400: "The body is not JSON.", 415: "It is of another type.", 422: "A value is invalid."})
