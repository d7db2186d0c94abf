"""Times, numbers, sums and spans of time, as news prose writes them."""

import re

CLOCK = re.compile(r"\d[:.]\d\d\b")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
TIME = re.compile(
    rf"\b(?:(?:on|in|since|by|at)\s+(?:(?:early|late|mid|the|spring|summer|autumn|winter|of|end|night)\s+)*"
    rf"(?:\d{{1,2}}\s+)?(?:{_MONTH}(?:\s+\d{{1,2}}\b)?(?:,?\s+\d{{4}})?|{_DAY}(?:\s+(?:morning|evening|night|afternoon))?"
    r"|(?:1[5-9]|20)\d\d\b)"
    r"|last (?:week|month|year|spring|summer|autumn|winter)\b"
    r"|(?:\w+|\d+) (?:years|months|weeks|days) ago\b)",
    re.IGNORECASE,
)
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_NUMBER = (
    rf"(?:\d[\d,.]*|{_UNITS}|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|seventy"
    rf"|eighty|ninety)(?:[ -](?:{_UNITS}|hundred|thousand|million|billion))*"
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
