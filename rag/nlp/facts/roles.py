"""Roles and whose they are: "the North Korean foreign minister" is not the Russian one."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.nlp.stemming import stems

_CAPITAL = r"(?-i:[A-Z][\w’'-]+)"
_ASKED = re.compile(
    r"^(?:and )?(?:who|what)(?:['’]s| is| was| are| were)(?: the name of)? (?:the )?"
    rf"(?P<whose>{_CAPITAL}(?: {_CAPITAL})*?)(?:['’]s)? (?P<role>(?-i:[a-z][\w-]*(?: [a-z][\w-]*){{0,2}}))\W*$",
    re.IGNORECASE,
)
REACH_CHARS = 60
"""How far before a name its role may begin: "Russian Foreign Minister" before "Serguei Lavrov"."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a question asks the holder of, and whose it is, as stems."""

    whose: frozenset[str]
    pattern: re.Pattern[str]

    def is_anothers(self, sentence: str, start: int, end: int) -> bool:
        """Whether a span is or stands behind this role, but as somebody else's.

        Args:
            sentence: The span's sentence.
            start: Where the span begins in it.
            end: Where it ends.
        """
        found = list(self.pattern.finditer(sentence, max(0, start - REACH_CHARS), end))
        if not found:
            return False
        last = found[-1]
        return not self.whose & frozenset(stems(last["whose"])) and sentence[last.end() : start].strip() in {"", ","}


@lru_cache(maxsize=256)
def asked_role(question: str) -> Role | None:
    """The role whose holder a question asks for, as "Who is the North Korean foreign minister?" does; None for none."""
    found = _ASKED.match(question.strip())
    if not found:
        return None
    pattern = rf"(?P<whose>{_CAPITAL}(?: {_CAPITAL}){{0,2}}?)(?:['’]s)? {re.escape(found['role'])}\b"
    return Role(frozenset(stems(found["whose"])), re.compile(pattern, re.IGNORECASE))
