"""What a page's article keeps and drops of single elements, each with pages that differ in how they write it."""

import pytest

from index.converters.html.converter import extract_html
from index.converters.models import SourceFile

BOARD = "The harbour board met on Tuesday and decided, after four hours, to keep the old crane until a buyer is found."
PRICE = "Nobody knows what it is worth: a scrap dealer has offered 4,000 kroner, and the museum has offered its thanks."
END = "The board meets again in March, when the paint on the crane will be forty years old and the crane itself ninety."


def between(inner: str) -> list[str]:
    """The parts of an article that are read between two others."""
    body = f"<article><h1>The old crane</h1><p>{BOARD}</p>{inner}<p>{PRICE}</p><p>{END}</p></article>"
    page = f"<!DOCTYPE html><html><head><title>The old crane</title></head><body>{body}</body></html>"
    parts = extract_html(SourceFile(page.encode(), "a.html")).text.removesuffix("\n").split("\n\n")
    assert (parts[1], parts[-2:]) == (BOARD, [PRICE, END])
    return parts[2:-2]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (
            "<p>It opened on <time datetime='1987'>12 January 1987</time> again.</p>",
            "It opened on 12 January 1987 again.",
        ),
        (
            "<p><time>3 March</time> was a long day for all at the quay.</p>",
            "3 March was a long day for all at the quay.",
        ),
        (
            "<p>From <time>1 May</time> to <b><time>3 June</time></b> it is shut down.</p>",
            "From 1 May to 3 June it is shut down.",
        ),
        (
            "<p>The clerk <label>Otto Brandt</label> wrote with a feather.</p>",
            "The clerk Otto Brandt wrote with a feather.",
        ),
        ("<p>The sum of all that is <output>12 crowns</output>.</p>", "The sum of all that is 12 crowns."),
    ],
)
def test_keeps_what_stands_in_a_sentence(inner: str, text: str) -> None:
    assert between(inner) == [text]


def test_keeps_a_date_in_a_list() -> None:
    assert between("<ul><li>The quay was closed on <time>3 March</time>.</li></ul>") == [
        "- The quay was closed on 3 March."
    ]


def test_drops_a_date_line() -> None:
    assert between("<p><time>12 January 1987</time></p>") == []


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<math><mi>F</mi><mo>=</mo><mi>m</mi><mi>a</mi></math>", "F=ma"),
        ("<math><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>", "a/(b+1)"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><msub><mi>y</mi><mi>i</mi></msub></math>", "x^2+y_i"),
        ("<math><msqrt><mi>x</mi></msqrt></math> and <math><mroot><mi>x</mi><mn>3</mn></mroot></math>", "√x and 3√x"),
        ("<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x</annotation></semantics></math>", "x"),
        ("<math alttext='{\\displaystyle E=mc^2}'></math>", "E=mc^2"),
        ("<span style='display: none'><math><mi>x</mi></math></span>", "x"),
        (
            "<span class='katex'><span class='katex-mathml'><math><mi>x</mi></math></span>"
            "<span class='katex-html' aria-hidden='true'>x</span></span>",
            "x",
        ),
        ("<script type='math/tex'>x_i</script>", "x_i"),
        (
            "<math><mfenced><mi>a</mi><mi>b</mi></mfenced><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr>"
            "<mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr></mtable></math>",
            "(a,b)[1, 0; 0, 1]",
        ),
    ],
)
def test_writes_formulas_in_a_line(formula: str, text: str) -> None:
    assert between(f"<p>The load on a post is {formula}, by the board.</p>") == [
        f"The load on a post is {text}, by the board."
    ]


@pytest.mark.parametrize(
    "mark",
    [
        "<sup><a href='#n1'>1</a></sup>",
        "<a href='#n1'><sup>1</sup></a>",
        "<sup class='fn'>2</sup>",
        "<sup class='reference'><a href='#cite_note-1'>[1]</a></sup>",
        "<sup id='fnref:1'><a href='#fn:1' class='footnote-ref'>*</a></sup>",
        "<a role='doc-noteref' href='#n3'>3</a>",
        "<sup><a href='#n1'>1</a>, <a href='#n2'>2</a></sup>",
        "<sup class='reference'><a href='#x'>[note 4]</a></sup>",
    ],
)
def test_drops_marks_of_notes(mark: str) -> None:
    assert between(f"<p>The ledger was begun in 1871{mark} by a clerk of the town.</p>") == [
        "The ledger was begun in 1871 by a clerk of the town."
    ]


@pytest.mark.parametrize("power", ["m<sup>2</sup>", "10<sup>-6</sup>", "1<sup>st</sup>", "x<sup>n+1</sup>"])
def test_keeps_what_is_set_high_and_is_no_note(power: str) -> None:
    text = power.replace("<sup>", "").replace("</sup>", "")
    assert between(f"<p>The quay was measured as {power} by the board.</p>") == [
        f"The quay was measured as {text} by the board."
    ]


@pytest.mark.parametrize(
    "figure",
    [
        "<figure><img src='a.jpg'><figcaption>{}</figcaption></figure>",
        "<figure class='embed slide'><figcaption class='a'><span class='caption-text'>{}</span></figcaption></figure>",
        "<figure><picture><img src='a.jpg'></picture><figcaption><p>{}</p></figcaption></figure>",
        "<div class='wp-caption'><img src='a.jpg'><p class='wp-caption-text'>{}</p></div>",
        "<figure><figcaption><span class='sr-only'>Image</span><span class='caption'>{}</span></figcaption></figure>",
    ],
)
def test_keeps_captions(figure: str) -> None:
    caption = "The western quay after the storm of 1987, in which eleven boats were lost."
    assert between(figure.format(caption)) == [caption]


def test_keeps_a_quotation_in_a_figure() -> None:
    figure = "<figure><blockquote><p>It is heavier than a cow, and it eats less than one.</p></blockquote></figure>"
    assert between(figure) == ["> It is heavier than a cow, and it eats less than one."]


@pytest.mark.parametrize(
    "inner",
    [
        "<h3><button aria-expanded='false'>How much is a berth?</button></h3><div><p>Twelve crowns a night.</p></div>",
        "<button>How much is a berth?</button><div><p>Twelve crowns a night.</p></div>",
        "<div><button class='q'>How much is a berth?</button><p>Twelve crowns a night.</p></div>",
        "<section><h2><button><span>How much is a berth?</span></button></h2><p>Twelve crowns a night.</p></section>",
        "<details><summary>How much is a berth?</summary><p>Twelve crowns a night.</p></details>",
    ],
)
def test_keeps_questions_on_buttons(inner: str) -> None:
    assert [part.lstrip("# ") for part in between(inner)] == ["How much is a berth?", "Twelve crowns a night."]


@pytest.mark.parametrize("button", ["Share", "Sign up now", "Did you like this?", "Read more"])
def test_drops_other_buttons(button: str) -> None:
    assert between(f"<button>{button}</button>") == []


LINKED = "On Friday the harbour master, Ida Holm, said that the quay would stay closed for a further nine days."


@pytest.mark.parametrize(
    "inner",
    [
        "<p><a href='/q'>{}</a></p>",
        "<div class='markup'><p><a href='/q'><strong>{}</strong></a></p></div>",
        "<p><strong><a href='/q'>{}</a></strong></p>",
        "<p> <a href='/q'>{}</a> </p>",
        "<div><p><a href='/q'><em>{}</em></a></p></div>",
    ],
)
def test_keeps_a_sentence_that_is_a_link(inner: str) -> None:
    assert between(inner.format(LINKED)) == [LINKED]


def test_drops_a_run_of_teasers() -> None:
    assert between(f"<div><p><a href='/1'>{LINKED}</a></p><p><a href='/2'>{LINKED} Again.</a></p></div>") == []


def test_drops_a_box_of_links_within_a_sentence() -> None:
    box = "<span class='rollover'><a>Signe Aas</a><a>Harbour dues to rise</a><a>MORE</a></span>"
    assert between(f"<p>The mayor, <a>Signe Aas</a>{box}, asked that it be copied by hand.</p>") == [
        "The mayor, Signe Aas, asked that it be copied by hand."
    ]


def test_keeps_links_that_are_words_of_a_sentence() -> None:
    assert between("<p>It is made in <span><a>Skarholm</a> and <a>Brannøy</a></span>, by four old men.</p>") == [
        "It is made in Skarholm and Brannøy, by four old men."
    ]


@pytest.mark.parametrize("tag", ["code", "pre"])
def test_keeps_a_table_within_code(tag: str) -> None:
    table = "<table><tr><td>Berth</td><td>Fee</td></tr><tr><td>West quay</td><td>twelve crowns</td></tr></table>"
    assert between(f"<{tag}>{table}</{tag}>") == ["| Berth | Fee |\n| --- | --- |\n| West quay | twelve crowns |"]


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><th>Ship</th><th>Fate</th></tr><tr><td>Aurora</td><td>{}</td></tr>",
        "<caption>Ships</caption><tr><td>Ship</td><td>Fate</td></tr><tr><td>Aurora</td><td>{}</td></tr>",
        "<tr><td>Ship</td><td>Fate</td></tr><tr><td>Corona</td><td>lost</td></tr><tr><td>Aurora</td><td>{}</td></tr>",
    ],
)
def test_keeps_a_table_of_long_cells(rows: str) -> None:
    cell = (
        "A coal steamer that carried ore from the north until the war, and was laid up in the fjord for six winters. "
        * 4
    )
    assert f"| Aurora | {cell.strip()} |" in "\n".join(between(f"<table>{rows.format(cell)}</table>"))
