import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.evaluation.compare import compare
from rag.evaluation.datasets import QuestionSetError
from rag.evaluation.report.html_page import page
from rag.evaluation.report.svg_plots import picture, risk_coverage_plot
from rag.evaluation.report.writer import markdown, read, summary, to_dict, write
from tests.support.evaluated import ANSWERED, INVENTED, MISSED, UNANSWERABLE, WRONG, run

HOSTILE = replace(WRONG, question="<script>1</script> | `x`", predicted="see https://example.org/")
RUN = run(*[ANSWERED] * 3, HOSTILE, MISSED, UNANSWERABLE, INVENTED)
COMPARISON = compare(RUN.rows, RUN.rows)


def test_what_is_written_can_be_read_back(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    write(RUN, folder, COMPARISON)
    assert {path.name for path in folder.iterdir()} == {"report.json", "report.md", "report.html", "reliability.svg"}
    assert read(folder / "report.json") == RUN


def test_json_has_every_measure_with_its_counts() -> None:
    stored = to_dict(RUN)
    assert stored["scores"]["abstention_precision"] == {"value": 0.5, "hits": 1, "of": 2}
    assert stored["scores_by_type"]["who"]["f1"]["of"] == 5
    assert len(stored["rows"]) == 7


def test_reports_have_figures_by_kind_and_style_where_the_set_names_them() -> None:
    labelled = run(replace(ANSWERED, kind="list", style="typos"), replace(WRONG, kind="list"), ANSWERED)
    assert {name: part["right"] for name, part in to_dict(labelled)["scores_by_kind"].items()} == {
        "list": {"value": 0.5, "hits": 1, "of": 2}
    }
    assert "\n| list | 2 | 0.50 (2) |" in markdown(labelled)
    assert "By question style" in page(labelled)
    assert "By question kind" not in markdown(RUN)
    assert to_dict(RUN)["scores_by_kind"] == {}


def test_page_loads_nothing_and_holds_its_plots() -> None:
    html = page(RUN, COMPARISON)
    assert html.count("<svg") == 3
    assert not re.search(r"<(?:script|link|img|iframe|object|embed)\b|\b(?:src|href)\s*=|url\(|@import", html)
    assert "&lt;script&gt;" in html


def test_reports_without_texts_tell_no_question_and_no_quote(tmp_path: Path) -> None:
    write(RUN, tmp_path, texts=False)
    told = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert "Answer-sentence hit" in told
    for row in RUN.rows:
        assert row.question not in told
        assert not any(quote in told for quote in row.quotes)
    with pytest.raises(QuestionSetError, match="without its questions"):
        read(tmp_path / "report.json")


def test_the_reliability_plot_is_a_picture_of_its_own(tmp_path: Path) -> None:
    write(RUN, tmp_path)
    picture = ET.parse(tmp_path / "reliability.svg").getroot()  # noqa: S314  our own file
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert picture.findall("{*}circle")


def test_the_risk_and_coverage_plot_has_a_curve_for_each_shape() -> None:
    sure, right = np.linspace(0.1, 0.9, 50), np.arange(50) >= 25
    drawn = ET.fromstring(picture(risk_coverage_plot({"a": (sure, right), "b & c": (sure, ~right)})))  # noqa: S314
    curves = drawn.findall("{*}polyline")
    points = [[float(point.split(",")[1]) for point in curve.attrib["points"].split()] for curve in curves]
    assert [len(each) for each in points] == [31, 31]  # of 20 answers and more
    assert points[0][0] > points[0][-1]  # the surest are right: less risk lies lower
    assert points[1][0] < points[1][-1]
    assert points[0][-1] == points[1][-1]  # all answered: half are wrong in both
    assert [title.text for title in drawn.iter("{http://www.w3.org/2000/svg}title")][1].startswith(
        "b & c: 50 questions"
    )


def test_lists_each_kind_of_failure() -> None:
    text = markdown(RUN)
    for title in (
        "Wrong answers",
        "Answered, though the article does not say",
        "Not answered, though the article says it",
    ):
        assert f"## {title}" in text


def test_markdown_tables_keep_their_columns() -> None:
    text = markdown(RUN, COMPARISON)
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1
    assert "<script>" not in text


def test_summary_tells_values_and_counts() -> None:
    text = summary(RUN, COMPARISON)
    assert re.search(r"^Answer-sentence hit +0\.600 +3 of 5$", text, re.MULTILINE)
    assert "no clear difference" in text


@pytest.mark.parametrize("content", ["", "{}", '{"made_with": {}, "rows": [{"id": 1}]}', "[]"])
def test_another_file_is_no_report(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(QuestionSetError, match="no report"):
        read(path)


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(QuestionSetError, match="cannot be written"):
        write(RUN, tmp_path / "file")
