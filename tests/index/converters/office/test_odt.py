import pytest

from index.converters.models import SourceFile
from index.converters.office.odt import extract_odt
from index.errors import SourceError
from tests.support.hostile_files import zipped

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        **{each: each for each in ("office", "text", "table", "style", "meta")},
        "draw": "drawing",
    }.items()
)
MATHML = 'xmlns="http://www.w3.org/1998/Math/MathML"'


def document(body: str, styles: str = "", **more: bytes) -> bytes:
    content = (
        f"<office:document-content {NAMES} xmlns:xlink='x'><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped(("content.xml", content.encode()), *((name.replace("__", "/"), data) for name, data in more.items()))


def parts(body: str, styles: str = "", **more: bytes) -> list[str]:
    return extract_odt(SourceFile(document(body, styles, **more), "a.odt")).text.removesuffix("\n").split("\n\n")


NUMBERED = '<text:list-style style:name="N"><text:list-level-style-number/></text:list-style>'


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


STAYS = p("It stays.")


def item(text: str) -> str:
    return f"<text:list-item><text:p>{text}</text:p></text:list-item>"


@pytest.mark.parametrize(
    ("body", "read"),
    [
        pytest.param(f"<text:h text:outline-level='2'>Costs</text:h>{STAYS}", ["## Costs", "It stays."], id="heading"),
        pytest.param(p("It<text:s/>is <text:span>dear</text:span>."), ["It is dear."], id="spans"),
        pytest.param(p("Yes.<text:line-break/>No.<text:tab/>Well."), ["Yes.", "No. Well."], id="breaks"),
        pytest.param(f"<text:section>{STAYS}</text:section>", ["It stays."], id="section"),
        pytest.param(f"<text:list>{item('a')}{item('b')}</text:list>", ["- a\n- b"], id="bullets"),
        pytest.param(f"<text:list text:style-name='N'>{item('a')}{item('b')}</text:list>", ["1. a\n2. b"], id="1, 2"),
        pytest.param(
            f"<text:list><text:list-item><text:p>a</text:p><text:list>{item('b')}</text:list></text:list-item></text:list>",
            ["- a\n- b"],
            id="list in a list",
        ),
        pytest.param("<text:p text:style-name='Quotations'>It eats.</text:p>", ["> It eats."], id="quotation"),
        pytest.param(p(f"It <office:annotation>{p('No!')}</office:annotation>stays."), ["It stays."], id="comment"),
        pytest.param(
            f"<text:table-of-content>{p('Costs 3')}</text:table-of-content>{STAYS}", ["It stays."], id="contents"
        ),
        pytest.param(
            p(f"It stays.<draw:frame><draw:text-box>{p('Boxed.')}</draw:text-box></draw:frame> Well."),
            ["It stays. Well.", "Boxed."],
            id="box",
        ),
        pytest.param(
            p("One<text:note><text:note-citation>1</text:note-citation>"
            f"<text:note-body>{p('Note.')}</text:note-body></text:note>.") + p("Two."),
            ["One.", "Two.", "Note."],
            id="note",
        ),
    ],
)  # fmt: skip
def test_reads(body: str, read: list[str]) -> None:
    assert parts(body, NUMBERED) == read


def test_covered_cells_are_empty_and_repeated_ones_repeated() -> None:
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    rows = [
        cell.format(" table:number-columns-spanned='2'", "Fees") + "<table:covered-table-cell/>",
        cell.format(" table:number-columns-repeated='2'", "12"),
    ]
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    assert parts(f"<table:table>{table}</table:table>") == ["| Fees |  |\n| --- | --- |\n| 12 | 12 |"]


def test_formulas_of_embedded_objects_are_written_in_a_line() -> None:
    body = "<text:p>It is <draw:frame><draw:object xlink:href='./Object 1'/></draw:frame>.</text:p>"
    formula = f"<math {MATHML}><msup><mi>x</mi><mn>2</mn></msup></math>".encode()
    assert parts(body, **{"Object 1__content.xml": formula}) == ["It is x^2."]


def test_a_document_with_a_password_is_refused() -> None:
    manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    with pytest.raises(SourceError, match=r"'a\.odt' has a password: save it without one"):
        parts("<text:p>x</text:p>", **{"META-INF__manifest.xml": manifest})
