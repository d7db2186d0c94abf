import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from evaluated import ANSWERED, INVENTED, MISSED, UNANSWERABLE, WRONG, run

from rag.evaluate.compare import compare
from rag.evaluate.report import markdown, read, summary, write
from rag.evaluate.sets import QuestionSetError

HOSTILE = replace(WRONG, question="<script>1</script> | `x`", predicted="see https://example.org/")
RUN = run(*[ANSWERED] * 3, HOSTILE, MISSED, UNANSWERABLE, INVENTED)
COMPARISON = compare(RUN.rows, RUN.rows)


def test_what_is_written_can_be_read_back(tmp_path: Path) -> None:
    paths = write(RUN, tmp_path / "new" / "folder", COMPARISON)
    assert [path.name for path in paths] == ["report.json", "report.md", "report.html"]
    assert read(paths[0]) == RUN


def test_json_has_every_measure_with_its_counts(tmp_path: Path) -> None:
    stored = json.loads(write(RUN, tmp_path)[0].read_text(encoding="utf-8"))
    assert stored["scores"]["abstention_precision"] == {"value": 0.5, "hits": 1, "of": 2}
    assert stored["scores_by_type"]["who"]["f1"]["of"] == 5
    assert len(stored["rows"]) == 7


def test_page_loads_nothing_and_holds_its_plots(tmp_path: Path) -> None:
    html = write(RUN, tmp_path, COMPARISON)[2].read_text(encoding="utf-8")
    assert html.count("<svg") == 3
    assert not re.search(r"<(?:script|link|img|iframe|object|embed)\b|\b(?:src|href)\s*=|url\(|@import", html)
    assert "&lt;script&gt;" in html


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
