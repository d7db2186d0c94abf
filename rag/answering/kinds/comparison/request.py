"""Comparisons in a few more words: "margin of A vs B", "what's cheaper, A or B", "do A and B agree"."""

import re

from rag.query.intent.comparison import ComparisonRequest, comparison

_VERSUS = re.compile(
    r"^(?:(?:what(?:['’]?s| is| are)|compare) )?(?:the )?(?P<topic>[a-z][\w -]*?) (?:of|for|in|at) (?P<a>.+?)"
    r",? (?:vs\.?|versus|compared (?:to|with)|against) (?P<b>.+)$",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"^(?:what|which)(?: one)?(?:['’]?s| is| was| are| were) (?:the )?(?P<how>more [a-z]+|less [a-z]+|[a-z]+er)"
    r"(?: one)?[ ,:-]+(?P<a>.+?),? or (?P<b>.+)$",
    re.IGNORECASE,
)
_AGREE = re.compile(
    r"^(?:and |so )?(?:do|did|does) (?P<a>.+?) (?:and (?P<b>.+?) )?(?:both )?"
    r"(?:(?:dis)?agree|think the same|share the same (?:view|opinion)|see it the same way)(?: with (?P<other>.+?))?"
    r"(?: (?:on|about|over) (?P<topic>.+))?$",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"^(?:they|both|all|everyone|everybody|you|the two|(?:the )?experts)$", re.IGNORECASE)


def asked_comparison(question: str) -> ComparisonRequest | None:
    """The two sides that a question compares; None for one that compares none.

    Args:
        question: The question that stands alone.
    """
    text = " ".join(question.split()).strip(" .?!")
    if found := _VERSUS.match(text):
        sides, topic = (found["a"], found["b"]), found["topic"]
        first, second = (f"What is the {topic} of {side}?" for side in sides)
        return ComparisonRequest(sides, (first, second), topic)
    if found := _CHOICE.match(text):
        text = f"Which is {found['how']}, {found['a']} or {found['b']}?"
    if found := _AGREE.match(text):
        return _agreement(found["a"], found["b"] or found["other"] or "", found["topic"] or "")
    return comparison(text)


def _agreement(one: str, other: str, topic: str) -> ComparisonRequest | None:
    if not other or _NOBODY.match(one) or _NOBODY.match(other):
        return None
    about = f" about {topic}" if topic else ""
    first, second = (f"What did {side} say{about}?" for side in (one, other))
    return ComparisonRequest((one, other), (first, second), topic, spoken=True)
