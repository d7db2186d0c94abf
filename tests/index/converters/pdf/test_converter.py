import pytest

from index.converters.models import Extract, SourceFile
from index.converters.pdf.converter import extract_pdf
from index.errors import SourceError
from tests.support.documents import PICTURE, column, pdf


def parts(content: bytes) -> list[str]:
    return extract_pdf(SourceFile(content, "a.pdf")).text.removesuffix("\n").split("\n\n")


LEFT = column(
    *(50, 700, "The harbour board met on Tuesday and decided", "after four hours to keep the old crane at its"),
    *("place until a buyer is found for all of it and", "the paint is dry on the last of its four legs."),
)
RIGHT = column(
    *(320, 700, "Nobody knows what it is worth to anybody now", "but a scrap dealer has offered four thousand"),
    *("kroner and the museum has offered its thanks", "and a place in the yard beside the lifeboats."),
)
TEXT = column(50, 600, "The board met on Tuesday and decided to keep it.")
BOTH = [" ".join(text for *_, text in LEFT), " ".join(text for *_, text in RIGHT)]


def test_reads_columns_one_after_the_other() -> None:
    assert parts(pdf(LEFT + RIGHT)) == BOTH


def test_reads_columns_written_line_by_line() -> None:
    woven = [line for pair in zip(LEFT, RIGHT, strict=True) for line in pair]
    assert parts(pdf(woven)) == BOTH


def test_reads_what_spans_the_columns_where_it_stands() -> None:
    title = [(50.0, 740.0, 24.0, "The old crane stays where it is, at least for now")]
    assert parts(pdf(RIGHT + LEFT + title)) == ["# The old crane stays where it is, at least for now", *BOTH]


def test_rows_of_figures_are_a_table() -> None:
    rows = [line for y in range(4) for line in ((50, 700 - 12 * y, 10, f"Pier {y}"), (320, 700 - 12 * y, 10, f"{y}00"))]
    assert parts(pdf(rows)) == [
        "|  |  |\n| --- | --- |\n| Pier 0 | 000 |\n| Pier 1 | 100 |\n| Pier 2 | 200 |\n| Pier 3 | 300 |"
    ]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        pytest.param(
            ["all day the fer-", "ry waited at the quay"], "all day the ferry waited at the quay", id="undone"
        ),
        pytest.param(
            ["the well-kept boat, and this is a well-", "kept house beside it"],
            "the well-kept boat, and this is a well-kept house beside it",
            id="hyphenated elsewhere",
        ),
        pytest.param(
            ["they counted all of the forty-", "six lights again"],
            "they counted all of the forty-six lights again",
            id="number",
        ),
        pytest.param(
            ["a treaty of the Franco-", "German kind was read"],
            "a treaty of the Franco-German kind was read",
            id="name",
        ),
    ],
)
def test_mends_words_cut_at_the_end_of_a_line(lines: list[str], text: str) -> None:
    assert parts(pdf(column(50, 700, *lines))) == [text]


def test_drops_headers_footers_and_page_numbers() -> None:
    def page(number: int) -> list[tuple[float, float, float, str]]:
        furniture = [(50.0, 770.0, 8.0, f"Harbour Post {number + 40}"), (300.0, 30.0, 8.0, str(number))]
        return [*furniture, *column(50, 600, f"This is what stands on the page of number {number}, and nothing else.")]

    found = parts(pdf(*(page(number) for number in (1, 2, 3))))
    assert found == [f"This is what stands on the page of number {number}, and nothing else." for number in (1, 2, 3)]


def test_keeps_a_first_line_that_several_pages_have() -> None:
    first = "The tenant pays the rent on the first day of each month,"
    pages = [column(50, 760, first, f"and berth {berth} costs ninety crowns.") for berth in ("one", "two", "three")]
    assert parts(pdf(*pages)) == [
        f"{first} and berth {berth} costs ninety crowns." for berth in ("one", "two", "three")
    ]


def test_keeps_a_number_in_the_margin_that_stands_in_a_row() -> None:
    rows = [
        line
        for at in range(3)
        for line in ((50.0, 760.0 - 14 * at, 10.0, f"Pier {at}"), (300.0, 760.0 - 14 * at, 10.0, "12"))
    ]
    assert parts(pdf([*rows, *TEXT]))[0].count("12") == 3


def test_a_document_of_headers_alone_keeps_them() -> None:
    assert parts(pdf(*([(50.0, 760.0, 10.0, f"Potato {number}")] for number in (1, 2, 3)))) == [
        "Potato 1",
        "Potato 2",
        "Potato 3",
    ]


def test_keeps_the_title_that_a_header_repeats() -> None:
    body = column(50, 600, "The board met on Tuesday and decided to keep it.", "It will be painted.")
    header = [(50.0, 770.0, 8.0, "The old crane")]
    assert parts(pdf([(50, 760, 24, "The old crane"), *body], header + body, header + body))[0] == "# The old crane"


def test_a_paragraph_goes_on_over_the_page() -> None:
    lines = [
        "The board met on Tuesday and decided that the crane",
        "should stay, because nobody could be found who would",
        "take it",
    ]
    content = pdf(column(50, 700, *lines[:2]), column(50, 700, lines[2], "away."))
    found = extract_pdf(SourceFile(content, "a.pdf"))
    assert found.text == " ".join(lines) + " away.\n"
    assert found.pages == (0, found.text.index("take it"))


def test_a_page_without_text_begins_where_the_next_one_does() -> None:
    found = extract_pdf(SourceFile(pdf(column(50, 700, "One."), [], column(50, 700, "Three.")), "a.pdf"))
    assert found.pages == (0, 6, 6)


def read(content: bytes) -> Extract:
    return extract_pdf(SourceFile(content, "a.pdf"))


def test_tells_the_pages_that_are_pictures() -> None:
    found = read(pdf(TEXT, [], [], TEXT, [], drawn={2: PICTURE, 5: PICTURE}))
    assert found.unread_pages == (2, 5)  # the third is blank
    assert len(found.pages) == 5


def test_tells_the_pages_whose_letters_are_drawn() -> None:
    letters = "".join(f"{at} 700 m {at} 710 l S\n" for at in range(50, 250))
    assert read(pdf(TEXT, [], [], drawn={2: letters, 3: "50 50 500 700 re S\n"})).unread_pages == (2,)


def test_a_picture_beside_text_is_read() -> None:
    assert read(pdf(TEXT, drawn={1: PICTURE})).unread_pages == ()


def test_a_stamp_on_a_scan_is_not_its_text() -> None:
    stamped = [[(50.0, 770.0, 8.0, "Harbour Post of 3 May"), (300.0, 30.0, 8.0, str(n))] for n in (1, 2, 3)]
    found = read(pdf(stamped[0], [*stamped[1], *TEXT], stamped[2], drawn={1: PICTURE, 3: PICTURE}))
    assert found.unread_pages == (1, 3)


def test_a_page_that_is_broken_costs_that_page() -> None:
    content = pdf(TEXT, TEXT, TEXT)
    found = read(content.replace(b"6 0 obj\n<< /Type /Page ", b"6 0 obj\n<< /Type /Nope "))
    assert found.unread_pages == (2,)
    assert found.text.count("The board met") == 2


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_written(turn: int) -> None:
    content = pdf(LEFT + RIGHT).replace(b"/MediaBox", b"/Rotate %d /MediaBox" % turn)
    assert parts(content) == BOTH


def test_an_indented_line_begins_a_paragraph() -> None:
    lines = column(
        50,
        700,
        "The board met on Tuesday and decided to keep it there.",
        "Nobody had expected that it would be done at once,",
    )
    indented = [
        (65.0, 676.0, 10.0, "The museum has offered its thanks and a place in"),
        (50.0, 664.0, 10.0, "the yard."),
    ]
    assert len(parts(pdf(lines + indented))) == 2


def test_bold_lines_are_headings() -> None:
    lines = [
        (50.0, 700.0, 10.0, "What it costs"),
        *column(50, 680, "Nobody knows what it is worth, and nobody has asked."),
    ]
    assert parts(pdf(lines, bold=frozenset({"What it costs"})))[0] == "# What it costs"


def test_bullets_are_items() -> None:
    found = parts(pdf(column(50, 700, "• paint for its four legs", "• oil")))
    assert found == ["- paint for its four legs\n- oil"]


def test_drops_the_table_of_contents() -> None:
    lines = column(50, 700, "1 Summary . . . . . . . . . . . . 3", "2 Figures ............ 12", "It begins here.")
    assert parts(pdf(lines)) == ["It begins here."]


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        pytest.param(
            "/Title (The crane) /Author (Ana Duarte) /CreationDate (D:20250305101112Z)",
            *[("The crane", "Ana Duarte", "2025-03-05")],
            id="sensible",
        ),
        pytest.param(
            "/Title (Microsoft Word - crane_final.doc) /Author (Administrator) /CreationDate (D:20259999)",
            *[("", "", "")],
            id="made up by programs",
        ),
        pytest.param("/Title (untitled) /Author (\\(anonymous\\))", ("", "", ""), id="not filled in"),
        pytest.param(
            "/Title <FEFF0054D835006800650020006D0061007300740073>", ("The masts", "", ""), id="half a character"
        ),
        pytest.param("/Creator (Mozilla/5.0) /CreationDate (D:20250305)", ("", "", ""), id="printed by a browser"),
    ],
)
def test_believes_sensible_metadata(info: str, expected: tuple[str, str, str]) -> None:
    found = extract_pdf(SourceFile(pdf(column(50, 700, "It stays."), info=info), "a.pdf"))
    assert (found.title, found.author, found.published) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"%PDF-1.7\nnothing", "is a broken PDF", id="broken"),
        pytest.param(pdf([]), "holds no text", id="blank"),
    ],
)
def test_says_what_is_wrong(content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=f"'a.pdf' {message}"):
        extract_pdf(SourceFile(content, "a.pdf"))


@pytest.mark.parametrize("place", ["1e30 0 0 1e30 50 700", "1e38 1e38 -1e38 1e38 1e38 1e38", "0 0 0 0 50 700"])
def test_a_letter_that_stands_nowhere_costs_itself_only(place: str) -> None:
    content = pdf(TEXT, drawn={1: f"BT /F1 10 Tf {place} Tm (x) Tj ET\n"})
    assert TEXT[0][3] in read(content).text
