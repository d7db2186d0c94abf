"""Makes a follow-up question stand alone by a language model, where it leans on the conversation at all."""

import re

from langchain_core.language_models import BaseChatModel

from rag.llm.chat_model import SpeechError, speak
from rag.models import Message, Question
from rag.models.usage import TokenMeter
from rag.nlp.facts.facts import missing
from rag.nlp.question_parser import parse
from rag.nlp.tokens import tokens
from rag.query.followup.standalone import MAX_EXCHANGES, MAX_MESSAGE_CHARS
from rag.query.normalization.long_questions import LEANING
from rag.query.normalization.normalize import MAX_NORMALIZED_CHARS, plain_question
from rag.query.prompts import rewrite_messages
from rag.refusals import is_refusal

REWRITE_TIMEOUT_S = 10.0
"""Short, since the answer waits for the call and the result of the rules is at hand."""
MAX_FRAGMENT_WORDS = 7
"""Words of a question that may lack its verb."""


class Rewriter:
    """Asks a chat model for the question as it stands alone; keeps the rules' result where that fails."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model

    async def rewrite(self, question: Question, by_rules: str, meter: TokenMeter | None = None) -> str:
        """The question with what it leaves to the conversation put into it; one call, and none where nothing is left.

        Args:
            question: As asked, with its history.
            by_rules: What `rag.query.followup.standalone.standalone_question` makes of it.
            meter: Takes the tokens of the call.
        """
        if not leans(question, by_rules):
            return by_rules
        asked = plain_question(question.question)
        history = [_short(turn) for turn in question.history[-2 * MAX_EXCHANGES :]]
        spoken = speak(self._model, rewrite_messages(asked, history), REWRITE_TIMEOUT_S, meter)
        try:
            text = "".join([piece async for piece in spoken])
        except SpeechError:
            return by_rules
        made = " ".join(text.strip().partition("\n")[0].strip(' "“”*').split())
        sources = [asked, by_rules, *(turn.content for turn in history if not is_refusal(turn.content))]
        # A model that answers, chats or brings in names of its own has not rewritten the question.
        usable = made.endswith("?") and len(made) <= MAX_NORMALIZED_CHARS and not missing(made, sources)
        return made if usable else by_rules


def leans(question: Question, by_rules: str) -> bool:
    """Whether a question needs its conversation: the rules changed it, it has a bare pronoun, or it is no sentence."""
    if not question.history:
        return False
    asked = plain_question(question.question)
    words = [word for word in tokens(asked) if word.is_word]
    first = next((at for at, word in enumerate(words) if word.low in LEANING), None)
    # "Did Kim say why he came?" explains its pronoun itself.
    bare = first is not None and not any(re.match("[A-Z]", word.text) for word in words[1:first])
    return by_rules != asked or bare or (len(words) <= MAX_FRAGMENT_WORDS and parse(asked) is None)


def _short(turn: Message) -> Message:
    """A turn as far as a question may lean on it."""
    short = plain_question(turn.content) if turn.role == "user" else turn.content[:MAX_MESSAGE_CHARS]
    return Message(turn.role, short)
