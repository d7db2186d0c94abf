import pytest

from index.models import Kind
from index.text.block_kinds import kinds

BODY = "The two leaders spoke for more than an hour on Thursday, and afterwards neither of them would say what about."


def kind_between_paragraphs(line: str) -> Kind:
    """Of a line in the middle of a long article."""
    return kinds([*[BODY] * 8, line, *[BODY] * 8])[8]


def kind_after_headline(line: str) -> Kind:
    return kinds(["Summit ends without a deal", line, *[BODY] * 8])[1]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("What happens next", id="words"),
        pytest.param("Would Trump recognize North Korea’s nuclear status?", id="question"),
        pytest.param("“Kim has powerful new friends”", id="quotation"),
        pytest.param("REACTIONS", id="capitals"),
        pytest.param("By the numbers", id="begins like a byline"),
        pytest.param("2. Why the mine closed", id="numbered"),
        pytest.param("**Salt Tax was turned down by nine publishers.**", id="bold"),
        pytest.param("1926: the inspector", id="year"),
    ],
)
def test_heading(line: str) -> None:
    assert kind_between_paragraphs(line) == "heading"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Nobody signed.", id="short sentence"),
        pytest.param("“It is over,” he said.", id="short speech"),
        pytest.param("and so it went on", id="lower case"),
        pytest.param("- the first of three points", id="bullet"),
        pytest.param("Robusta (Nov): $3,870/tonne, +4.1%", id="datum"),
        pytest.param("13:30 U.S. consumer prices", id="diary entry"),
        pytest.param("Pros: pen, buttons, waterproof, repairable", id="enumeration"),
        pytest.param("The minister named three reasons:", id="colon"),
        pytest.param("Published figures show that inflation rose.", id="begins like a source line"),
        pytest.param("Published in 1920, the novel sold well.", id="participle"),
        pytest.param("Copyright law is changing.", id="about copyright"),
        pytest.param("By Friday the river had risen.", id="begins like a byline"),
        pytest.param("The picture by Rembrandt was sold to a collector.", id="about a picture"),
        pytest.param("He told Reuters and AP that talks had ended.", id="names agencies"),
        pytest.param("Images of the flood, taken by satellite, show a lake.", id="begins like a caption"),
    ],
)
def test_body(line: str) -> None:
    assert kind_between_paragraphs(line) == "body"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Photo: Desmond Yarwood/Observer", id="photo"),
        pytest.param("South Koreans observe a missile test | Ahn Young-joon/AP Photo/picture alliance", id="pipe"),
        pytest.param(
            "Lavrov alongside his counterpart Choe | Russian Foreign Ministry/REUTERS", id="agency at the end"
        ),
        pytest.param("The harbour in March. (Photo: Ana Duarte)", id="credit in brackets"),
        pytest.param("The harbour in March. Photograph: Ana Duarte/Getty Images", id="credit after a stop"),
        pytest.param("Kim Jong-un in Moscow on Monday (AP Photo/John Doe)", id="AP"),
        pytest.param("Image courtesy: NASA", id="courtesy"),
    ],
)
def test_caption(line: str) -> None:
    assert kind_between_paragraphs(line) == "caption"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("By Julian Ryall", id="plain"),
        pytest.param("By Dr. Leopold Ansgar Wiehe", id="doctor"),
        pytest.param("by Callie Brandvold | Staff writer, Sentinel | March 5, 2025", id="pipes"),
        pytest.param("By Ciaran Oduya, technology correspondent", id="office"),
        pytest.param("BY JULIAN RYALL", id="capitals"),
        pytest.param("Words: Colm Rafferty. Photo: Jess Oyelaran/Northlight Agency", id="words"),
        pytest.param("(Additional reporting by Lev Andrić in Selmet; editing by Carol Whitcombe)", id="reporting"),
        pytest.param("From our court reporter in Port Sorrell, Tuesday 9 September", id="unnamed"),
    ],
)
def test_byline(line: str) -> None:
    assert kind_after_headline(line) == "byline"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Originally published by DW on 10/31/2025", id="published by"),
        pytest.param("Source: https://example.org/2025/11/02/a-b-c/", id="source"),
        pytest.param("Updated 3 March 2024, 10:15", id="updated"),
        pytest.param("© 2025 Meridian Press", id="copyright"),
        pytest.param("This article was first published in The Strand Review.", id="sentence"),
        pytest.param("(First printed in the Selwyn Courier of 23 April.)", id="brackets"),
        pytest.param("FORLÌ, 12 February", id="dateline"),
        pytest.param("DUBLIN — Friday, 4 April 2025", id="dateline with weekday"),
        pytest.param("STENHAVN (Baltic Wire) 18/9", id="dateline with agency"),
        pytest.param("22 August 2024 | 6 min read", id="date and length"),
    ],
)
def test_source(line: str) -> None:
    assert kind_after_headline(line) == "source"


@pytest.mark.parametrize("after", [BODY, "By Ana Duarte"])
def test_the_first_line_is_a_heading_whatever_follows(after: str) -> None:
    headline = "Lake summit collapses as Kessar and Dolvania walk away without a water deal"
    assert kinds([headline, after, BODY])[0] == "heading"


def test_a_date_in_mid_article_is_no_dateline() -> None:
    assert kind_between_paragraphs("12 February 2025") == "heading"


def test_the_last_line_is_no_heading() -> None:
    assert kinds([BODY, "What happens next"])[1] == "body"


def test_items_of_a_numbered_list_are_no_headings() -> None:
    assert kinds([BODY, "1. Bread and butter", "2. Milk from the cow", "3. Eggs", BODY])[1:4] == ["body"] * 3


def test_in_markdown_only_marks_make_headings() -> None:
    assert kinds([BODY, "What happens next", BODY], headings=False)[1] == "body"


@pytest.mark.parametrize("piece", ["/ap", "AFP/", "(photo by", "a:1,", "**a", "1.1."])
def test_a_line_of_one_endless_word_is_read_in_time_that_grows_with_it(piece: str) -> None:
    assert kind_between_paragraphs(f"{piece * (1_000_000 // len(piece))}.") == "body"
