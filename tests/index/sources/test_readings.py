from pathlib import Path

import pytest

from index.errors import StoreError
from index.models import SourceVersion
from index.sources.readings import FILE, ReadingLog, SourceReading

ONE = SourceReading("/a.md", "1" * 16, SourceVersion('"e"', "Mon, 01 Jan 2024 00:00:00 GMT", 5, 7), "yesterday")


def test_keeps_the_last_reading_of_each_source(tmp_path: Path) -> None:
    log = ReadingLog(tmp_path)
    assert (log.of_source("/a.md"), log.of_article(ONE.article_id)) == (None, [])
    log.note(SourceReading("/a.md", "0" * 16))
    log.note(ONE)
    log.note(SourceReading("/b.md", ONE.article_id))
    assert ReadingLog(tmp_path).of_source("/a.md") == ONE
    assert log.of_article(ONE.article_id) == [ONE, SourceReading("/b.md", ONE.article_id)]
    assert log.of_article("0" * 16) == []


def test_forgets_the_readings_of_articles_that_were_removed(tmp_path: Path) -> None:
    log = ReadingLog(tmp_path)
    log.note(ONE)
    log.note(SourceReading("/b.md", "2" * 16))
    log.keep_only({ONE.article_id})
    assert (log.of_source("/a.md"), log.of_source("/b.md")) == (ONE, None)


def test_a_file_that_is_no_list_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("no database, and longer than its header is " * 9)
    with pytest.raises(StoreError, match=FILE):
        ReadingLog(tmp_path).of_source("/a.md")
