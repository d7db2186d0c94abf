from index.models import Article, IndexedArticle, Passage, Sentence
from index.store.records import entry_metadata, entry_of, passage_of, records_of

OLD = {"title": "Talks", "source": "/a/talks.md", "passages": 1, "indexed_at": "2025-11-01T00:00:00+00:00"}
"""What an article's record held before articles had authors and pages."""


def test_reads_an_article_of_an_older_index() -> None:
    article = entry_of("# Talks\n\nThey met.", OLD).article
    assert (article.author, article.published, article.site) == ("", "", "")
    assert article.pages == article.unread_pages == ()


def test_knows_markdown_in_an_older_index_by_its_source() -> None:
    assert entry_of("# Talks", OLD).article.markdown
    assert not entry_of("Talks", {**OLD, "source": "/a/talks.txt"}).article.markdown


def test_reads_a_passage_of_an_older_index() -> None:
    metadata = {"article_id": "a", "start": 0, "end": 5, "kind": "body", "sentences": '[[0, 5, "body"]]'}
    assert passage_of("They.", metadata).page is None


def test_gives_back_what_was_written_down() -> None:
    article = Article(
        "T",
        "One. Two.",
        "a.pdf",
        "Ana",
        "2025-03-05",
        "Post",
        "CP866",
        markdown=True,
        pages=(0, 5, 9),
        unread_pages=(3,),
    )
    entry = IndexedArticle(article, 1, "2025-11-01T00:00:00+00:00")
    assert entry_of(article.text, entry_metadata(entry)) == entry


def test_gives_a_page_back() -> None:
    passage = Passage("a", 0, 5, "They.", "body", (Sentence(0, 5, "They.", "body"),), page=3)
    record = next(records_of(passage))
    assert passage_of(record.page_content, record.metadata) == passage
