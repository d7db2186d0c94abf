"""Who is said to have said something: the subject of a verb of speech, as it stands in a text."""

import re

_VERBS = (
    r"(?:said|says|say|told|tells|claimed|claims|argued|argues|added|adds|explained|explains|warned|warns|insisted"
    r"|insists|stated|states|wrote|writes|announced|announces|noted|notes|admitted|admits|believes|believed|declared"
    r"|replied|recalled|promised|points out|pointed out|highlighted|stressed|remarked|commented|acknowledged|asked"
    r"|predicted|predicts|estimates|estimated|concluded|suggested|suggests)"
)
_CAPITAL = r"(?-i:[A-ZÀ-Þ][\w’'-]*)"
NAME = rf"(?:{_CAPITAL}(?: (?:(?:de|van|von|da|dos|al|bin|le|la) )?{_CAPITAL}){{0,4}})"
"""Pattern of a name: up to five capitalised words, with particles between them."""
_ROLE = r"(?:(?:the|a|an|its|his|her|their|one|(?-i:The|A|An|Its|His|Her|Their|One)) (?:[\w’'-]+ ){0,4}[\w’'-]+)"
_PRONOUN = r"(?:he|she|they|(?-i:He|She|They))"
_WHO = rf"(?P<who>{NAME}|{_ROLE}|{_PRONOUN})"
_ASIDE = r"(?:,[^,;.“”\"]{1,80},)?"
_OF = rf"(?: (?:of|from|at|in) (?:the )?{NAME})*"
_BEFORE = re.compile(rf"{_WHO}{_OF}{_ASIDE} (?:also |then |later |had |has )?{_VERBS}\b")
_AFTER = re.compile(rf"(?<=[”\",] ){_VERBS} {_WHO}")
_ACCORDING = re.compile(rf"\b[Aa]ccording to {_WHO}")
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
"""Words within quotation marks."""


def attributions(text: str) -> list[tuple[int, int]]:
    """Where a text names whose words it reports, in order.

    What stands within quotation marks is not looked at: a speaker speaks of others too.
    """
    outside = without_quoted(text)
    found = {match.span("who") for pattern in (_ACCORDING, _AFTER, _BEFORE) for match in pattern.finditer(outside)}
    return sorted(found)


def without_quoted(text: str) -> str:
    """A text of the same length with dots for the words within quotation marks."""
    return QUOTED.sub(lambda found: "“" + "·" * (len(found[0]) - 2) + "”", text)


def is_named(speaker: str) -> bool:
    """Whether a speaker is named, and not merely meant: "Choo Jae-woo", but neither "he" nor "the American"."""
    return re.fullmatch(NAME, speaker) is not None and speaker.lower() not in {"he", "she", "they"}
