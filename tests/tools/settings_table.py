"""Writes the table of settings in docs/settings.md from `ui.settings.Settings`; `make docs` runs it."""

from pathlib import Path

from pydantic.fields import FieldInfo

from ui.settings import PREFIX, Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
BEGIN, END = "<!-- settings: written by 'make docs' -->\n", "<!-- end of settings -->\n"
FACTORIES = {"data_dir": "user data folder of the platform"}
"""Defaults that differ between machines."""


def default(name: str, field: FieldInfo) -> str:
    """A setting's default as it would be written in the environment; a dash where it is unset or empty."""
    if field.default_factory is not None:
        return FACTORIES[name]
    value = int(field.default) if isinstance(field.default, bool) else field.default
    return "–" if value in (None, "") else f"`{value}`"


def table() -> str:
    """The rows of all settings, in the order of `Settings`."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        meaning = (field.description or "").replace("|", "\\|")
        rows.append(f"| `{PREFIX}{name.upper()}` | {default(name, field)} | {meaning} |")
    return "\n".join(rows) + "\n"


def updated(page: str) -> str:
    """The page with today's table between its two comments."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"the page needs the lines {BEGIN!r} and {END!r}")
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
