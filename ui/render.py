"""Answers and articles as HTML; every text is escaped here, and nowhere else.

A citation is a link that carries its place in the article (`data-article`, `data-start`, `data-end`, in code points).
An article is rendered so that the text content of its element is the article's text to the character; `static/chat.js`
finds the place in it and marks the words.
"""

from collections.abc import Iterator, Sequence
from html import escape

from index.article import Article
from index.blocks import blocks
from rag.answer import Answer, AnswerSentence, Citation

CONFIDENT, FAIRLY = 0.8, 0.5

MASTHEAD = "<header><h1>Article Chat</h1><p>Answers in the article’s own words, each with its place.</p></header>"

BACK = '<a href="#conversation">Back to the answer</a>'
"""For narrow screens, where the article lies below the chat."""

EMPTY = """<div class="welcome"><h2>What would you like to know?</h2>
<p>Ask about the article. Each answer is in its own words; choose a number to see where they stand.</p></div>"""

Exchange = tuple[str, Answer | str | None]
"""A question and its answer, why there is none, or None while it is being looked for."""


def conversation(exchanges: Sequence[Exchange]) -> str:
    """All questions and answers so far, oldest first."""
    if not exchanges:
        return EMPTY
    parts = []
    for number, (question, outcome) in enumerate(exchanges, start=1):
        if outcome is None:
            reply = '<p class="pending" role="status">Reading …</p>'
        elif isinstance(outcome, Answer):
            reply = answer(outcome, number)
        else:
            reply = f'<p class="failure" role="alert">{escape(outcome)}</p>'
        parts.append(f'<section class="exchange"><h2 class="question">{escape(question)}</h2>{reply}</section>')
    return "".join(parts)


def answer(given: Answer, number: int) -> str:
    """One answer: its sentences with their markers as links, and in small words how sure it is.

    Args:
        given: The answer.
        number: Which answer of the conversation it is, so that its links have names of their own.
    """
    understood = ""
    if given.standalone_question != " ".join(given.question.split()):
        understood = f'<p class="note">Understood as: {escape(given.standalone_question)}</p>'
    if given.status == "not_in_article":
        label = '<span class="label">Not in the article</span>'
        return f'<div class="reply absent" role="status">{understood}{label}<p>{escape(given.answer)}</p></div>'
    by_number = {citation.number: citation for citation in given.citations}
    emphasis = given.short_answer or ""
    sentences = []
    for each in given.sentences:
        sentences.append(_sentence(each, [by_number[n] for n in each.citations], number, emphasis))
        if emphasis in each.text:
            emphasis = ""
    body = "".join(f"<p>{text}</p>" for text in sentences)
    return (
        f'<div class="reply answered" role="status">{understood}{body}'
        f'<p class="note">{confidence_words(given.confidence)}</p></div>'
    )


def confidence_words(confidence: float) -> str:
    """A probability in words that a reader can act on."""
    if confidence >= CONFIDENT:
        return "Confident"
    if confidence >= FAIRLY:
        return "Fairly sure"
    return "Unsure: check the quoted words"


def article(shown: Article, *, hidden: bool = False) -> str:
    """An article; the text content of its `.text` element is exactly the article's text."""
    body = "".join(_parts(shown))
    return (
        f'<article data-article="{escape(shown.id)}"{" hidden" if hidden else ""}>'
        f'<h1 class="title">{escape(shown.title)}</h1><div class="text">{body}</div></article>'
    )


def _sentence(sentence: AnswerSentence, cited: Sequence[Citation], number: int, emphasis: str) -> str:
    before, found, after = sentence.text.partition(emphasis) if emphasis else (sentence.text, "", "")
    text = escape(before) + (f"<strong>{escape(found)}</strong>" if found else "") + escape(after)
    unsupported = (
        ' <span class="note">(the article does not carry this)</span>' if sentence.support == "unsupported" else ""
    )
    return text + "".join("\N{NARROW NO-BREAK SPACE}" + _marker(citation, number) for citation in cited) + unsupported


def _marker(citation: Citation, number: int) -> str:
    return (
        f'<a class="cite" id="cite-{number}-{citation.number}" href="#article"'
        f' data-article="{escape(citation.article_id)}" data-start="{citation.start}" data-end="{citation.end}"'
        f' title="Show in “{escape(citation.article_title)}”">[{citation.number}]</a>'
    )


def _parts(shown: Article) -> Iterator[str]:
    text, markdown = shown.text, shown.markdown
    at = 0
    for block in blocks(text, markdown=markdown):
        yield _gap(text[at : block.start])
        tag = "h2" if block.kind == "heading" else "p"
        # Line breaks are kept where they mean something; those of a paragraph wrapped at a fixed width do not.
        lines = " pre" if markdown or block.kind == "front matter" else ""
        yield f'<{tag} class="{block.kind.replace(" ", "-")}{lines}">{_exact(text[block.start : block.end])}</{tag}>'
        at = block.end
    yield _gap(text[at:])


def _gap(space: str) -> str:
    """What lies between blocks; kept, unseen, so that offsets count in the element's text as in the article's."""
    return f'<span class="gap">{_exact(space)}</span>' if space else ""


def _exact(text: str) -> str:
    # An HTML parser turns a bare carriage return into a line feed, and drops NUL: one character must stay one.
    return escape(text).replace("\r", "&#13;").replace("\0", "\N{REPLACEMENT CHARACTER}")
