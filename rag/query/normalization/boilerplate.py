"""Strips what surrounds a question: greetings, thanks, instructions, punctuation runs, emoji, Markdown.

A text of nothing else is left unchanged, and so is a plain question.
"""

import re
from collections.abc import Iterator

import regex  # type: ignore[import-untyped]

from rag.nlp.lexicon import AUXILIARIES, PREPOSITIONS, WH, words_of
from rag.nlp.tokens import tokens
from rag.query.normalization.envelopes import unenveloped
from rag.query.normalization.repeats import run_shortened

PIECE = regex.compile(r"[^.!?…:\n]*(?:[.!?…:]+(?=[\s\p{Extended_Pictographic}\"”’'*_`)]|$)|[.!?…:]+(?=\S)|\n+|$)")
"""A sentence, or a clause that announces one, with the marks that end it."""
EMOJI = r"(?:\p{Extended_Pictographic}(?<![#*\d©®™])[\p{EMod}\uFE0F\u200d\u20e3]*|\p{RI}\p{RI})"
EMOTICON = r"(?:[:;=]['’]?-?[)(DPp3](?!\w)|<3|\^\^)"
BEFORE = regex.compile(rf"^(?:\s|{EMOJI}|{EMOTICON}|¿|¡|\.\.+|…)+")
AFTER = regex.compile(rf"(?<!\s)(?:\s|{EMOJI}|{EMOTICON})+$")
LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|(?:>[ \t]?)+|[-*+•][ \t]+(?=\S)|\d{1,2}[.)][ \t]+)", re.MULTILINE)
SPEAKER = re.compile(r"^(?:q(?:uestion|uery|n)?\s*\d{0,2}|user|human|me|prompt|ask)\s*[:.)]\s*(?=\S)", re.IGNORECASE)
REPLY = re.compile(r"(?<!\s)\s+(?:a|answer|assistant|reply|response)\s*:\s*$", re.IGNORECASE)
WRAPS = (("**", "**"), ("__", "__"), ("```", "```"), ("``", "``"), ("~~", "~~"), ('"', '"'), ("“", "”"), ("„", "“"),
         ("«", "»"), ("‘", "’"), ("'", "'"), ("`", "`"), ("*", "*"), ("_", "_"), ("(", ")"), ("[", "]"))  # fmt: skip
INNER = re.compile(r"(\*\*|__|~~|`)(?=\S)([^*_~`\n]+)(?<=\S)\1")
END = re.compile(r"(?<![\s?!.…])[\s?!.…]*$")
ABBREVIATED = re.compile(r"(?:\b[^\W\d_]|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|Dr|Mr|Mrs|etc))\.$")

GREETING = (
    r"(?:hi|hello|hey|hiya|howdy|hallo|hola|bonjour|ciao|ol[áa]|salut|greetings|dear"
    r"|good (?:morning|afternoon|evening|day))"
)
ADDRESSED = r"(?:there|again|all|everyone|everybody|team|dear|bot|assistant|chat|ai|friend|folks|guys)"
CALL = regex.compile(
    rf"^(?:{GREETING}(?:\s+{ADDRESSED})*|ok(?:ay)?(?: so)?|well|sorry|thanks|thank you)"
    rf"\s*(?:(?:[,!.:;–—-]|{EMOJI}|{EMOTICON}\s)+\s*|\s(?=(?:who|whom|whose|what|which|when|where|why|how|please|can|could|is|are|was|were|do|does|did|has|have|had|will|would)\b))",
    regex.IGNORECASE,
)
NEXT = (
    r"(?=(?:(?:in|on|at|to|for|from|by|with|of|about|since|until) )?(?:who|whom|whose|what|which|when|where|why|how)\b)"
)
POLITE = r"(?:(?:please|pls|plz|kindly|just|so|quickly)[, ]+)*+"
"""Possessive: two of these side by side would try every way to share a run of such words."""
REQUEST = re.compile(
    rf"^{POLITE}(?:(?:can|could|would|will) you |(?:i want|i need|i['’]?d like|i would like) (?:you )?to )?{POLITE}"
    r"(?:(?:tell|let|inform|show|help) me(?: know)?|answer(?: me)?(?: this)?|explain(?: to me)?)[, ]*"
    rf"(?:please|pls|plz)?\s*(?::\s*|[,–—-]+\s*{NEXT})",
    re.IGNORECASE,
)
ASIDE = re.compile(
    rf"^(?:{POLITE}(?:i (?:was|am|['’]m) (?:just )?(?:wondering|curious)|i wonder|(?:just )?(?:wondering|curious)"
    r"|out of curiosity|btw|by the way|sorry|excuse me|um+|uh+|hmm+)\s*(?:[,:–—-]|\.\.+|…)\s*)",
    re.IGNORECASE,
)
PLEASE = re.compile(rf"^(?:please|pls|plz|kindly)\b[\s,:–—-]*{NEXT}", re.IGNORECASE)
ARTICLE = (
    r"(?:(?:according to|based (?:only |solely )?(?:on|upon)|as per|per|from|in|using|going by|judging by)"
    r" (?:only )?(?:the|this|that|my|our|your)"
    r" (?:(?:given|provided|above|following|attached|uploaded|news|same) )*(?:article|text|passage|context|document)"
    r"(?: (?:above|below|provided|given|attached|i (?:uploaded|gave(?: you)?|sent)))?)"
)
BY_ARTICLE = re.compile(rf"^{ARTICLE}\s*(?:[,:;–—-]+\s*|\s{NEXT})", re.IGNORECASE)
BY_ARTICLE_AFTER = re.compile(rf"(?<!\s)(?:\s*+,)?\s++(?:\({ARTICLE}\)|{ARTICLE})\s*$", re.IGNORECASE)
THANKS = (
    r"(?:(?:many |much )?(?:thanks|thank (?:you|u)|thx|tnx|thnx|tysm|ty|tia|cheers|ta|merci|gracias|danke|obrigad[oa])"
    r"(?: (?:so much|very much|a lot|a ton|a bunch|a million|in advance|again|heaps|you|all|kindly))*)"
)
COURTESY_AFTER = re.compile(
    rf"(?:(?<![\s,;–—-])[\s,;–—-]+|(?<=[?!.…])\s*)(?:{THANKS}|please|pls+|plz+|plss*|lol|bye)$", re.IGNORECASE
)
UTTERED = words_of(
    "a an and answer answered any as by give gave given get got her his its me my no of or our received reply replied"
    " say saying says send sent shout shouted said sign signed speak spoke tell text the their to told whisper"
    " with word words write wrote written your"
)
"""Words behind which a courtesy is what is asked about: "Who said thanks?"."""

INSTRUCTION = re.compile(
    r"(?<=\w)\s+(?=(?:Please|Answer|Reply|Respond|Use|Keep|Think|Cite|Only|Be|If|It['’]s|Do|Don['’]t)\b)"
)
"""Where an instruction may begin behind a question without a mark."""
TRIGGERS = words_of(
    "thanks thank thx tnx thnx ty tysm tia cheers hi hello hey hiya howdy greetings morning afternoon evening answer"
    " answers reply respond response responses cite keep use think explain quote quotes sources source citations"
    " briefly brief short concise concisely sentence sentences bullet bullets paragraph question questions please help"
    " hope curious appreciate appreciated regards advance honest specific accurate context hallucinate invent guess"
    " urgent asap sorry anything"
    " hallo hola bonjour ciao olá ola salut danke merci gracias obrigado obrigada"
)
"""A first or last sentence is courtesy or instruction where it has at least one of these words …"""
COURTEOUS = TRIGGERS | words_of(
    "a about above accurately advance again ai all also always an and another any anything appreciate are article"
    " articles as asap ask asking assistant available based be below bit bot but by can chat clear clearly"
    " complete could curious day dear detail detailed details direct directly do document documents don't down"
    " each easy else english every everyone exact exactly fact facts few find fine folks following for format"
    " french friend from full german give given good got great guys has have hello helpful helps here honestly how"
    " i i'd i'm if in include information informative inline into is it it's json just keep kind kindly know language"
    " let like limit line links list little long lot madam make many markdown mate me more much my need nice no"
    " not nothing number of ok okay on one only or out paragraphs passage passages plain please possible proper"
    " properly provide provided quick quickly quote really reasoning references relevant right say search section"
    " show simple simply single sir so solely some something spanish start state step steps straight sure team"
    " tell text than that the their there these table this three to today too truthful truthfully trying two under up"
    " upload uploaded using very want was well with within without word words would write xml yaml you your yourself"
)
"""… and no words but these."""
OPENING_WH = words_of("who whom whose what which when where why how")


def undressed(question: str) -> str:
    """The question without what is put around it, and with one question mark.

    Args:
        question: As asked, its line breaks with it.

    Returns:
        The question; unchanged where it is plain, or nothing but courtesy.
    """
    text, before = question.strip(), ""
    while text != before:  # a mark set anew may lay bare something more to take off
        before = text
        while (inner := _peeled(text)) != text:
            text = inner
        text = _ended(text)
    if text[:1].islower() and not question.lstrip().startswith(text[:1]):
        text = text[:1].upper() + text[1:]
    return text


def asks(sentence: str) -> bool:
    """Whether a sentence is a question by its mark, or by the word that it begins with."""
    if sentence.rstrip(" \n\"”’'*_)]").endswith("?"):
        return True
    words = [token.low.split("'")[0] for token in tokens(sentence[:80]) if token.is_word][:3]
    while words and words[0] in {"and", "but", "so", "or", "then", "ok", "okay", "well"}:
        words.pop(0)
    if words[:1] and words[0] in PREPOSITIONS:
        return bool(words[1:2]) and words[1] in OPENING_WH
    return bool(words) and (words[0] in WH or words[0] in AUXILIARIES)


def _peeled(text: str) -> str:
    """The text without its outermost layer; unchanged where it has none, or nothing would be left."""
    for taken in _takings(text):
        taken = taken.strip()
        if taken != text and _words(taken):
            return run_shortened(text, taken)
    return text


def _takings(text: str) -> Iterator[str]:
    """What is left by each single way of stripping something."""
    yield BEFORE.sub("", text)
    if len(_words(text)) > 1:
        yield AFTER.sub("", text)
    yield LINE_MARK.sub("", text)
    yield REPLY.sub("", text)
    yield _unwrapped(text)
    yield from unenveloped(text)
    yield INNER.sub(r"\2", text)
    yield SPEAKER.sub("", text)
    yield from _inner_pieces(text)
    for pattern in (CALL, ASIDE, REQUEST, BY_ARTICLE, PLEASE):
        rest = pattern.sub("", text)
        if rest != text and _asks_on(rest):
            yield rest
    core, end = _split_end(text)
    for pattern in (COURTESY_AFTER, BY_ARTICLE_AFTER):
        found = pattern.search(core)
        rest = core[: found.start()] if found else core
        if not found or (pattern is COURTESY_AFTER and core[found.start()] == " " and UTTERED & {*_words(rest)[-1:]}):
            continue
        if len(_words(rest)) > 1:
            mark = "?" if "?" in end or asks(rest) else "." if end.strip() == "." else ""
            yield rest if rest[-1:] in "?!.…" else rest + mark
    for match in INSTRUCTION.finditer(text):
        if _is_courtesy(text[match.end() :]):
            yield text[: match.start()]


def _asks_on(rest: str) -> bool:
    """Whether what follows a greeting or request can stand alone: all but a bare name or noun."""
    return len(_words(rest)) > 1


def _inner_pieces(text: str) -> Iterator[str]:
    """The text without a first or last piece that is only courtesy or instruction."""
    pieces = [piece for piece in PIECE.findall(text) if piece.strip()]
    if len(pieces) < 2:
        return
    if _is_courtesy(pieces[-1]) and not _is_courtesy("".join(pieces[:-1])):
        yield "".join(pieces[:-1])
    if _is_courtesy(pieces[0]) and not _is_courtesy("".join(pieces[1:])):
        yield "".join(pieces[1:])


def _is_courtesy(piece: str) -> bool:
    words = [word.replace("’", "'") for word in _words(piece)]
    if not words or not set(words) <= COURTEOUS | {word for word in words if word.isdigit()}:
        return False
    return bool(TRIGGERS & set(words)) and not (words[0] in OPENING_WH and "?" in piece)


def _unwrapped(text: str) -> str:
    for opening, closing in WRAPS:
        inside = text[len(opening) : len(text) - len(closing)]
        if (
            len(text) > len(opening) + len(closing)
            and text.startswith(opening)
            and text.endswith(closing)
            and opening not in inside
            and closing not in inside.replace("’s ", " ")
        ):
            return inside
    return text


def _split_end(text: str) -> tuple[str, str]:
    """The text and the run of punctuation that ends it; the period of an abbreviation belongs to the text."""
    at = END.search(text)
    start = at.start() if at else len(text)
    if text[start : start + 1] == "." and ABBREVIATED.search(text[: start + 1]):
        start += 1
    return text[:start], text[start:]


def _ended(text: str) -> str:
    """The text with one question mark at its end, where it asks."""
    core, end = _split_end(text)
    end = end.strip()
    if not core or (end == "?" and text.endswith(core + end)):
        return text
    # Who writes no mark at all is understood as well; the mark would make another question of it.
    last = [piece for piece in PIECE.findall(core) if piece.strip()][-1:]
    return f"{core}?" if "?" in end or (end and last and asks(last[0])) else text


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower())
