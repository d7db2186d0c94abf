"""What `tests/tools/fuzz.py` feeds: documents, texts, environments and what a language model says, by hypothesis."""

import random
from typing import Any

from hypothesis import strategies as st

from tests.support.documents import DOCUMENTS, changed, mutated
from tests.support.passages import lines, paragraphs, texts
from ui.settings import PREFIX, Settings

KEPT = {path.name: path.read_bytes() for path in DOCUMENTS.iterdir() if not path.name.startswith((".", "README"))}


def _any_of(listed: str, *more: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*listed.split(), *more])


def _joined(parts: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(parts, max_size=most).map("".join)


marks = _any_of(
    '# ## * ** _ ` ``` ~~~ [ ] ( ) < > | \\ --- === <b> <!-- --> <![CDATA[ <? ![ ]( http:// &amp; &#0; “ ” "',
    *("31/10/2025", "]: ", "[x]: ", "- ", "1. ", "> ", ". ", "Mr. ", "a.m. ", "By Ada Quill", "Source: ", "Photo: "),
    *(" ", "    ", "\t", "\n", "\n\n", "\r\n", "\r", "\f", "\v", "\x1c", "\x85", "\u2028", "\u202e", "\0"),
    *("---\ntitle: ", "\n---\n"),
)
marked = _joined(marks | st.text(max_size=4) | lines | paragraphs, 40)
repeated = st.builds(
    lambda unit, end, size: unit * (size // len(unit)) + end,
    st.lists(marks | st.text(max_size=3), min_size=1, max_size=3).map("".join).filter(bool),
    marks | st.just(""),
    st.integers(1000, 100_000),
)
"""What takes long where time grows with the square of a text's length."""
any_text = texts() | marked | repeated

yaml = _joined(
    _any_of("title author date published site 2025-10-31 2025-13-99 10:30 ~ true .inf 1e999 0x", *"[]{},|'\"")
    | st.sampled_from([": ", "\n", "- ", "&a ", "*a", "? ", "> ", "  ", "<<: "])
    | st.sampled_from(["!!int ", "!!bool ", "!!timestamp ", "!!float ", "!!set ", "!!python/name:"])
    | st.text(max_size=5),
    30,
)
front = st.builds("---\ntitle: {}\n---\n{}".format, yaml, marked)

tags = _any_of(
    "html head body div p br table tr td th ul ol li h1 h2 article main span font center b a pre blockquote script"
    " style template noscript iframe form input select option svg math title meta base caption figure img nav"
)
soup = _joined(
    st.builds("<{}>".format, tags)
    | st.builds("</{}>".format, tags)
    | st.builds('<{} class="{}" id={}>'.format, tags, st.text(max_size=5), st.text(max_size=5))
    | st.sampled_from(["The old crane stays at its place until a buyer is found. ", "<br><br>", "&#1;", "&nbsp;"])
    | marks,
    60,
)


def _changed(name: str, number: int, packed: bool) -> tuple[str, bytes]:
    """A document that was changed somewhere; a DOCX below its packing, which would notice."""
    rng, content = random.Random(number), KEPT[name]
    if packed and name.endswith(".docx"):
        return name, changed(content, lambda xml: mutated(xml, rng))
    return name, mutated(content, rng)


encodings = _any_of("utf-8 utf-16 utf-16-le utf-32 cp1252 latin-1 koi8-r utf-7")
documents: st.SearchStrategy[tuple[str, bytes]] = (
    st.builds(_changed, st.sampled_from(sorted(KEPT)), st.integers(0, 2**32), st.booleans())
    | st.tuples(st.just("a.html"), soup.map(str.encode))
    | st.tuples(_any_of("a.txt a.md"), st.builds(lambda t, e: t.encode(e, "ignore"), any_text | front, encodings))
    | st.tuples(_any_of("a.txt a.md a.html a.pdf a.docx"), st.binary(max_size=300))
)
"""A name, and the file's content."""

letters = st.characters(exclude_characters="\0", exclude_categories=())
"""All that an environment can hold, what is no UTF-8 included."""
names = st.sampled_from([*Settings.model_fields]) | st.text(st.characters(exclude_characters="=\0"), max_size=20)
values = (
    _any_of("0 1 -1 true nan inf -inf 1e308 1e-308 60/minute ~ / https://news.example , 1_0 ٣ None {} []")
    | st.sampled_from(["", " ", "https://a\nb", "9" * 400])
    | st.text(letters, max_size=30)
)
keys = st.builds("k3y{}s3cret".format, st.text(letters, max_size=9))
environments: st.SearchStrategy[tuple[dict[str, str], str | None]] = st.tuples(
    st.dictionaries(
        st.builds(
            lambda prefix, name, upper: prefix + (name.upper() if upper else name),
            st.sampled_from([PREFIX, PREFIX, PREFIX.lower(), ""]),
            names,
            st.booleans(),
        ),
        values,
        max_size=3,
    ),
    st.none() | keys,
)
"""Variables, and a key."""


def speeches(sentences: list[str]) -> st.SearchStrategy[Any]:
    """What a model says that was shown these sentences; the sizes of the pieces in which it comes; whether strictly."""
    said = _joined(
        st.sampled_from(sentences)
        | _any_of('[1] [2] [1-4] [^2] 【2】 [99] [0] [ ] [1 2] ** __ ` “ ” ( ) " \\ Ada bridge It', " [3]", "[1, 2]")
        | st.sampled_from([" ", ". ", "! ", "\n", "- ", "3. ", "Mr. ", "5 p.m. ", "opened ", "the "])
        | st.text(max_size=3),
        25,
    )
    return st.tuples(said, st.lists(st.integers(1, 12), min_size=1, max_size=8), st.booleans())
