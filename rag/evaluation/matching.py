"""How like two wordings are, as SQuAD measures it (Rajpurkar et al. 2016)."""

import re
import string
from collections import Counter
from collections.abc import Iterable

_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalised(text: str) -> str:
    """The text in lower case, without ASCII punctuation, English articles and superfluous white space."""
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(predicted: str, answers: Iterable[str]) -> float:
    """1 where the prediction is one of the answers after normalisation, else 0; no answers means that "" is right."""
    return max(
        (float(normalised(predicted) == normalised(answer)) for answer in answers),
        default=float(not normalised(predicted)),
    )


def f1(predicted: str, answers: Iterable[str]) -> float:
    """The best F1 of the prediction's words against an answer's, as bags; no answers means that "" is right."""
    return max((_f1(predicted, answer) for answer in answers), default=float(not normalised(predicted)))


def _f1(predicted: str, answer: str) -> float:
    ours, theirs = normalised(predicted).split(), normalised(answer).split()
    if not ours or not theirs:
        return float(ours == theirs)
    shared = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * shared / (len(ours) + len(theirs))
