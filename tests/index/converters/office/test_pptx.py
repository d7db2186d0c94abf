import pytest

from index.converters.models import Extract, SourceFile
from index.converters.office.pptx import extract_pptx
from index.errors import SourceError
from tests.support.hostile_files import zipped

KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="' + KINDS + '"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def relationships(*links: tuple[str, str, str]) -> bytes:
    listed = "".join(f'<Relationship Id="{i}" Type="{KINDS}/{kind}" Target="{target}"/>' for i, kind, target in links)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'.encode()


def shape(kind: str | None, *paragraphs: str) -> str:
    placeholder = "" if kind is None else f'<p:ph type="{kind}"/>' if kind else '<p:ph idx="1"/>'
    text = "".join(f"<a:p>{each}</a:p>" for each in paragraphs)
    return f"<p:sp><p:nvSpPr><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:txBody>{text}</p:txBody></p:sp>"


def run(text: str) -> str:
    return f"<a:r><a:t>{text}</a:t></a:r>"


def extract(*slides: str) -> Extract:
    numbers = range(len(slides))
    listed = "".join(f'<p:sldId id="{256 + n}" r:id="s{n}"/>' for n in numbers)
    files = {
        "_rels/.rels": relationships(("a", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {NAMES}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>".encode(),
        "ppt/_rels/presentation.xml.rels": relationships(*((f"s{n}", "slide", f"slides/s{n}.xml") for n in numbers)),
    }
    for number, inside in enumerate(slides):
        tree = f"<p:sld {NAMES}><p:cSld><p:spTree>{inside}</p:spTree></p:cSld></p:sld>"
        files[f"ppt/slides/s{number}.xml"] = tree.encode()
    return extract_pptx(SourceFile(zipped(*files.items()), "a.pptx"))


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        pytest.param(shape("body", run("a")) + shape("title", run("T")), "## T\n\n- a", id="title first"),
        pytest.param(shape("", "<a:pPr><a:buNone/></a:pPr>" + run("No bullet.")), "No bullet.", id="no bullet"),
        pytest.param(shape(None, "<a:pPr><a:buChar char='•'/></a:pPr>" + run("a")), "- a", id="bullet in a box"),
        pytest.param(shape(None, run("It "), run("stays.")), "It\n\nstays.", id="paragraphs of a box"),
        pytest.param(shape(None, run("It ") + "<a:br/>" + run("stays.")), "It\n\nstays.", id="line break"),
        pytest.param(f"<p:grpSp><p:grpSp>{shape(None, run('Inner.'))}</p:grpSp></p:grpSp>", "Inner.", id="groups"),
        pytest.param(
            f"<mc:AlternateContent><mc:Choice>{shape(None, run('New.'))}</mc:Choice>"
            f"<mc:Fallback>{shape(None, run('Old.'))}</mc:Fallback></mc:AlternateContent>",
            "New.",
            id="alternatives",
        ),
        pytest.param(
            shape(None, run("So ") + "<mc:AlternateContent><mc:Choice><m:oMath><m:r><m:t>F=ma</m:t></m:r></m:oMath>"
            "</mc:Choice><mc:Fallback><a:r><a:t>?</a:t></a:r></mc:Fallback></mc:AlternateContent>"),
            "So F=ma",
            id="equation",
        ),
        pytest.param(shape("sldNum", run("7")) + shape("ftr", run("x")) + shape(None, run("It.")), "It.", id="frame"),
    ],
)  # fmt: skip
def test_reads(inside: str, read: str) -> None:
    assert extract(inside).text == f"{read}\n"


def test_each_slide_is_a_page() -> None:
    found = extract(shape("title", run("One")), "", shape("title", run("Two")))
    assert found.text == "## One\n\n## Two\n"
    assert found.pages == (0, 8, 8)


def test_a_presentation_without_text_is_refused() -> None:
    with pytest.raises(SourceError, match="holds no text"):
        extract("")
