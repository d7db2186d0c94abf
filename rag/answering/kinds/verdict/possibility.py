"""What a sentence says is only possible, suspected, feared or proposed, which decides nothing."""

import re

from rag.nlp.stemming import stems

_NOUN = (
    r"(?:possibilit(?:y|ies)|theor(?:y|ies)|hypothes[ie]s|suspicions?|fears?|worr(?:y|ies)|concerns?|hopes?|guess(?:es)?"
    r"|hunch|(?:one|another) idea|suggestions?|proposals?|speculation|rumou?rs?|chance|danger|risk"
    r"|(?:possible|likely|plausible|conceivable) (?:explanations?|causes?|reasons?|answers?))"
)
_ASIDE = r"(?:, [^,.;]{1,60},)?"
_BE = r"(?:is|are|was|were|would be|remains?|being)"
_END = r"[^;—–.!?]*?(?=[;—–.!?]|,? but\b|, (?:and|so|although|though|while|yet|which|who)\b|$)"
"""As far as such a clause goes."""
_CLAUSES = (
    # "One possibility, she said, is that"
    rf"\b{_NOUN}(?: [\w’'-]+){{0,4}}?{_ASIDE} {_BE}{_ASIDE} (?:that|to)\b",
    rf"\bpossibilit(?:y|ies){_ASIDE} {_BE}{_ASIDE} (?!not\b|no\b|ruled\b|\w+ed\b)(?=\w)",
    rf"\b{_NOUN} that\b",
    r"\b(?:possibility|chance|suspicions?|fears?|rumou?rs?|danger|risk|hopes?) of\b",
    r"\b(?:proposals?|suggestions?) (?:to|for)\b",
    # "They fear that"
    r"\b(?:suspect(?:s|ed|ing)?|fear(?:s|ed|ing)?|speculat(?:es?|ed|ing)|worr(?:y|ies|ied|ying)|guess(?:es|ed)?"
    r"|propos(?:es?|ed|ing)|hop(?:es?|ed|ing)|rumou?red) that\b",
    r"\bpropos(?:es?|ed|ing) (?:to\b|(?=\w+ing\b))",
    r"\b(?:police|doctors|officials|detectives|experts|they|we|i) suspect(?:ed)? (?!of\b)(?=\w)",
    # "It is possible that"
    rf"\b{_BE} (?:also |even |only |just |quite )?(?:possible|conceivable|feared|suspected|thought|believed|rumou?red"
    r"|likely|probable|hoped|proposed) that\b",
    # "They want it to be banned", "they consider banning it"
    r"\b(?:wants?|wanted|demand(?:s|ed|ing)?|call(?:s|ed|ing) for|consider(?:s|ing)|urg(?:es?|ed|ing))"
    r"(?= (?:[\w’'-]+ ){1,5}to be\b| \w+ing\b)",
    r"\bmight\b(?! have to\b)",
)
_OPENS = re.compile(rf"(?P<frame>{'|'.join(_CLAUSES)})(?P<what>{_END})", re.IGNORECASE)
_MAYBE = re.compile(
    r"(?P<frame>\b(?:perhaps|maybe|possibly|conceivably|probably|presumably))(?P<what>\b[^,;—–.!?]*)", re.IGNORECASE
)
_APPOSITION = re.compile(r", (?:perhaps|maybe|possibly|conceivably)(?: [\w’'-]+)+(?=,)", re.IGNORECASE)
"""What says nothing of the sentence around it: "The hall, perhaps the oldest in the county, burned down."."""
_FOLLOWS = re.compile(
    rf"(?P<what>[^,;—–.!?]*?)(?P<frame> {_BE} (?:only |just |still |also )?"
    r"(?:(?:a|one|another|the (?:main|likeliest|most likely)) )?"
    r"(?:possibility|possible (?:cause|explanation|reason|answer)|theory|guess|hunch|suspicion|suspected|feared"
    r"|rumou?red))(?= *(?:[,.;:!?]|\bbut\b|$))",
    re.IGNORECASE,
)
"""What is said to be possible behind it: "Arson is suspected."."""
_WORDS = frozenset(
    stems(
        "possible possibility theory hypothesis suspicion suspect suspected fear feared worry worried concern concerned"
        " hope guess suggestion suggest propose proposal proposed speculation rumour rumor chance danger risk might"
        " perhaps maybe possibly likely probable conceivable want demand call urge consider"
    )
)


def asserted(text: str, question: str) -> str:
    """A sentence without what it says is only possible.

    Args:
        text: The sentence.
        question: What is asked; a question for what is possible or feared itself is decided by the whole sentence.
    """
    if _WORDS.intersection(stems(question)):
        return text
    text = _APPOSITION.sub("", text)
    for frame in (_OPENS, _MAYBE):
        text = frame.sub(lambda found: found["frame"], text)
    return _FOLLOWS.sub(lambda found: found["frame"], text)
