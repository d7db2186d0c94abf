"""Reactions to the last answer, which ask nothing new of the article: "are you sure?", "tell me more", "shorter"."""

import re
from collections.abc import Sequence

from rag.models import Message
from rag.models.reaction import Reaction
from rag.nlp.lexicon import words_of
from rag.query.intent.intent import Intent, wanted
from rag.query.normalization.normalize import undecorated

ASIDES = (Intent.SMALL_TALK, Intent.ASSISTANT, Intent.LIBRARY, Intent.TASK)
WORKS = words_of(
    "book books letter letters poem poems song songs novel play film movie script music opera symphony essay study"
    " studies paper petition post message statement speech email code program programme law bill report reports"
    " painting photo photograph picture album show series diary note notes column review play manuscript memoir hymn"
    " anthem story tale treaty pact document leaflet manual"
)
_LEAD = r"(?:(?:and|but|so|hm+|ok(?:ay)?|well|wait|sorry|no|e|mas|y|pero|please|por favor)[,.! ]+)*"
_TAIL = r"(?:[, ]+(?:please|then|about (?:that|this|it)|on (?:that|this)|though|por favor|sobre isso|sobre eso))*"
_PATTERNS = {
    Reaction.DOUBT: (
        r"(?:are|r) (?:you|u) (?:really |quite |absolutely |very )?(?:sure|certain|positive)"
        r"|(?:you(?:'re| are) )?(?:sure|certain)|really|seriously|for real|is (?:that|this|it) (?:really )?"
        r"(?:true|right|correct|so|certain|accurate)|how (?:sure|certain|confident) (?:are|r) (?:you|u)"
        r"|i (?:don'?t|do not) (?:believe|trust) (?:you|that|it)|(?:i )?doubt (?:it|that)|says who|prove it"
        r"|how can you (?:be (?:so )?(?:sure|certain)|know(?: that| this)?)|how do you know(?: that| this)?"
        r"|(?:that|this|it)(?: can'?t| cannot| is not| isn'?t| is|'s) (?:be )?(?:not )?(?:right|correct|true|wrong"
        r"|false|incorrect|a mistake)|you(?:'re| are| must be) (?:wrong|mistaken)"
        r"|i find (?:that|it|this) hard to believe"
        r"|what makes you (?:say|think) (?:that|so)|(?:based|on the basis) (?:on|of) what|on what (?:grounds|basis)"
        r"|where (?:did you|do you) (?:get|have|find|read|see) (?:that|this|it)(?: from)?"
        r"|where(?: is|'s) (?:that|this|it) (?:written|from|said|stated)"
        r"|where does it say (?:that|so|this)|show me where(?: it says (?:that|so))?"
        r"|(?:please )?(?:double-?check|check|verify)(?: again| that| this| it)+|indeed|honestly"
        r"|(?:tem|tens) (?:a )?certeza|você tem certeza|sério|a sério|(?:isso )?é verdade|(?:é )?mesmo"
        r"|(?:estás?|está usted) segur[oa]|¿?de verdad|en serio|¿?es (?:cierto|verdad)"
    ),
    Reaction.MORE: (
        r"(?:can you |could you |please )?(?:tell|give|show) me (?:some |a bit |a little )?more"
        r"(?: details?| information| context)?|(?:some )?more(?: details?| information| info| context)?|go on|continue"
        r"|keep going|elaborate"
        r"|(?:can|could) you (?:elaborate|expand|go on|say more)(?: on (?:that|this|it))?"
        r"|expand(?: on (?:that|this|it))?|say more|anything else|what else|and then|(?:any|the) (?:details|context)"
        r"|in more detail|more on (?:that|this)"
        r"|(?:(?:can|could|would) you )?(?:expand|elaborate|go into (?:more )?detail)(?: on (?:that|this|it))?"
        r"|(?:please )?(?:do )?(?:go|carry) on|a (?:bit|little) more"
        r"|is there (?:any(?:thing)? )?more(?: on (?:that|this))?"
        r"|is that (?:all|everything|it)|nothing (?:more|else)|what else (?:does (?:it|the article) say|is there)"
        r"(?: (?:on|about) (?:that|this|it))?"
        r"|(?:me )?(?:conta|conte|diz|diga|fala|fale)(?:-me)? mais|mais(?: detalhes)?|continua|continue"
        r"|(?:cuénta|di|dí|háblame|cuente)(?:me)? más|más(?: detalles)?|continúa|sigue"
    ),
    Reaction.SPEAKER: (
        r"who (?:said|says|claims|claimed|told (?:you|them|us)|stated) (?:that|this|it|so)|who(?:'s| is| was) (?:that"
        r"|this|the) (?:quote|quotation|claim|statement) (?:from|by)|whose (?:words|claim|quote|opinion) (?:is|are|was)"
        r" (?:that|this|those|these|it)|according to wh(?:o|om)"
        r"|who is (?:saying|speaking|talking)(?: (?:that|this|here))?"
        r"|quem (?:disse|diz|afirmou) is[st]o|segundo quem|quién (?:dijo|dice|afirmó) eso|según quién"
    ),
    Reaction.SHORTER: (
        r"(?:can you |could you |please |make (?:it|that) |say (?:it|that) |a bit |a little |much )*"
        r"(?:shorter|briefer|more briefly|more concise|in short|too long|shorten (?:it|that|this))"
        r"|(?:please )?cut (?:it|that) (?:down|short)|too much text|(?:get )?to the point|tl;?dr"
        r"|in (?:a|one|two|few|fewer) (?:words?|sentence)|(?:too|so) long|just the (?:answer|short answer)"
        r"|mais (?:curto|breve)|resume|(?:más|mas) (?:corto|breve)"
    ),
}
_COMPILED = {
    reaction: re.compile(rf"{_LEAD}(?:{pattern}){_TAIL}", re.IGNORECASE) for reaction, pattern in _PATTERNS.items()
}
_MARKS = " \t.?!…¿¡,;:-"


def reaction_to_last(question: str, history: Sequence[Message]) -> Reaction | None:
    """What a question wants of the last answer; None where there is none, or where it asks something of its own.

    Args:
        question: As asked.
        history: The conversation so far, oldest first.
    """
    if {turn.role for turn in history} != {"user", "assistant"}:
        return None
    core = " ".join(undecorated(question).replace("’", "'").split()).strip(_MARKS)
    return next((reaction for reaction, pattern in _COMPILED.items() if pattern.fullmatch(core)), None)


def speaks_of_works(history: Sequence[Message]) -> bool:
    """Whether the last exchange speaks of something else than the article that is written or published."""
    said = " ".join(turn.content for turn in history[-2:]).lower()
    return not WORKS.isdisjoint(re.findall(r"[a-z]+", said))


def without_asides(history: Sequence[Message]) -> tuple[Message, ...]:
    """The conversation without courtesies and reactions and the answers to them, which bring up nothing new."""
    kept: list[Message] = []
    skipping = False
    for turn in history:
        if turn.role == "user":
            is_aside = wanted(turn.content).intent in ASIDES
            skipping = is_aside or reaction_to_last(turn.content, kept) is not None
        if not skipping:
            kept.append(turn)
    return tuple(kept)
