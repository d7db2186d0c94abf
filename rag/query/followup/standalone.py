"""Makes a follow-up question stand alone, by rules over the last turns and the names in them: no language model.

A question that stands alone is left as it is; so is one that nothing resolves. What a turn's question meant is worked
out first, oldest first, since the history holds questions as they were asked.
"""

import re
from collections.abc import Sequence

from index.text.unicode import composed
from rag.models import Message
from rag.nlp.lexicon import FUNCTION_WORDS, GROUP_NOUNS, MEN, PERSON_NOUNS, PLACE_NOUNS, WOMEN
from rag.nlp.names import Mention
from rag.nlp.noun_phrases import mentions
from rag.nlp.question_parser import LEAD, asked_noun, parse
from rag.query.followup.asked_again import ARTICLE
from rag.query.followup.conversation import Context, ParsedExchange, names_of
from rag.query.followup.demonstratives import resolve_deictics
from rag.query.followup.ellipsis import complete
from rag.query.followup.pronouns import resolve_pronouns
from rag.query.normalization.normalize import MAX_NORMALIZED_CHARS, plain_question
from rag.refusals import is_refusal

MAX_EXCHANGES = 3
"""Exchanges that a question may lean on."""
MAX_RESOLVED = 8
"""Exchanges whose questions are worked out, so that a question means the same however long the conversation grows."""
MAX_MESSAGE_CHARS = 2000
"""Characters of an answer that are read."""
MARKER = re.compile(r" ?(?<!\\)\[\d+\]")
ESCAPED = re.compile(r"\\\[(?=\d+\])")
BARE_WHY = re.compile(r"(?:(?:and|but|so) )?(?:why(?: not| is that| so)?|how come|what for)\W*", re.IGNORECASE)
TABLE_ROW = re.compile(r"\|(?:[^|]*\|){2,}")
COUNTED = re.compile(
    r"^(?:(?:and|but|so)\s+)?how many(?=\s+(?:do|does|did|have|has|had|are|were|will|would|can)\b)", re.IGNORECASE
)


def standalone_question(question: str, history: Sequence[Message] = ()) -> str:
    """The question with what it leaves to the conversation put into it.

    Args:
        question: As asked.
        history: The conversation so far, oldest first; what a question leans on stands in its last three exchanges,
            whose own questions are worked out from those before them.

    Returns:
        The plain question (see `rag.query.normalization.normalize`); its own words where it stands alone or nothing
        resolves it.
    """
    question = plain_question(question)
    pairs = _exchanges(history)
    if not question or not pairs:
        return question
    names = names_of(pairs, question)
    past: list[ParsedExchange] = []
    for asked, told in pairs:
        meant = _resolve(asked, _context(past, names))
        known = _known(names, meant)
        past.append(_exchange(meant, told, known, is_bare_why=BARE_WHY.fullmatch(asked) is not None))
    return _resolve(question, _context(past, names))


def _exchange(question: str, answer: str, known: frozenset[str], *, is_bare_why: bool) -> ParsedExchange:
    form = parse(question, known)
    # A phrase cannot begin in the words a question asks with and end behind them: "which country | takes most".
    split = question.find(form.asks) + len(form.asks) if form and form.asks else 0
    asked = tuple(m for m in mentions(question, known) if not m.start < split < m.end)
    return ParsedExchange(question, form, asked, answer, tuple(mentions(answer)), is_bare_why)


def _resolve(question: str, context: Context) -> str:
    if context.last is None:
        return question
    known = _known(context.names, question)
    made = complete(question, context, known)
    if not made:
        resolved = resolve_pronouns(resolve_deictics(question, context), context, known)
        made = _untied(_counted(resolved, context.last))
    made = " ".join(made.split())
    # A phrase of the conversation can be as long as a turn.
    return made if len(made) <= MAX_NORMALIZED_CHARS else question


def _untied(question: str) -> str:
    """A whole question without the "and" or "but" before it, which the reader would take for a part of it."""
    bare = LEAD.sub("", question)
    if bare == question or parse(bare) is None:
        return question
    return bare[:1].upper() + bare[1:] if question[:1].isupper() else bare


def _counted(question: str, last: ParsedExchange) -> str:
    """ "How many did the inspectors find?" with what is counted, where the last question speaks of one such thing."""
    match = COUNTED.match(question)
    if not match:
        return question
    things = [m.text for m in last.asked if m.plural and m.kind == "thing" and m.text not in question]
    noun = asked_noun(last.form) if last.form and last.form.word == "how many" else things[-1] if things else ""
    return f"{match[0]} {ARTICLE.sub('', noun)}{question[match.end() :]}" if noun else question


def _context(past: Sequence[ParsedExchange], names: dict[str, Mention]) -> Context:
    return Context(tuple(reversed(past[-MAX_EXCHANGES:])), names)


def _exchanges(history: Sequence[Message]) -> list[tuple[str, str]]:
    """The last questions with their answers, oldest first, without markers; a refusal is ""."""
    pairs: list[tuple[str, str]] = []
    told: list[str] = []
    for turn in reversed(history):
        if turn.role == "assistant":
            text = " ".join(composed(turn.content[:MAX_MESSAGE_CHARS]).split())
            plain = ESCAPED.sub("[", MARKER.sub("", text))
            # A row beside sentences is not what "they" are: its first cell names a line of a table.
            plain = TABLE_ROW.sub(" ", plain).strip() or plain
            told.append("" if is_refusal(plain) else plain)
            continue
        if text := plain_question(turn.content):
            pairs.append((text, told[-1] if told else ""))
        told = []
        if len(pairs) == MAX_RESOLVED:
            break
    return pairs[::-1]


def _known(names: dict[str, Mention], question: str) -> frozenset[str]:
    """The names that a question written all small may mean, by their words."""
    if any(character.isupper() for character in question[1:]):
        return frozenset()
    common = FUNCTION_WORDS | GROUP_NOUNS | PLACE_NOUNS | PERSON_NOUNS
    words = {word.lower() for mention in names.values() for word in mention.text.split()[-1:]}
    given = {word.lower() for mention in names.values() for word in mention.text.split()[:1]}
    return frozenset((words | (given & (MEN | WOMEN))) - common)
