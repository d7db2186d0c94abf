"""`article-chat verify` on files of all kinds, through a running server and without one."""

import json
from pathlib import Path

import pytest
from docx import Document

from tests.support.processes import assert_one_line, run
from tests.support.servers.scripted_service import Served

RIGHT = "“That would never happen,” Choo said."
WRONG = "“That would never happen,” Zinberg said."


def written(folder: Path, suffix: str, *paragraphs: str) -> Path:
    file = folder / f"draft{suffix}"
    if suffix == ".docx":
        document = Document()
        for each in paragraphs:
            document.add_paragraph(each)
        document.save(str(file))
    else:
        tags = ("<p>", "</p>") if suffix == ".html" else ("", "\n")
        file.write_text("\n".join(f"{tags[0]}{each}{tags[1]}" for each in paragraphs), encoding="utf-8")
    return file


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx"])
def test_a_contradiction_ends_with_1(server: Served, tmp_path: Path, suffix: str) -> None:
    assert server.data_dir
    result = run(server.data_dir, "verify", str(written(tmp_path, suffix, RIGHT, WRONG)))
    assert (result.returncode, result.stderr) == (1, "")
    assert "contradicted" in result.stdout
    assert "the text says “Zinberg”, the article “Choo”" in result.stdout
    assert result.stdout.splitlines()[-1] == "2 sentences: 1 carried, 1 contradicted, 0 not carried"


def test_what_is_right_ends_with_0_and_a_page_is_written(server: Served, tmp_path: Path) -> None:
    assert server.data_dir
    page = tmp_path / "report.html"
    result = run(server.data_dir, "verify", str(written(tmp_path, ".txt", RIGHT)), "--html", str(page), "--json")
    assert result.returncode == 0
    assert json.loads(result.stdout)["sentences"][0]["support"] == "verbatim"
    assert '<mark class="verbatim"' in page.read_text(encoding="utf-8")


def test_a_file_is_checked_against_another_without_a_server(tmp_path: Path) -> None:
    source = tmp_path / "bridge.txt"
    source.write_text("Ada Quill opened the bridge at Harn in 1932. It spans the Lowe.", encoding="utf-8")
    draft = written(tmp_path, ".txt", "Ada Quill opened the bridge at Harn in 1931.")
    result = run(tmp_path / "data", "verify", str(draft), "--against", str(source))
    assert result.returncode == 1
    assert f"{draft}:1:1: contradicted" in result.stdout
    assert "the text says “1931”, the article “1932”" in result.stdout


def test_markup_in_a_text_is_no_markup_of_the_page(server: Served, tmp_path: Path) -> None:
    assert server.data_dir
    page = tmp_path / "report.html"
    draft = written(tmp_path, ".txt", "<script>alert(1)</script> is here.")
    run(server.data_dir, "verify", str(draft), "--html", str(page))
    assert "<script>" not in page.read_text(encoding="utf-8")


def test_what_cannot_be_read_is_one_line(server: Served, tmp_path: Path) -> None:
    assert server.data_dir
    assert_one_line(run(server.data_dir, "verify", str(tmp_path / "none.md")), names="none.md")
    unknown = written(tmp_path, ".txt", RIGHT)
    assert_one_line(run(server.data_dir, "verify", str(unknown), "--article", "none"), names="none")
