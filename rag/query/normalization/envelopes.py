"""What programs put around a question: signatures of mail, mentions and commands of chats, tags, prompt templates."""

import re
from collections.abc import Iterator

LABELLED = re.compile(
    r"\A.*\n[ \t>*#]*(?:(?:user|human)?[ _-]?(?:question|query)|user|human)[ \t*]*:[* \t]*(?=\S)",
    re.DOTALL | re.IGNORECASE,
)
"""All up to the last line that is labelled as the question: prompt templates put role, rules and context before it."""
ROLE = re.compile(r"\Ayou are (?:an?|the|my) [^.?!\n]{1,300}[.!:\n]+\s*(?=\S)", re.IGNORECASE)
ELEMENT = re.compile(r"\A<([a-z][\w-]{0,30})(?:\s[^<>]*)?>(?=\s*\S)(.+)</\1\s*>\Z", re.DOTALL | re.IGNORECASE)
"""A text in one pair of tags; a tag within a question is asked about."""
MENTION = re.compile(
    r"\A(?:<@!?\w{1,30}>|@[\w-]{0,20}(?:bot|chat|gpt|ai|assistant|articles?)[\w-]{0,20}|/[a-z]{1,20}(?=\s))[\s,:]*(?=\S)",
    re.IGNORECASE,
)
"""A chat's way to call a program; other names behind an `@` may be asked about."""
NAME = r"(?:[ \t]*\n?[ \t]*[^\W\d_][\w.'’-]{0,30}(?![\w.'’-])){0,3}"
SIGNATURE = re.compile(
    r"(?:(?<!\n)\n\s*|(?<=[?!.…])\s+)(?:(?:sent (?:from|via|with|using)|get outlook for)\b[^\n?]{0,60}"
    rf"|(?:(?:best|kind(?:est)?|warm(?:est)?|with kind|many) )?(?:regards|wishes|greetings)[,!.]?{NAME}"
    rf"|(?:yours )?(?:sincerely|truly|faithfully)[,!.]?{NAME}|(?:--+|—)[ \t]*\n[^?]{{0,200}})\s*\Z",
    re.IGNORECASE,
)  # fmt: skip


def unenveloped(text: str) -> Iterator[str]:
    """What is left by each way of taking an envelope off; nothing for a text without one."""
    for pattern, kept in ((LABELLED, ""), (ROLE, ""), (MENTION, ""), (SIGNATURE, ""), (ELEMENT, r"\2")):
        taken = pattern.sub(kept, text, count=1)
        if taken != text:
            yield taken
