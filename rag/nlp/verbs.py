"""The past and the plain form of English verbs: as much as turning a question into a statement and back needs."""

import re

_IRREGULAR = """become/became begin/began/begun break/broke/broken bring/brought build/built buy/bought catch/caught
choose/chose/chosen come/came cut/cut cost/cost draw/drew/drawn drink/drank/drunk drive/drove/driven eat/ate/eaten
fall/fell/fallen feel/felt fight/fought find/found fly/flew/flown forget/forgot/forgotten get/got give/gave/given
go/went/gone grow/grew/grown hear/heard hide/hid/hidden hit/hit hold/held hurt/hurt keep/kept know/knew/known lead/led
leave/left lend/lent let/let lie/lay/lain lose/lost make/made mean/meant meet/met pay/paid put/put quit/quit read/read
ride/rode/ridden ring/rang/rung rise/rose/risen run/ran say/said see/saw/seen sell/sold send/sent set/set shoot/shot
show/showed/shown shut/shut sing/sang/sung sink/sank/sunk sit/sat sleep/slept speak/spoke/spoken spend/spent
stand/stood steal/stole/stolen strike/struck swim/swam/swum take/took/taken teach/taught tell/told think/thought
throw/threw/thrown understand/understood wake/woke/woken wear/wore/worn win/won write/wrote/written"""
_ROWS = [row.split("/") for row in _IRREGULAR.split()]
_PAST = {row[0]: row[1] for row in _ROWS}
_BASE = {row[1]: row[0] for row in _ROWS}
PARTICIPLES = frozenset(row[-1] for row in _ROWS if row[-1] != row[0]) | {"born", "done", "been", "had"}
_NOT_PAST = frozenset({"hundred", "bed", "seed", "feed", "need", "speed", "red", "shed", "breed", "weed", "indeed"})
_DOUBLED = re.compile(r"([bdgmnprt])\1ed$")
_SHORT_VOWEL = re.compile(r"^[^aeiou]*[aeiou][bdgmnprt]$")
_SILENT_E = re.compile(
    r"(?:[aeiou][bcgsuvz]|[^aeiou][aeiou][kt]|[^aeiou]as|[aeiou][mn]|[bcdgkpt]l|[dr]g|nc|rs|rv|lv|[aiou]r)$"
)
_KEEPS_NO_E = re.compile(r"(?:[aeo]n|er|or|it|[aeiou]{2}.|om|et)$")


def is_past(word: str) -> bool:
    """Whether a word, in lower case, looks like a verb's past or its participle."""
    return (
        (word in _BASE and _BASE[word] != word)
        or word in PARTICIPLES
        or (word.endswith("ed") and len(word) > 3 and word not in _NOT_PAST)
    )


def is_irregular(word: str) -> bool:
    """Whether a word, in lower case, is the plain form of an irregular verb: "get"."""
    return word in _PAST


def past(verb: str) -> str:
    """The past of a verb in its plain form: "meet", "met"; "insist", "insisted"."""
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + (verb[-1] if _SHORT_VOWEL.search(verb) else "") + "ed"


def base_form(verb: str) -> str:
    """The plain form of a verb in the past: "met", "meet"; "chaired", "chair"; "" where it is no past."""
    if verb in _BASE:
        return _BASE[verb]
    if not is_past(verb) or not verb.endswith("ed"):
        return ""
    if verb.endswith("ied"):
        return verb[:-3] + "y" if len(verb) > 4 else verb[:-1]
    if verb.endswith("ved"):
        return verb[:-1]
    if _DOUBLED.search(verb):
        return verb[:-3]
    stem = verb[:-2]
    return stem + "e" if _SILENT_E.search(stem) and not _KEEPS_NO_E.search(stem) else stem


def third_person(verb: str) -> str:
    """The present of a plain form after "he", "she" or "it": "own", "owns"."""
    if verb in {"have"}:
        return "has"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
