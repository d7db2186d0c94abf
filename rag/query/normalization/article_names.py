"""The names of the articles that are asked of: given to questions typed all small, and to initials such as "NK"."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.models import Passage
from rag.nlp.lexicon import FUNCTION_WORDS, MEN, WOMEN, words_of
from rag.query.normalization.truecasing import Capitals, capitalized, capitals_of

MAX_PASSAGES = 2_000
"""Of more than these no names are gathered: it takes about 0.2 ms a passage."""
MAX_INITIALS = 5
_NAME = re.compile(r"\b[A-Z][\w’'-]*[a-z](?: (?:(?:of|for|the) )*[A-Z][\w’'-]*[a-z]){1,4}\b")
_INITIALS = re.compile(
    rf"\b(?P<name>(?<=\bthe )us|[A-Z]{{2,{MAX_INITIALS}}}|uk|usa|eu|(?=[a-z])[^aeiouyAEIOUY\W\d_]{{2,{MAX_INITIALS}}})"
    r"(?P<owner>['’]?s)?\b(?!\.\w)"
)
_JOINING = frozenset({"of", "for", "the"})
_COMMON = words_of(
    "hm hmm mr mrs ms dr st vs tv pls plz thx km kg mm cm ceo cfo coo pm am vp mp mps ai it hq ok id faq pr hr phd ngo"
    " gdp vat wtf tldr btw"
)
"""What means the same everywhere, whatever an article's names begin with."""


@dataclass(frozen=True, slots=True)
class ArticleNames:
    """How articles write their names.

    Attributes:
        capitals: What they write large.
        initials: Names of several words by their initials, "NK", where these stand for one name only.
        written: All words in capitals that the articles have themselves.
    """

    capitals: Capitals
    initials: Mapping[str, str]
    written: frozenset[str]

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> "ArticleNames":
        """The names in passages."""
        texts = [passage.text for passage in passages]
        written = frozenset(word for text in texts for word in re.findall(r"\b[A-Z]{2,}\b", text))
        return cls(capitals_of(passages), _initials(texts), written)

    def __call__(self, question: str) -> str:
        """The question with names as the articles write them; all else to the letter."""

        def whole(found: re.Match[str]) -> str:
            letters, owner = found["name"].upper(), bool(found["owner"])
            if letters not in self.initials and letters not in self.written and letters.endswith("S"):
                letters, owner = letters[:-1], True  # "nks nukes"
            if found["name"].lower() in _COMMON or (found["name"].lower() in FUNCTION_WORDS - {"us"}):
                return found[0]
            if letters in self.written:
                return letters + (found["owner"] or "") if found["name"].islower() else found[0]
            name = self.initials.get(letters)
            return name + ("'s" if owner else "") if name else found[0]

        return capitalized(_INITIALS.sub(whole, question), self.capitals)


def _initials(texts: Sequence[str]) -> dict[str, str]:
    """Names by their initials: the only one that has them; "North Korean" does not count beside its noun."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for name in _names(text):
            words = [word for word in name.split() if word not in _JOINING]
            found["".join(word[0] for word in words).upper()][name] += 1
    kept: dict[str, str] = {}
    for letters, names in found.items():
        stems = [name for name in names if not any(name != other and name.startswith(other) for other in names)]
        if len(stems) == 1:
            kept[letters] = stems[0]
    return kept


def _names(text: str) -> Iterator[str]:
    """Names of two to five words, longer ones with what they begin with: "United States President" with two of them."""
    for match in _NAME.finditer(text):
        words = match[0].removesuffix("’s").removesuffix("'s").split()
        while words and words[0].lower() in FUNCTION_WORDS:
            words.pop(0)
        if not words or words[0].lower() in MEN | WOMEN:
            continue
        for end in range(2, len(words) + 1):
            if words[end - 1] not in _JOINING:
                yield " ".join(words[:end])
