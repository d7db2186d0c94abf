"""Sources are kept as they are: by the folder, by the feed, and by 'refresh'; what is wrong with one stops no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer

from index.errors import SourceError, StoreInUseError, UnknownArticleError
from index.models import Article, SourceVersion
from index.sources import feeds
from index.sources.feeds import Feed, FeedEntry
from index.sources.load import article_from_bytes, load_file, source_of
from index.sources.readings import ReadingLog, SourceReading
from tests.support.servers.scripted_service import ScriptedAssistant
from ui.cli.articles import refresh as refresh_command
from ui.cli.articles import synchronizer as module
from ui.cli.articles.synchronizer import Synchronizer
from ui.cli.articles.watch import FeedWatch, FolderWatch
from ui.service.protocol import AnswerService
from ui.settings import Settings


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> ScriptedAssistant:
    scripted = ScriptedAssistant([], {})
    scripted.load()

    @contextmanager
    def opened(_: Settings) -> Iterator[AnswerService]:
        yield scripted

    for each in (module, refresh_command):
        monkeypatch.setattr(each, "open_service", opened)
    return scripted


@pytest.fixture
def synchronizer(tmp_path: Path) -> Synchronizer:
    return Synchronizer(Settings(data_dir=tmp_path), ReadingLog(tmp_path), ("mill",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "docs"
    made.mkdir()
    (made / "a.txt").write_text("It was built in 1802.")
    (made / "b.txt").write_text("")
    (made / ".hidden.txt").write_text("Hidden.")
    return made


def texts(service: ScriptedAssistant) -> list[str]:
    return [entry.article.text for entry in service.entries.values()]


class TestFolder:
    def test_new_and_changed_files_are_read(
        self, folder: Path, service: ScriptedAssistant, synchronizer: Synchronizer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        watched = FolderWatch(folder, synchronizer)
        watched.read(folder.iterdir())
        watched.read(folder.iterdir())
        out, err = capsys.readouterr()
        assert (out.count("indexed"), err.count("b.txt")) == (1, 1)
        assert texts(service) == ["It was built in 1802."]
        assert next(iter(service.entries.values())).article.tags == ("mill",)
        (folder / "a.txt").write_text("It was built in the year 1803.")
        watched.read([folder / "a.txt", folder / "gone.txt"])
        assert texts(service)[-1] == "It was built in the year 1803."

    def test_an_article_whose_file_is_gone_stays_and_says_so(
        self, folder: Path, service: ScriptedAssistant, synchronizer: Synchronizer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        watched = FolderWatch(folder, synchronizer)
        watched.read([folder / "a.txt"])
        (folder / "a.txt").unlink()
        watched.read([folder / "a.txt"])
        assert [entry.article.changed for entry in service.entries.values()] == [True]
        assert "is gone" in capsys.readouterr().err

    def test_files_wait_while_the_index_is_in_use(
        self, folder: Path, service: ScriptedAssistant, synchronizer: Synchronizer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def in_use(article: Article) -> None:
            raise StoreInUseError("The index is in use.")

        watched = FolderWatch(folder, synchronizer)
        with monkeypatch.context() as patched:
            patched.setattr(service, "add", in_use)
            watched.read([folder / "a.txt"])
        assert texts(service) == []
        watched.read([])
        assert texts(service) == ["It was built in 1802."]


def test_a_feed_adds_its_pages_and_reads_those_again_that_it_says_have_changed(
    service: ScriptedAssistant,
    synchronizer: Synchronizer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    polled: list[Feed | SourceError | None] = []
    pages = {"https://a.example/1": b"One is here."}
    asked: list[tuple[str, str]] = []

    def fetched(url: str, version: SourceVersion) -> Feed | None:
        found = polled.pop(0)
        if isinstance(found, SourceError):
            raise found
        return found

    def read(source: str, version: SourceVersion, limits: object) -> Article | None:
        asked.append((source, version.etag))
        if source not in pages:
            raise SourceError(f"{source} is not there.")
        return load_page(source, pages[source])

    monkeypatch.setattr(feeds, "fetch_feed", fetched)
    monkeypatch.setattr(module, "reread", read)
    one, two = FeedEntry("https://a.example/1", "Mon"), FeedEntry("https://a.example/2", "Mon")
    polled += [Feed((one, two), SourceVersion()), None, SourceError("Down."), Feed((one,), SourceVersion())]
    polled.append(Feed((FeedEntry(one.url, "Tue"),), SourceVersion()))
    feed = FeedWatch("https://a.example/feed", synchronizer)
    for _ in range(4):
        feed.poll()
    assert asked == [(one.url, ""), (two.url, "")]
    pages[one.url] = b"One is there."
    feed.poll()
    assert asked[2:] == [(one.url, "v")]
    assert texts(service) == ["One is here.", "One is there."]
    assert capsys.readouterr().err.splitlines() == [
        "article-chat: https://a.example/2 is not there.",
        "article-chat: Down.",
    ]


def load_page(url: str, content: bytes) -> Article:
    from index.sources.load import article_of_page
    from index.sources.web.response import Fetched

    return article_of_page(Fetched(content, "text/plain", "utf-8", url, etag="v"), url)


class TestRefresh:
    @pytest.fixture(autouse=True)
    def of_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(refresh_command, "load_settings", lambda: Settings(data_dir=tmp_path))

    def test_reads_what_has_changed(
        self, folder: Path, service: ScriptedAssistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = folder / "a.txt"
        first = load_file(file)
        assert first.original is not None
        assert first.original.version is not None
        service.add(first)
        ReadingLog(tmp_path).note(SourceReading(source_of(file), first.id, first.original.version))
        refresh_command.refresh([first.id])
        assert capsys.readouterr().out == f"unchanged  {first.id}  {file}\n"
        file.write_text("It was built in the year 1803.")
        refresh_command.refresh()
        assert capsys.readouterr().out.startswith("indexed  ")

    def test_an_upload_and_an_unknown_article_are_told(
        self, service: ScriptedAssistant, capsys: pytest.CaptureFixture[str]
    ) -> None:
        # Its source is what somebody said over HTTP: a path that they must not get to read.
        article = article_from_bytes(b"Uploaded.", name="passwd.txt", source="/etc/hostname")
        service.add(article)
        refresh_command.refresh()
        with pytest.raises(typer.Exit):
            refresh_command.refresh([article.id])
        assert "index its file or page" in capsys.readouterr().err
        assert texts(service) == ["Uploaded."]
        with pytest.raises(UnknownArticleError):
            refresh_command.refresh(["0" * 16])
