"""Conversations as Markdown: questions, answers, and the quotes with their places."""

import re
from collections.abc import Iterator, Sequence

from rag.models import Answer, AnswerSentence, Citation
from ui.page.conversation import Conversation, ConversationTurn, unescape_markers
from ui.page.translations import Words

PUNCTUATION = re.compile(r"[\\`*_{}\[\]<>&~|$#!]")
LINE_START = re.compile(r"^(?:([-+=])|(\d{1,9})([.)]))")
"""What would make a line a list, a rule or a heading."""


def markdown(chats: Sequence[Conversation], words: Words) -> str:
    """The conversations, one after the other; whatever their texts contain, they are text in it."""
    parts = []
    for chat in chats:
        parts.append(f"# {literal(chat.title) or literal(words.export_title)}")
        for exchange in chat.turns:
            parts += _exchange(exchange, words)
    return "\n\n".join(parts) + "\n"


def literal(text: str) -> str:
    """A text on one line that Markdown shows as it is."""
    line = PUNCTUATION.sub(r"\\\g<0>", " ".join(text.replace("\0", "\N{REPLACEMENT CHARACTER}").split()))
    return LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)


def _exchange(exchange: ConversationTurn, words: Words) -> Iterator[str]:
    outcome = exchange.outcome
    yield f"## {literal(exchange.question)}"
    if isinstance(outcome, Answer):
        if outcome.standalone_question != " ".join(outcome.question.split()):
            yield _remark(words.understood_as.format(question=outcome.standalone_question))
        if outcome.status == "not_in_article":
            yield f"**{literal(words.not_in_article)}**"
        if not outcome.sentences:
            yield literal(unescape_markers(outcome.answer))
    yield from (_sentence(sentence, words) for sentence in exchange.sentences)
    if not isinstance(outcome, Answer):
        if outcome.rest.strip():
            yield literal(unescape_markers(outcome.rest))
        yield _remark(outcome.problem or words.stopped)
    elif outcome.note:
        yield _remark(outcome.note)
    for citation in exchange.citations:
        yield _quote(citation, words)


def _sentence(sentence: AnswerSentence, words: Words) -> str:
    doubt = f" *({literal(words.not_carried)})*" if sentence.support == "unsupported" else ""
    return literal(sentence.text) + "".join(f" \\[{number}\\]" for number in sentence.citations) + doubt


def _quote(citation: Citation, words: Words) -> str:
    place = words.export_place.format(
        title=citation.article_title, id=citation.article_id, start=citation.start, end=citation.end
    )
    if citation.page:
        place = f"{words.page.format(page=citation.page)}, {place}"
    lines = [literal(line) for line in citation.quote.splitlines() if line.strip()]
    return f"\\[{citation.number}\\] {literal(place)}\n\n> " + "\\\n> ".join(lines)


def _remark(text: str) -> str:
    return f"*{literal(text)}*"
