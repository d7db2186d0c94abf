"""The command that exports what readers think of answers."""

import json
from typing import Annotated

import typer

from ui.cli.feedback.harvest import article_of, newest, questions_of
from ui.cli.local import open_service
from ui.service.feedback import Feedback
from ui.service.plain_text import shown
from ui.service.protocol import TitledText
from ui.settings import Settings, load_settings


def feedback(
    as_json: Annotated[bool, typer.Option("--json", help="Print a question set for 'eval', as JSON Lines.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="With thumbs down, for a person to correct.")] = False,
) -> None:
    """List the answers that readers gave a thumb up."""
    settings = load_settings()
    given = [each for each in newest(Feedback(settings.data_dir).all()) if everything or each.verdict == "up"]
    if not as_json:
        for each in given:
            reason = f"  ({each.reason})" if each.reason else ""
            typer.echo(shown(f"{each.given_at}  {each.verdict}  {each.answer['standalone_question']}{reason}"))
        return
    lines = questions_of(given, _texts(settings, {article_of(each) for each in given}) if given else {})
    for line in lines:
        typer.echo(json.dumps(line, ensure_ascii=False))
    if missing := len(given) - len(lines):
        typer.echo(f"Left out, as their article is no longer indexed: {missing}", err=True)


def _texts(settings: Settings, wanted: set[str | None]) -> dict[str, TitledText]:
    """Title and text of those of the wanted articles that are indexed."""
    with open_service(settings) as service:
        return service.texts([each for each in wanted if each is not None])
