"""Questions of which the article says that the answer is not known: "The cause of the fire is not yet known."."""

import re
from collections.abc import Sequence

from rag.answering.citing.citations import Quote
from rag.models import RetrievedPassage
from rag.nlp.lexicon import FUNCTION_WORDS
from rag.nlp.stemming import stems
from rag.nlp.tokens import tokens

UNKNOWN_RIGHT = 0.8
"""How probably such a sentence answers."""
HELD = 0.5
"""Share of the question's words that the passage of such a sentence holds at least, and from which on another
sentence is believed to answer after all."""
REACH = 2
"""Sentences before one that says who did it in which it is told what was done."""
NOT_KNOWN = re.compile(
    r"\b(?:unknown|unclear|undecided|unexplained|a mystery|disputed|under investigation"
    r"|(?:not|never) (?:yet |been |publicly |officially )*(?:known|clear|decided|established|determined|explained"
    r"|found out|identified|disclosed|confirmed|announced|said)"
    r"|(?:do|does|did|could) not (?:yet )?(?:know|say|tell)|(?:nobody|no one) (?:knows|can say|could say)"
    r"|being investigated|still investigating|too early to (?:say|tell))\b",
    re.IGNORECASE,
)
_ASKED = (
    (
        r"\bwhy\b|\bhow come\b|\b(?:causes?|caused|reasons?)\b",
        r"\b(?:causes?|caused|reasons?|why|origins?|what (?:led|started))\b",
    ),
    (r"^who(?:m|se)?\b", r"\b(?:who|whose|identity|culprits?|perpetrators?|attackers?|thief|thieves|owner)\b"),
    (r"^how (?:many|much)\b", r"\b(?:how (?:many|much)|number|extent|amount)\b"),
    (r"^how did\b", r"\bhow\b"),
    (r"^when\b", r"\b(?:when|date)\b"),
    (r"^where\b", r"\b(?:where|whereabouts)\b"),
    (r"\b(?:name|word)\b.*\b(?:mean|come)\b|\borigins?\b", r"\borigins?\b|\bmeaning\b"),
)
_TOPICS = [(re.compile(asks, re.IGNORECASE), re.compile(says, re.IGNORECASE)) for asks, says in _ASKED]
"""What a question asks with, and how a sentence calls the same thing."""
_LEAD = re.compile(r"^(?:and|but|so)\s+", re.IGNORECASE)


def stated_unknown(question: str, passages: Sequence[RetrievedPassage], best: str | None) -> Quote | None:
    """The sentence that says what is asked is not known; None where there is none, or where another one answers.

    Args:
        question: The question that stands alone.
        passages: What was retrieved, best first.
        best: The sentence that the reader found.
    """
    asked = _LEAD.sub("", question.strip(" ?!."))
    says = [pattern for asks, pattern in _TOPICS if asks.search(asked)]
    content = frozenset(
        stem for word in tokens(asked) if word.is_word and word.low not in FUNCTION_WORDS for stem in stems(word.low)
    )
    if not says or (best is not None and content and _share(content, best) > HELD):
        return None
    of_cause, of_doer = (says[0] is _TOPICS[number][1] for number in (0, 1))
    for found in passages:
        sentences = found.passage.sentences
        for at, sentence in enumerate(sentences):
            tells = sentence.kind == "body" and NOT_KNOWN.search(sentence.text) is not None
            if not tells or not any(pattern.search(sentence.text) for pattern in says):
                continue
            # "Who did it" means what was told just before; a cause is that of what the whole passage tells of.
            near = " ".join(each.text for each in sentences[max(0, at - REACH if of_doer else at) : at + 1])
            if _share(content, found.passage.text if of_cause else near) >= HELD:
                return Quote(sentence, found.passage, found.article, found.score)
    return None


def _share(content: frozenset[str], text: str) -> float:
    return len(content & frozenset(stems(text))) / len(content) if content else 0.0
