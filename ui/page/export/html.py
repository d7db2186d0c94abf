"""Conversations as an HTML page of its own: answers whose markers lead to the quotes under them."""

from collections.abc import Sequence

from rag.models import Answer
from ui.page.conversation import Conversation, ConversationTurn, unescape_markers
from ui.page.translations import Words
from ui.page.views.templates import palette, render


def html(chats: Sequence[Conversation], words: Words) -> str:
    """The conversations, one after the other."""
    return render(
        "saved/export",
        chats=chats,
        title=chats[0].title if len(chats) == 1 and chats[0].title else words.export_title,
        lead=lead,
        is_answer=lambda turn: isinstance(turn.outcome, Answer),
        palette=palette(),
        words=words,
    )


def lead(turn: ConversationTurn) -> str:
    """What is said without a citation: a reply that has no sentences, or words that were not checked any more."""
    outcome = turn.outcome
    if not isinstance(outcome, Answer):
        return unescape_markers(outcome.rest).strip()
    return "" if outcome.sentences else unescape_markers(outcome.answer)
