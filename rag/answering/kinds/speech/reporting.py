"""Patterns of English prose that reports speech or a view: who is the subject of which verb."""

import re

from rag.nlp.attribution import NAME

_VIEW_VERBS = (
    r"(?:thinks?|thought|fears?|feared|hopes?|hoped|expects?|expected|wants?|wanted|demands?|demanded|denies|denied"
    r"|rejects?|rejected|doubts?|doubted|suspects?|suspected|prefers?|preferred|praised?|praises|criticised|criticises"
    r"|criticized|regrets?|regretted|complained|complains|apologi[sz]ed|disagrees?|agreed?|agrees|opposed|opposes"
    r"|defended|defends|spoke of|speaks of|calls|called(?! (?:out|off|in|on|at|up)\b)|described|describes|puts?"
    r"|sees|saw it|imagines|congratulated|missed|welcomed|welcomes|supports|favou?rs|contradicted|proposed|proposes"
    r"|recommended|ruled out|rules out|showed understanding|(?:is|was) convinced|offered|warned|wondered"
    r"|reported|reports|explained|explains"
    r"|would (?:rather|prefer|like|feed|only)|understood|answered|replied|conceded|refused"
    r"|made no excuses|looks forward|asked for|remembers|recalls|took the blame)\b"
)
_ROLE = r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir) (?:[\w’'-]+ ){0,3}[\w’'-]+"
_SUBJECT = rf"(?P<who>{NAME}|{_ROLE}|[Hh]e|[Ss]he)"
_WITHIN = r"(?:[^;.“”\"]|\.(?= \d)){1,140}?"
_ASIDE = rf"(?:,(?:{_WITHIN},)?| \([^)]{{1,40}}\))?"
VIEWS = re.compile(rf"{_SUBJECT}{_ASIDE} (?:also |then |later |himself |herself |still )?{_VIEW_VERBS}")
"""A subject and what it thinks, wants, praises, doubts …"""
SAYS = (
    re.compile(
        rf"(?P<who>{NAME})(?:,(?:{_WITHIN},)?| \([^)]{{1,40}}\)) (?:said|says|told|argued|argues|replied"
        r"|wrote|writes|stated|stressed|warned|explained|added)\b"
    ),
    re.compile(rf"(?P<who>{NAME}) of (?:the )?[\w’' -]{{2,40}}? (?:said|says|told|argued|argues|explained|warned)\b"),
    re.compile(
        rf"\bas (?:(?:its|the|their|his|her) [\w ]{{2,40}}, )?(?P<who>{NAME}),? (?:put|puts|called|calls|said|says) it"
    ),
    re.compile(
        r"(?<=[”\",] )(?:said|says|adds|added|explains|explained|recalls) (?:[\w’'-]+ ){1,5}"
        rf"(?P<who>{NAME})(?=[,.]|$)"
    ),
    re.compile(rf"(?P<who>{NAME}),? to (?:say|explain|announce|promise) that\b"),
)
"""Verbs of speech beyond those of `rag.nlp.attribution`, and where a comma stands before one."""
LABEL = re.compile(rf"(?P<who>{NAME})(?:, [^:.]{{3,70}})?: (?=[^\s“\"])")
"""What a turn of an interview opens with."""
WHOLLY_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]?\W*|[^“”\"]*[”\"]\W*")
"""A sentence that lies within quotation marks, or opens or closes them."""
