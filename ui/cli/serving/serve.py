"""The command that serves page and API; each setting is an option of it."""

from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from pydantic.fields import FieldInfo

from ui.settings import Settings, load_settings

METAVARS: dict[object, str] = {str: "TEXT", Path: "PATH", bool: "0|1", float: "NUMBER", float | None: "NUMBER"}
"""How help names what an option takes, by its setting's type; of a `Literal`, its values."""


def serve(
    host: Annotated[str, typer.Option(metavar="TEXT", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="NUMBER", min=1, max=65535, help="The port to listen on.")] = 7860,
    no_key: Annotated[bool, typer.Option("--no-key", help="Let other machines ask without a key.")] = False,
    **settings: Any,
) -> None:
    """Serve the web chat, the HTTP API under /api, and its description at /docs."""
    loaded = load_settings(**settings)
    from ui.cli.serving.server import serve as serve_until_stopped

    serve_until_stopped(loaded, host, port, typer.echo, no_key=no_key)


def option(name: str, field: FieldInfo) -> Parameter:
    """The option of a setting; taken as text, so that the setting itself says what it does not take."""
    told = (field.description or "") + ("" if field.repr else "; safer in the environment")
    shown = typer.Option(
        help=f"{told[:1].upper()}{told[1:]}.{_default(field)}",
        metavar=METAVARS.get(field.annotation) or "|".join(get_args(field.annotation)),
    )
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, shown])


def _default(field: FieldInfo) -> str:
    """A setting's default as help shows it; empty for one that says nothing, or differs from machine to machine."""
    default = field.default
    if field.default_factory or default in (None, ""):
        return ""
    return f"  [default: {int(default) if isinstance(default, bool) else default}]"


def _signature() -> Signature:
    """The command's own options, and between them those of the settings."""
    host, port, no_key, _ = Signature.from_callable(serve).parameters.values()
    return Signature(
        [
            host,
            port,
            *(option(*each) for each in Settings.model_fields.items()),
            no_key.replace(kind=Parameter.KEYWORD_ONLY),
        ]
    )


serve.__signature__ = _signature()  # type: ignore[attr-defined]  # what Typer makes options of
