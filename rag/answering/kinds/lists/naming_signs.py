"""Signs that a name is an organisation's or a place's: its own words, and those around it."""

import re
from collections.abc import Sequence

from rag.answering.kinds.lists.person_signs import POSTS
from rag.nlp.lexicon import GROUP_NOUNS, PLACE_NOUNS, SAYING, words_of
from rag.nlp.tokens import Token

COMPANY_WORDS = words_of(
    "ltd inc plc gmbh ag sa corp corporation company co holdings group bank airlines airways motors"
    " industries foods energy pharma systems mobility terminals breweries partners sons brothers utilities"
    " labs tea mills press"
)
PUBLIC_WORDS = words_of(
    "university ministry agency council union party league association institute police court parliament"
    " government federation committee commission office department school hospital museum church un eu"
    " nato who academy authority society foundation trust board college producers survey service guild"
    " front congress chamber fund"
)
ORGANISED = (
    GROUP_NOUNS
    | COMPANY_WORDS
    | PUBLIC_WORDS
    | words_of("club team brand network alliance movement orchestra choir courier gazette times herald mercury")
) - words_of("sun tea mills energy who")
KINDS = (
    GROUP_NOUNS
    | words_of(
        "chain firm bank maker operator supplier retailer brewery newspaper charity brand startup"
        " manufacturer bookseller booksellers publisher insurer auditors auditor consortium airline carmaker"
        " broadcaster magazine lender shipowner developer dairy union guild party grocer builder producer"
        " contractor owner importer distributor operators companies firms banks unions daily weekly federation"
        " club employer utility competitor adviser advisers agency laboratory monthly website paper network"
        " portal"
    )
) - words_of("office school museum church court police")
"""What stands before the name of an organisation, or behind it after a comma: "the bank Cromer Lisle"."""
GEOGRAPHIC = words_of(
    "lake river sea bay island islands mountain mount mountains cape ocean gulf forest valley street road"
    " square canal peninsula peak bridge creek desert channel coast strait hills lane avenue harbour"
    " harbor beach park"
)
PLACED = words_of(
    "town city village port island islands region district county province state valley forest capital"
    " resort spa hamlet"
)
WITHIN = words_of("in near across outside around throughout at")
TOWARDS = words_of("to from into towards toward between via off")
PLACE_POSTS = words_of("mayor population harbour port airport streets residents suburbs outskirts town council")
CITIES = words_of(
    "london paris tokyo berlin moscow washington beijing brussels dublin rome madrid lisbon vienna prague"
    " warsaw athens oslo stockholm copenhagen helsinki riga vilnius tallinn kyiv ankara istanbul cairo"
    " nairobi lagos delhi mumbai seoul hanoi bangkok jakarta sydney melbourne toronto montreal chicago"
    " boston geneva zurich munich hamburg milan barcelona rotterdam amsterdam edinburgh manchester leeds"
    " bergen pretoria pyongyang singapore shanghai cork galway"
)
PARTS_OF_FIRMS = words_of(
    "board shares shareholders employees owner owners founder chief director head chairman chair customers members"
    " subsidiary takeover purchase stock merger"
)
"""What is "of" an organisation."""
_ACRONYM = re.compile(r"[A-Z]{2,6}")
_VERBS = words_of(
    "employs employed announced owns owned operates operated runs acquired merged reported sells sold makes produces"
)


def sign_of(words: Sequence[Token], first: int, end: int, parts: tuple[str, ...], *, person: bool) -> tuple[int, int]:
    """How much a mention says for an organisation, and for a place.

    Args:
        words: The sentence's.
        first: The name's first word.
        end: The word behind its last.
        parts: Its words, folded.
        person: Whether a person of the article is called so, who may speak and act too.
    """
    group = place = 0
    before = [word.low for word in words[max(0, first - 4) : first]]
    after = [word.low for word in words[end : end + 7]]
    last = before[-1] if before else ""
    owned = bool(words[end - 1].owner)
    if set(parts) & ORGANISED and not set(parts[-1:]) & PLACE_NOUNS & GEOGRAPHIC:
        group += 3
    if any(word.text == "&" for word in words[first:end]) or parts[-2:] in {("and", "sons"), ("and", "daughters")}:
        group += 3
    if len(parts) == 1 and _ACRONYM.fullmatch(words[first].text) and not _is_dateline(words, first, end):
        group += 2
    if last in KINDS or (last in {",", "called", "named"} and len(before) > 1 and before[-2] in KINDS):
        group += 3
    near = set(before) & KINDS
    if near and last in {"by", "as", "like", "including"}:
        group += 2  # "three banks led by Nordhaus"
    if last == "the" and not owned and set(after[:1]) & KINDS:
        group += 3
    if last == "of" and len(before) > 1 and before[-2] in PARTS_OF_FIRMS:
        group += 2
    if after[:1] and after[0] in {"has", "had"} and set(after[1:6]) & {"employees", "staff", "workers", "members"}:
        group += 3
    if after[:1] == [","] and set(after[1:6]) & KINDS and after[1:2] and after[1] in {"the", "a", "an", "its", "which"}:
        group += 3
    if owned and set(after[:3]) & (POSTS - PLACE_POSTS - {"capital", "parliament", "government"}):
        group += 2
    acts = not owned and not person and bool(after[:1])
    if acts and (after[0] in _VERBS or after[0] in SAYING or after[0] in {"shares", "shareholders"}):
        group += 1 if len(parts) == 2 else 2
    if last == "at" and any(word in before for word in ("analyst", "economist", "engineer", "head", "adviser")):
        group += 2
    if set(parts) & GEOGRAPHIC or (set(parts[:1]) & {"port", "cape", "mount", "lake", "saint", "san", "santa"}):
        place += 3
    if parts[-1] in CITIES or _is_dateline(words, first, end):
        place += 3
    if last in WITHIN and not group:
        place += 2
    elif last in TOWARDS and not group:
        place += 1
    if last == "the" and not owned and not group and set(after[:1]) & PLACE_NOUNS:
        place += 2
    if last == "of" and len(before) > 1 and before[-2] in PLACED:
        place += 3
    if last in PLACED or (last == "," and len(before) > 1 and before[-2] in PLACED):
        place += 3
    if owned and set(after[:2]) & PLACE_POSTS:
        place += 2
    if last in {"and", ","} and not group and _is_listed(words, first):
        place += 2
    return group, place


def _is_dateline(words: Sequence[Token], first: int, end: int) -> bool:
    """Whether a name opens a report, before a dash or a date: "TARNOV, 17 Feb -"."""
    following = [word.text for word in words[end : end + 4]]
    return first == 0 and words[first].text.isupper() and bool({"-", "–", "—", "("} & set(following))


def _is_listed(words: Sequence[Token], first: int) -> bool:
    """Whether a name goes on a list of places: "in Cork and Galway"."""
    at = first - 1
    while at > 0 and (words[at].low in {"and", ","} or words[at].text[0].isupper()):
        at -= 1
    return words[at].low in {"in", "near", "between", "from"} and first - at <= 8
