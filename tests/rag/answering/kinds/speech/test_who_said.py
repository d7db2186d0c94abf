"""Who said it: the sentence with the words, the one that names the speaker, and no name from another role."""

import pytest

from index.chunking import passages
from index.sources.load import article_from_text
from rag.answering.kinds.speech.who_said import who_said, words_asked
from rag.models import RetrievedPassage

TEXT = """The ferry to Sundholm will stop at the end of March, the shipping line Brask said on Friday.

"We have lost money on this route for nine years," said its director, Ingunn Falk. "Nobody will be put out of work."
She added that the two ships would be sold.

The seamen's union called the decision "a knife in the back of the island that Brask grew rich on".

Mayor Oskar Brandt was told by telephone. "I heard the news in my bath," he said. "They could have knocked on my door."

Hotel owner Petra Lien thinks that half of the summer guests will stay away.

The line was opened in 1931. Nobody was asked beforehand.
"""


@pytest.fixture(scope="module")
def read() -> list[RetrievedPassage]:
    article = article_from_text(TEXT, source="", title="The ferry to Sundholm will stop")
    return [RetrievedPassage(passage, article) for passage in passages(article, len)]


@pytest.mark.parametrize(
    ("question", "speaker", "cites"),
    [
        pytest.param("who said nobody will be put out of work", "Ingunn Falk", 2, id="named-in-the-sentence-before"),
        pytest.param("who says the ships will be sold?", "Ingunn Falk", 2, id="reported-of-a-pronoun"),
        pytest.param("Who called it a knife in the back?", "The seamen's union", 1, id="a-group"),
        pytest.param("who said knife in the back", "The seamen's union", 1, id="a-group-said"),
        pytest.param("who said they could have knocked on his door", "Oskar Brandt", 2, id="two-sentences-back"),
        pytest.param("and who said he heard it in the bath?", "Oskar Brandt", 2, id="he-said"),
        pytest.param("who thinks half the guests will stay away", "Petra Lien", 1, id="a-view"),
        pytest.param("who said nobody was asked beforehand", None, 1, id="the-article-itself"),
    ],
)
def test_the_words_are_cited_with_their_speaker(
    read: list[RetrievedPassage], question: str, speaker: str | None, cites: int
) -> None:
    made = who_said(question, read)
    assert made
    assert made.short_answer == speaker
    assert len(made.citations) == cites
    assert speaker is None or any(speaker in citation.quote for citation in made.citations)


@pytest.mark.parametrize("question", ["who said the ferry is a disgrace", "who called the police", "who said that?"])
def test_words_that_nobody_said_have_no_speaker(read: list[RetrievedPassage], question: str) -> None:
    assert who_said(question, read) is None


def test_other_questions_ask_for_no_speaker() -> None:
    assert words_asked("who is Ingunn Falk?") is None
    assert words_asked("what did Falk say?") is None
