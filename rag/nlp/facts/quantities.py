"""Times, numbers, sums and spans of time, as news prose writes them."""

import re

from index.text.dates import MONTH_PATTERN, WEEKDAY_PATTERN
from index.text.number_words import TENS, UNITS

CLOCK = re.compile(r"\d[:.]\d\d\b")
TIME = re.compile(
    rf"\b(?:(?:on|in|since|by|at)\s+(?:(?:early|late|mid|the|spring|summer|autumn|winter|of|end|night)\s+)*"
    rf"(?:\d{{1,2}}\s+)?(?:{MONTH_PATTERN}(?:\s+\d{{1,2}}\b)?(?:,?\s+\d{{4}})?"
    rf"|{WEEKDAY_PATTERN}(?:\s+(?:morning|evening|night|afternoon))?"
    r"|(?:1[5-9]|20)\d\d\b)"
    r"|last (?:week|month|year|spring|summer|autumn|winter)\b"
    r"|(?:\w+|\d+) (?:years|months|weeks|days) ago\b)",
    re.IGNORECASE,
)
_UNITS = "|".join(UNITS[1:10])
_NUMBER = (
    rf"(?:\d[\d,.]*|{_UNITS}|{'|'.join((*UNITS[10:], *TENS))})"
    rf"(?:[ -](?:{_UNITS}|hundred|thousand|million|billion))*"
)
_ABOUT = r"(?:(?:about|around|almost|nearly|only|just|at least|at most|more than|up to|some|over) )?"
NUMERAL = re.compile(_NUMBER, re.IGNORECASE)
COUNT = re.compile(
    rf"^{_ABOUT}{_NUMBER} (?P<noun>(?:[a-z-]+ ){{0,2}}?[a-z-]+s|people|children|women|men)\b", re.IGNORECASE
)
MONEY = re.compile(
    rf"^{_ABOUT}(?:[€£$]\s?\d[\d,.]*(?: (?:million|billion))?|{_NUMBER} (?:pounds|euros|dollars|kroner|crowns|francs))",
    re.IGNORECASE,
)
LONG = re.compile(rf"\bfor {_ABOUT}{_NUMBER} (?:years|months|weeks|days|hours|minutes)\b(?![’'])", re.IGNORECASE)
