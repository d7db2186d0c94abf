from index.converters.pdf.dehyphenation import joined_lines
from index.converters.pdf.lines import Line
from index.converters.pdf.paragraphs import Paragraph


def joined(*lines: str) -> str:
    return joined_lines(Paragraph([Line(text, 0, 100, 0, 10, bold=False) for text in lines]), frozenset())[0]


def test_chinese_and_japanese_have_no_space_at_the_end_of_a_line() -> None:
    assert joined("港の台帳は役場に", "あります。") == "港の台帳は役場にあります。"
    assert joined("항구의 장부는", "시청에 있다.") == "항구의 장부는 시청에 있다."
    assert joined("台帳は Salten", "にあります。") == "台帳は Salten にあります。"
