"""Careless typing: apostrophes left out, "gonna", "or not" behind a question, and interjections before one."""

import re

from rag.nlp.lexicon import AUXILIARIES, WH

CONTRACTED = {
    "whats": "what's", "whos": "who's", "wheres": "where's", "whens": "when's", "hows": "how's", "whys": "why's",
    "dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't",
    "werent": "weren't", "couldnt": "couldn't", "wouldnt": "wouldn't", "shouldnt": "shouldn't", "hasnt": "hasn't",
    "havent": "haven't", "hadnt": "hadn't", "gonna": "going to", "wanna": "want to", "gotta": "have to",
}  # fmt: skip
_CONTRACTED = re.compile(rf"(?<![\w'’-])(?:{'|'.join(CONTRACTED)})(?![\w'’-])", re.IGNORECASE)
_OR_NOT = re.compile(r",?\s+or\s+(?:not|no)(?=[\s?.!]*$)", re.IGNORECASE)
_INTERJECTION = (
    r"(?:h+m+|m+h+m*|u+h+m*|u+m+|e+r+m*|ok(?:ay)?|k|oh|ah|aha|alright|all right|cool|nice|great|wow|lol|haha+"
    r"|interesting|thanks|thank you|thx|i see|got it|right|yeah|yep|yes|well|anyway|now)"
)
_ASKING = rf"(?:{'|'.join(re.escape(word) for word in sorted(AUXILIARIES | WH, key=len, reverse=True))}|tell me)"
_BEFORE = re.compile(
    rf"^(?:{_INTERJECTION}\b[\s,.!;:–—-]*)+(?=(?:(?:and|but|so|then)\b,? )?{_ASKING}\b)",
    re.IGNORECASE,
)


def formal(question: str) -> str:
    """The question with its apostrophes, without "gonna", and without the "or not" behind a yes/no question."""

    def written(found: re.Match[str]) -> str:
        form = CONTRACTED[found[0].lower()]
        return form[:1].upper() + form[1:] if found[0][0].isupper() else form

    plain = _CONTRACTED.sub(written, question)
    bare = re.sub(r"^(?:and|but|so)\b,? ", "", plain, flags=re.IGNORECASE)
    opens = re.match(r"[\w'’]+", bare)
    if opens and opens[0].lower().replace("’", "'") in AUXILIARIES:
        return _OR_NOT.sub("", plain)
    return plain


def without_interjections(question: str) -> str:
    """The question without "hm ok" before it; one that consists of nothing else, or goes on otherwise, is left as is.

    "Hm ok and what does Kessel say" becomes "and what does Kessel say".
    """
    return _BEFORE.sub("", question.strip()) or question
