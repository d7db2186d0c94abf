"""Conversations as a Word document (Office Open XML, ECMA-376): answers whose footnotes are the quotes."""

import base64
import io
import zipfile
from collections.abc import Sequence

from lxml import etree
from lxml.builder import ElementMaker

from index.text.unicode import without_controls
from rag.models import Answer, Citation
from ui.page.conversation import Conversation, ConversationTurn
from ui.page.export.html import lead
from ui.page.translations import Words

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
NOTE, SHORT = "Note", "Subtitle"
"""Styles of what is said beside an answer, and of a short answer."""
STYLES = (
    ("Normal", "Normal", {"sz": "22"}),
    ("Title", "Title", {"sz": "44", "b": ""}),
    ("Heading1", "heading 1", {"sz": "28", "b": ""}),
    (SHORT, "Subtitle", {"sz": "26", "b": ""}),
    (NOTE, "Note", {"sz": "20", "i": ""}),
    ("FootnoteText", "footnote text", {"sz": "18"}),
)
"""Ids, names, and what their characters are: sizes in half points."""

E = ElementMaker(namespace=W, nsmap={"w": W})


def docx(chats: Sequence[Conversation], words: Words) -> str:
    """The conversations, one after the other, as the document's bytes in Base64."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in _Document(chats, words).parts().items():
            package.writestr(name, etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True))
    return base64.b64encode(written.getvalue()).decode()


class _Document:
    def __init__(self, chats: Sequence[Conversation], words: Words) -> None:
        self._words = words
        self._body = E.body()
        self._notes = E.footnotes(_separator(-1, "separator"), _separator(0, "continuationSeparator"))
        self._count = 0
        for chat in chats:
            self._add("Title", _run(chat.title or words.export_title))
            for turn in chat.turns:
                self._add_turn(turn)

    def parts(self) -> dict[str, etree._Element]:
        """The files of the package by name."""
        ids = {f"{DOCUMENT}.{name}+xml": f"/word/{file}.xml" for name, file in _PARTS.items()}
        types = etree.Element("Types", nsmap={None: "http://schemas.openxmlformats.org/package/2006/content-types"})
        for suffix, kind in (("rels", "application/vnd.openxmlformats-package.relationships+xml"), ("xml", "text/xml")):
            etree.SubElement(types, "Default", Extension=suffix, ContentType=kind)
        for kind, name in ids.items():
            etree.SubElement(types, "Override", PartName=name, ContentType=kind)
        return {
            "[Content_Types].xml": types,
            "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
            "word/_rels/document.xml.rels": _relations({"styles": "styles.xml", "footnotes": "footnotes.xml"}),
            "word/document.xml": E.document(self._body),
            "word/footnotes.xml": self._notes,
            "word/styles.xml": _styles(),
        }

    def _add(self, style: str, *runs: etree._Element) -> None:
        self._body.append(_paragraph(style, *runs))

    def _add_turn(self, turn: ConversationTurn) -> None:
        outcome, words = turn.outcome, self._words
        self._add("Heading1", _run(turn.question))
        answer = outcome if isinstance(outcome, Answer) else None
        if answer and answer.standalone_question != " ".join(answer.question.split()):
            self._add(NOTE, _run(words.understood_as.format(question=answer.standalone_question)))
        if answer and answer.status == "not_in_article":
            self._add(SHORT, _run(words.not_in_article))
        if answer and answer.short_answer:
            self._add(SHORT, _run(answer.short_answer))
        if said := lead(turn):
            self._add("Normal", _run(said))
        cited = {citation.number: citation for citation in turn.citations}
        noted: dict[int, int] = {}
        labels = [item.label for item in answer.items] if answer and answer.items else [None] * len(turn.sentences)
        for sentence, label in zip(turn.sentences, labels, strict=True):
            runs = [_run(f"{label}: ", "b")] if label else []
            runs.append(_run(sentence.text))
            runs += [self._reference(cited[number], noted) for number in sentence.citations]
            if sentence.support == "unsupported":
                runs.append(_run(f" ({words.not_carried})", "i"))
            self._add("Normal", *runs)
        told = answer.note if answer else (getattr(outcome, "problem", None) or words.stopped)
        if told:
            self._add(NOTE, _run(told))

    def _reference(self, citation: Citation, noted: dict[int, int]) -> etree._Element:
        """A reference to a citation's footnote, which is written where it is first cited."""
        raised = E.rPr(E.vertAlign(_value("superscript")))
        if number := noted.get(citation.number):  # a footnote has one reference; later ones are its number
            return E.r(raised, _text(str(number)))
        self._count += 1
        noted[citation.number] = self._count
        place = self._words.export_place.format(
            title=citation.article_title, id=citation.article_id, start=citation.start, end=citation.end
        )
        place = place.rstrip(": ")  # in the other files the quote follows
        page = f"{self._words.page.format(page=citation.page)}, " if citation.page else ""
        mark = E.r(E.rPr(E.vertAlign(_value("superscript"))), E.footnoteRef())
        told = _run(f" “{' '.join(citation.quote.split())}” {page}{place}")
        number_of = {f"{{{W}}}id": str(self._count)}
        self._notes.append(E.footnote(_paragraph("FootnoteText", mark, told), number_of))
        return E.r(raised, E.footnoteReference(number_of))


_PARTS = {"document.main": "document", "footnotes": "footnotes", "styles": "styles"}


def _value(value: str) -> dict[str, str]:
    return {f"{{{W}}}val": value}


def _text(text: str) -> etree._Element:
    return E.t(without_controls(text), {SPACE: "preserve"})


def _run(text: str, *marks: str) -> etree._Element:
    """A run of text, bold (`b`) or italic (`i`)."""
    return E.r(*([E.rPr(*(E(mark) for mark in marks))] if marks else []), _text(text))


def _paragraph(style: str, *runs: etree._Element) -> etree._Element:
    return E.p(E.pPr(E.pStyle(_value(style))), *runs)


def _separator(number: int, kind: str) -> etree._Element:
    """A footnote that Word wants as the line between text and footnotes."""
    return E.footnote(E.p(E.r(E(kind))), {f"{{{W}}}id": str(number), f"{{{W}}}type": kind})


def _styles() -> etree._Element:
    styles = E.styles()
    for style, name, marks in STYLES:
        characters = E.rPr(*(E(mark, _value(value) if value else {}) for mark, value in sorted(marks.items())))
        spacing = E.pPr(E.spacing({f"{{{W}}}after": "120"}))
        kind = {f"{{{W}}}type": "paragraph", f"{{{W}}}styleId": style}
        default = {f"{{{W}}}default": "1"} if style == "Normal" else {}
        styles.append(E.style(E.name(_value(name)), spacing, characters, kind | default))
    return styles


def _relations(targets: dict[str, str]) -> etree._Element:
    relations = etree.Element("Relationships", nsmap={None: RELATIONS})
    for number, (kind, target) in enumerate(targets.items(), start=1):
        etree.SubElement(relations, "Relationship", Id=f"r{number}", Type=f"{OFFICE}/{kind}", Target=target)
    return relations
