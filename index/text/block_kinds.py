"""Tells what each paragraph of an article is: heading, body, caption, byline or source line.

Captions, bylines and source lines are known by their form, headings also by what follows them.
"""

import re
from collections.abc import Sequence

from index.models import Kind
from index.text.dates import MONTH_FORM_PATTERN, WEEKDAY_PATTERN

MAX_IMPRINT_CHARS = 1000
"""Of a caption, byline or source line, which have 60 words at most; to look for credits in a text of one word takes the
square of its length."""
MAX_TITLE_WORDS, MAX_HEADING_WORDS = 25, 14
"""Words. News headings run to about a dozen; a longer line without a final stop is a paragraph cut short."""
EDGE = 6
"""Paragraphs at either end among which datelines, and source lines written as sentences, are looked for."""

MONTH = rf"{MONTH_FORM_PATTERN}\b\.?"
DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b)(?:,?\s+\d{{4}})?"
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{2,4}"
)
DATELINE_PART = re.compile(
    rf"{DATE}|{WEEKDAY_PATTERN}|\d{{1,2}}[:.]\d\d|[ap]\.?m\b\.?|\d+ min(?:ute)?s? read", re.IGNORECASE
)
BYLINE = re.compile(
    r"\W?(?i:by|(?:written|reported|reviewed|edited|compiled|words|text|story|interview|(?:additional )?reporting)"
    r"(?: by|:))"
    rf"[: ]\s*(?!(?i:the numbers|{WEEKDAY_PATTERN}|{MONTH}))\W?[A-ZÀ-Þ]"
    r"|(?i:from our (?:\w+ ){0,2}(?:reporter|correspondent|staff)\b)"
)
SOURCE = re.compile(
    r"\(?(?:originally |first |last |re-?)?(?:published|posted|updated|appeared|printed|translated|adapted)"
    rf"(?:\s*:|\s+(?:by|in|on|at|from|here|online|under|with)\b|\s+\d|\s+{WEEKDAY_PATTERN}|\s+{MONTH}).*"
    r"|this (?:article|story|piece|text|interview) (?:was |has )?(?:been )?(?:originally |first )?"
    r"(?:published|appeared|posted)\b.*"
    r"|(?:source|via|original(?: article| text)?|read more|link)s?\s*:.*|(?:https?://|www\.)\S+"
    r"|(?:copyright\s*(?:©|\(c\)|\d{4}|by\b)|©|\(c\)\s*\d{4}|all rights reserved).*",
    re.IGNORECASE,
)
CLAUSE = re.compile(r",\s+(?:the|a|an|it|he|she|they|this|these)\s", re.IGNORECASE)
MEDIUM = r"(?:photo(?:graph)?s?|pictures?|images?|illustrations?|graphics?|foto)"
AGENCY = r"(?:\bAP Photo|\bREUTERS|\bAFP|\bEPA|\bGetty Images|picture alliance|/(?i:reuters|afp|ap|epa|dpa|getty))"
CREDIT = re.compile(
    rf"(?i:^\W?{MEDIUM}(?: credit| courtesy)?\s*(?::|/)|^\W?{MEDIUM} by [^.!?]{{1,60}}\.?$)"  # Photo: Ana Duarte
    rf"|(?i:[.|(\[”\"—–]\s*(?:AP )?(?:{MEDIUM}(?: credit| courtesy)?|credits?|courtesy)(?:\s*[:/]| by\b| of\b)"
    r"[^.!?]*[.)\]]*$)"
    rf"|{AGENCY}\b[^.!?]*$"
)
PIPED_CREDIT = re.compile(r"(?:\S+\s+){4,}\|[^|.]+")
SENTENCE_END = re.compile(r"[.!…:;,][\"'”’»)\]]*$")
BOLD = re.compile(r"(\*\*|__)(?!\s)[^*_]+\1")
LIST_ITEM = re.compile(r"(?:[-*•–]|\d{1,3}[.)])\s")
DATUM = re.compile(r":\s*[^\w\s]?\d|^\d{1,2}:\d\d\b|:[^,]*,[^,]*,|\t")


def kinds(paragraphs: Sequence[str], *, headings: bool = True) -> list[Kind]:
    """The kind of each paragraph.

    Args:
        paragraphs: All paragraphs of an article, in order.
        headings: Whether a line's form can make it a heading; in Markdown only its marks do.
    """
    lines = [" ".join(paragraph.split()).strip("*_> ") for paragraph in paragraphs]
    found: list[Kind] = []
    for number, (paragraph, line) in enumerate(zip(paragraphs, lines, strict=True)):
        before = lines[number - 1] if number else ""
        after = lines[number + 1] if number + 1 < len(lines) else ""
        edge = number < EDGE or number >= len(lines) - EDGE
        if imprint := _imprint(line, edge=edge, first=number == 0):
            found.append(imprint)
        elif after and (_is_bold(paragraph.strip()) or (headings and _is_heading(line, after, before))):
            found.append("heading")
        else:
            found.append("body")
    return found


def _imprint(line: str, *, edge: bool, first: bool) -> Kind | None:
    if len(line) > MAX_IMPRINT_CHARS:
        return None
    length = len(line.split())
    ends = bool(SENTENCE_END.search(line))
    if edge and length <= 12 and not ends and _is_dateline(line):
        return "source"
    if length <= 14 and not line.endswith((".", "!", "?", ":")) and BYLINE.match(line):
        return "byline"
    if length <= 25 and SOURCE.fullmatch(line) and (not ends or (edge and not CLAUSE.search(line))):
        return "source"
    if length <= 60 and (CREDIT.search(line) or (not first and PIPED_CREDIT.fullmatch(line))):
        return "caption"
    return None


def _is_dateline(line: str) -> bool:
    if not re.search(DATE, line, re.IGNORECASE):
        return False
    rest = re.findall(r"\w[\w.’'-]*", DATELINE_PART.sub(" ", line))
    return len(rest) <= 4 and all(word[0].isupper() for word in rest)


def _is_bold(paragraph: str) -> bool:
    return BOLD.fullmatch(paragraph) is not None and len(paragraph.split()) <= MAX_TITLE_WORDS


def _is_heading(line: str, after: str, before: str) -> bool:
    length = len(line.split())
    if not line or SENTENCE_END.search(line) or line[0].islower():
        return False
    if LIST_ITEM.match(line) and (not line[0].isdigit() or LIST_ITEM.match(before) or LIST_ITEM.match(after)):
        return False
    if not before:
        return length <= MAX_TITLE_WORDS
    return length <= MAX_HEADING_WORDS and len(after) > len(line) and not DATUM.search(line)
