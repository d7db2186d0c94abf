import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.text.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentence_spans(text, 0, len(text))]


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(["The U.S. president met Dr. Smith on St. James St. on Monday.", "He left."], id="abbreviations"),
        pytest.param(["He works for Acme Inc. in Boston.", "Gov. Gavin Newsom signed it."], id="company, governor"),
        pytest.param(["The No. 1 seed lost to No. 12 Smith.", "It rained."], id="numero"),
        pytest.param(["She said no.", "Five left."], id="no as a word"),
        pytest.param(["J. R. Okafor and Kim J. Un spoke.", "Lee did not."], id="initials"),
        pytest.param(["It came out on 10/31/2025.", "On 29/10 it was gone."], id="dates"),
        pytest.param(["Prices rose 2.5 percent to $3.5 million in Jan. 2024.", "Few cared."], id="decimals"),
        pytest.param(["They met at 5 p.m. on Monday.", "Then they left."], id="clock time"),
        pytest.param(["It began at 3 a.m. Monday.", "It was dark."], id="clock time and day"),
        pytest.param(["“We came… and we left,” he said.", "“That is all.”", "She agreed."], id="ellipsis in a quote"),
        pytest.param(["Wait... what?", "Really?!", "Yes."], id="dots"),
        pytest.param(["He met Ms. Vasarely.", "Messrs. Roe and Doe left."], id="Ms. and Messrs."),
        pytest.param(["“The rules have changed,” Choo said.", "“That is over.”"], id="curly quotes"),
        pytest.param(['"The rules have changed," Choo said.', '"That is over."'], id="straight quotes"),
        pytest.param(["“Is it over?” he asked.", "Nobody moved."], id="question, lower-case speaker"),
        pytest.param(["“What must he pay?” Choo asked.", "“Too much?”"], id="question, named speaker"),
        pytest.param(["“We won. They lost.”", "Then she left."], id="a quotation stays whole"),
        pytest.param(["“They came at 5 a.m.”", "Nobody knew."], id="quotation ending in an abbreviation"),
        pytest.param(["(He was right.)", "She was not."], id="sentence in brackets"),
        pytest.param(["[Editor’s note: This is old.]", "It ended."], id="editor's note"),
        pytest.param(["Shares in Barclays plc. fell.", "Others rose."], id="unknown abbreviation before lower case"),
        pytest.param(["Approx. 30 people, incl. children, came.", "None stayed."], id="approx., incl."),
        pytest.param(["See Fig. 3 and pp. 12-14 in vol. 2.", "It helps."], id="references"),
        pytest.param(["Rep. Jane Roe, R-Tex. and Sen. X, D-Calif., met.", "They left."], id="party and state"),
        pytest.param(["He has a Ph.D. from M.I.T. and lives in D.C. with her.", "She works."], id="degrees"),
        pytest.param(["Martin Luther King Jr. spoke.", "Sammy Davis Jr. sang."], id="junior"),
        pytest.param(["The players’ union said no.", "The owners’ group agreed."], id="plural possessives"),
        pytest.param(["In the ’90s he sang.", "It’s over."], id="decade"),
        pytest.param(["Sales were flat.", "iPhone sales fell."], id="a name in lower case"),
        pytest.param(["1. First thing.", "2. Second thing."], id="list numbers"),
        pytest.param(["he said it is over.", "then he left."], id="text in lower case"),
        pytest.param(["The talks failed.", "😀 Kim left!", "👍🏽 Good."], id="emoji"),
    ],
)
def test_cuts_where_a_reader_would(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


PIECES = st.sampled_from(
    [
        "Dr. ",
        "U.S. ",
        "no. ",
        "“",
        "”",
        '"',
        "(",
        ")",
        ". ",
        "? ",
        "… ",
        "5 p.m. ",
        "Kim ",
        "said ",
        "е\u0301",
        "👩‍🚀",
        "\r\n",
        "1. ",
    ]
)


@given(st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join), st.integers(0, 5))
@example("", 0)
@example(" .\n.", 1)
def test_spans_cover_the_text_in_order(text: str, start: int) -> None:
    spans = list(sentence_spans(text, min(start, len(text)), len(text)))
    assert "".join(text[a:b] for a, b in spans) == text[start:]


@pytest.mark.parametrize("mark", ["`", "“", "It rained. ", "“It rained. ", "word "])
def test_a_long_paragraph_is_cut_whole_and_in_time_that_grows_with_its_length(mark: str) -> None:
    text = mark * (100_000 // len(mark))
    spans = list(sentence_spans(text, 0, len(text)))
    assert "".join(text[start:end] for start, end in spans) == text
    if mark == "It rained. ":
        assert {text[start:end] for start, end in spans} <= {mark, mark.strip()}
