"""The command that exports what readers think of answers."""

import json
from typing import Annotated

import typer

from ui.cli.client import running_server
from ui.cli.harvest import Texts, article_of, newest, questions_of
from ui.service.factory import owned_folder, place_of
from ui.service.feedback import Feedback
from ui.service.plain_text import shown
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


def _texts(settings: Settings, wanted: set[str | None]) -> Texts:
    """Title and text of those of the wanted articles that are indexed."""
    server = running_server(settings)
    if server:
        found = [server.article(row["id"]) for row in server.articles()["articles"] if row["id"] in wanted]
        return {row["id"]: (row["title"], row["text"]) for row in found}
    with owned_folder(settings):
        from index.store.catalog import stored_articles  # here: it takes seconds

        articles = [entry.article for entry in stored_articles(place_of(settings))]
    return {article.id: (article.title, article.text) for article in articles if article.id in wanted}
