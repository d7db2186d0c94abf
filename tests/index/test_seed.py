"""The seed article, sentence by sentence."""

import pytest

from index.chunking import passages
from index.embeddings.encoder import Encoder
from index.models import Article, Passage

SENTENCES = [
    ("body", "The American president spoke", "trip to Asia."),
    ("body", "With new allies, Kim", "left Trump unanswered."),
    ("body", "United States President Donald", "leader Kim Jong-un."),
    ("body", "The American claimed this Wednesday (29/10)", "to scheduling problems."),
    ("body", "In talks with South Korean President", "and Northeast Asia.”"),
    ("body", "Trump, however, left the door", "“at any time”."),
    ("body", "Experts, however, point out", "Trump’s first term."),
    ("body", "Kim has since cultivated", "relationship with Russia."),
    ("heading", "“Kim has powerful new", "powerful new friends”"),
    ("body", "Although Trump had repeatedly", "more than unlikely."),
    ("body", "“That would never happen,”", "happen,” Choo said."),
    ("body", "“The rules of the game", "can count on.”"),
    ("body", "These friendships were expressed", "Moscow on Monday."),
    ("body", "The Russian leader was", "greetings to Kim."),
    ("body", "Earlier that day, Choe", "and territorial security."),
    ("caption", "Russian Foreign Minister Serguei", "Russian Foreign Ministry/REUTERS"),
    ("body", "On Wednesday, North Korea", "the Yellow Sea."),
    ("body", "The North Korean military", "carrying nuclear warheads."),
    ("body", "Last week, ahead of", "office in June."),
    ("body", "In a final indication", "economics and science."),
    ("heading", "Trump’s approaches were", "approaches were ignored"),
    ("body", "Trump’s repeated offers to", "met with silence."),
    ("body", "“Personally, I don’t believe", "Saint Petersburg, Russia."),
    ("body", "Zinberg believes that Trump’s", "difficult to achieve”."),
    ("body", "“The Kremlin knew exactly", "president in Moscow.”"),
    ("caption", "South Koreans observe North", "Young-joon/AP Photo/picture alliance"),
    ("body", "Unlike previous years, North", "it”, adds Zinberg."),
    ("body", "He highlighted advanced weapons", "to Moscow’s support."),
    ("body", "“The message is that", "speeches,” said Zinberg."),
    ("body", "Choo noted that this", "the US president."),
    ("body", "What price must he", "the negotiating table?"),
    ("body", "Would this price be", "in the region?"),
    ("body", "“I think Trump is", "Prize,” Choo said."),
    ("heading", "Would Trump recognize North", "Korea’s nuclear status?"),
    ("body", "The fear is that", "a nuclear state."),
    ("body", "It’s something Trump hinted", "leaving for Asia."),
    ("body", "“I think they’re some kind of nuclear power. I mean,", "everything about them.”"),
    ("body", "Recognizing Pyongyang as a", "the global community."),
    ("body", "However, recognizing North Korea", "across the region."),
    ("body", "“For North Korea, this", "negotiations,” Choo said."),
    ("body", "“But from South Korea’s", "are in place.”"),
    ("source", "Originally published by DW", "by DW on 10/31/2025"),
    ("byline", "By Julian Ryall", "By Julian Ryall"),
    ("source", "Source: https://www.ocafezinho.com/2025/11/02/", "ignorado-trump-volta-aos-eua-sem-encontrar-kim/"),
]


@pytest.fixture(scope="module")
def found(seed: Article, encoder: Encoder) -> list[Passage]:
    return passages(seed, encoder.count_tokens)


def test_has_exactly_the_sentences_that_a_reader_sees(found: list[Passage]) -> None:
    sentences = [sentence for passage in found for sentence in passage.sentences]
    assert len(sentences) == len(SENTENCES)
    for sentence, (kind, begins, ends) in zip(sentences, SENTENCES, strict=True):
        assert sentence.kind == kind, sentence
        assert sentence.text.startswith(begins), sentence
        assert sentence.text.endswith(ends), sentence


def test_headings_begin_the_passages_of_their_sections(found: list[Passage]) -> None:
    headed = [passage for passage in found if passage.sentences[0].kind == "heading"]
    assert [passage.sentences[0].text for passage in headed] == [
        "“Kim has powerful new friends”",
        "Trump’s approaches were ignored",
        "Would Trump recognize North Korea’s nuclear status?",
    ]
    assert all(passage.kind == "body" for passage in headed)


def test_captions_and_imprint_are_passages_of_their_own(found: list[Passage]) -> None:
    assert [(passage.kind, len(passage.sentences)) for passage in found if passage.kind != "body"] == [
        ("caption", 1),
        ("caption", 1),
        ("source", 3),
    ]
