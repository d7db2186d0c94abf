"""What the assistant says for itself, by the real pipeline on two articles."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.dialogue.dialogue import Dialogue
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.models import Answer, Message, Question
from rag.pipeline import AnswerPipeline
from rag.query.intent.classifier import IntentClassifier
from rag.retrieval.hybrid import HybridRetriever

BRIDGE = Article(
    "The bridge at Harn",
    "# The bridge at Harn\n\nBy Ivo Harn, 12 June 2025\n\nAda Quill opened the bridge in 1932. It spans the Lowe."
    " Ivo Harn painted it. It was closed in 1971 and opened again a year later.",
    "bridge.md",
    author="Ivo Harn",
    published="2025-06-12",
    markdown=True,
)
FERRY = Article(
    "Ferry aground",
    "A ferry ran aground off Harn on Friday. All on board were saved. The cause is not yet known.",
    "ferry.txt",
    author="Oda Brun",
    published="2025-03-14",
    site="The Ledger",
)


@pytest.fixture(scope="module")
def store(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("dialogue"), encoder)
    for article in (BRIDGE, FERRY):
        add(opened, article)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pipeline(store: Store) -> AnswerPipeline:
    retriever = HybridRetriever(store=store)
    answerer = ExtractiveAnswerer.load(english_only=True)
    classifier = IntentClassifier(store.encoder.embeddings.embed_query)
    return AnswerPipeline(retriever, answerer, dialogue=Dialogue(retriever.searched, classifier=classifier))


def asked(pipeline: AnswerPipeline, question: str, article: Article | None = None) -> Answer:
    answer = pipeline.invoke(Question(question, article.id if article else None))
    if answer.status == "chat":
        assert (answer.citations, answer.sentences, answer.retrieved, answer.short_answer) == ((), (), (), None)
    return answer


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("hi", "Hello!"),
        ("thanks!", "You are welcome."),
        ("who are you?", "I answer questions about these 2 articles"),
        ("olá", "Olá!"),
        ("gracias", "De nada."),
        ("¿quién eres?", "Respondo a preguntas"),
        ("translate it to German", "I can only quote these 2 articles"),
        ("traduz isto", "Só posso citar"),
    ],
)
def test_courtesies_and_tasks_are_replied_to_in_the_readers_language(
    pipeline: AnswerPipeline, question: str, begins: str
) -> None:
    answer = asked(pipeline, question)
    assert answer.status == "chat"
    assert answer.answer.startswith(begins)


def test_the_library_is_told_by_count_and_title(pipeline: AnswerPipeline) -> None:
    answer = asked(pipeline, "how many articles are there?", FERRY)
    assert answer.answer == "There are 2 articles: “The bridge at Harn”, “Ferry aground”."


@pytest.mark.parametrize(
    ("question", "short", "quotes"),
    [
        ("What is the title?", "The bridge at Harn", ["# The bridge at Harn"]),
        ("Who wrote it?", "Ivo Harn", ["By Ivo Harn, 12 June 2025"]),
        ("When was this article published?", "12 June 2025", ["By Ivo Harn, 12 June 2025"]),
        ("Who wrote this and when?", "Ivo Harn", ["By Ivo Harn, 12 June 2025"]),
    ],
)
def test_a_description_is_cited_where_the_text_has_it(
    pipeline: AnswerPipeline, question: str, short: str, quotes: list[str]
) -> None:
    answer = asked(pipeline, question, BRIDGE)
    assert answer.status == "answered"
    assert answer.short_answer == short
    assert [citation.quote for citation in answer.citations] == quotes
    assert all(BRIDGE.text[each.start : each.end] == each.quote for each in answer.citations)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who wrote it?", ["Oda Brun"]),
        ("Who wrote this and when?", ["Oda Brun", "14 March 2025"]),
        ("what's the source?", ["The Ledger"]),
        ("how many words does it have?", ["19 words"]),
        ("¿cuándo fue publicado?", ["14 de marzo de 2025"]),
    ],
)
def test_a_description_that_the_text_lacks_is_the_assistants_own_word(
    pipeline: AnswerPipeline, question: str, words: list[str]
) -> None:
    answer = asked(pipeline, question, FERRY)
    assert answer.status == "chat"
    assert all(each in answer.answer for each in words)


def test_several_articles_are_described_one_by_one(pipeline: AnswerPipeline) -> None:
    answer = asked(pipeline, "who is the author?")
    assert answer.status == "chat"
    assert "Ivo Harn" in answer.answer
    assert "Oda Brun" in answer.answer


def test_what_the_description_lacks_is_looked_for(pipeline: AnswerPipeline) -> None:
    assert asked(pipeline, "how many pages does it have?", FERRY).status == "not_in_article"


def test_simple_words_are_asked_for_in_vain_but_get_the_main_points(pipeline: AnswerPipeline) -> None:
    answer = asked(pipeline, "Explain like I'm five", FERRY)
    assert answer.status == "answered"
    assert answer.citations[0].quote.startswith("A ferry ran aground")
    assert answer.note
    assert "language model" in answer.note


def test_a_question_that_cannot_be_read_is_no_statement_about_the_article(pipeline: AnswerPipeline) -> None:
    answer = asked(pipeline, "Porque é que o barco encalhou?", FERRY)
    assert answer.status == "chat"
    assert "português" in answer.answer


def test_a_courtesy_does_not_become_the_topic(pipeline: AnswerPipeline) -> None:
    history = (
        Message("user", "Who opened the bridge?"),
        Message("assistant", "Ada Quill opened the bridge in 1932. [1]"),
        Message("user", "thanks"),
        Message("assistant", "You are welcome."),
    )
    answer = pipeline.invoke(Question("When?", BRIDGE.id, history))
    assert "bridge" in answer.standalone_question
    assert answer.status == "answered"


def test_a_language_model_is_given_its_tasks(store: Store) -> None:
    retriever = HybridRetriever(store=store)
    spoken = Dialogue(retriever.searched, "openai:any")
    german, simple, who = (Question(text) for text in ("translate it to German", "eli5", "who are you?"))
    assert spoken.reply(german, spoken.wanted(german)) is None
    assert spoken.note(spoken.wanted(simple)) is None
    introduced = spoken.reply(who, spoken.wanted(who))
    assert introduced
    assert "openai:any" in introduced.answer


def test_names_are_taken_from_a_scope_that_is_read_as_a_whole(store: Store) -> None:
    searched = HybridRetriever(store=store).searched
    question = Question("where is the lowe", history=(Message("user", "and the lowe?"), Message("assistant", "ivo")))
    named = Dialogue(searched).with_names(question)
    assert (named.question, *(turn.content for turn in named.history)) == ("where is the Lowe", "and the Lowe?", "ivo")
    assert Dialogue(lambda scope, query="": replace(searched(scope, query), count=3)).with_names(question) == question


def test_without_a_dialogue_everything_is_searched(store: Store) -> None:
    plain = AnswerPipeline(HybridRetriever(store=store), ExtractiveAnswerer.load())
    assert plain.invoke(Question("hi")).status != "chat"


def test_titles_are_counted_where_there_are_too_many(encoder: Encoder, tmp_path: Path) -> None:
    with_many = Store.open(tmp_path, encoder)
    for number in range(22):
        add(with_many, Article(f"Title {number}", f"The ship number {number} left port.", f"{number}.txt"))
    dialogue, question = Dialogue(HybridRetriever(store=with_many).searched), Question("list all articles")
    answer = dialogue.reply(question, dialogue.wanted(question))
    with_many.close()
    assert answer
    assert "There are 22 articles" in answer.answer
    assert answer.answer.endswith("and 2 more.")


def test_an_empty_library_is_told_as_such(encoder: Encoder, tmp_path: Path) -> None:
    empty = Store.open(tmp_path, encoder)
    dialogue = Dialogue(HybridRetriever(store=empty).searched)
    replies = {
        text: dialogue.reply(Question(text), dialogue.wanted(Question(text))) for text in ("hi", "list articles")
    }
    empty.close()
    assert all(replies.values())
    texts = {text: reply.answer for text, reply in replies.items() if reply}
    assert "0" not in "".join(texts.values())
    assert texts["list articles"].startswith("There is no article yet")


def test_a_title_with_a_number_in_brackets_is_no_marker(encoder: Encoder, tmp_path: Path) -> None:
    store = Store.open(tmp_path, encoder)
    add(store, Article("Report [1]", "The ship left port.", "report.txt"))
    dialogue, question = Dialogue(HybridRetriever(store=store).searched), Question("hi")
    reply = dialogue.reply(question, dialogue.wanted(question))
    store.close()
    assert reply
    assert "Report \\[1]" in reply.answer
    assert reply.timings_ms["total"] > 0


TALK = Article(
    "Talks", "Moss Quill and Brun talked in May. Harn told Quill that he was ill. Brun came from Kiel.", "t.txt"
)


@pytest.mark.parametrize(
    ("question", "between", "suggested"),
    [
        pytest.param("where was he born", (), ("Where was Quill born?", "Where was Brun born?"), id="all small"),
        pytest.param(
            "where was he born",
            (Message("user", "thanks"), Message("assistant", "You are welcome.")),
            ("Where was Quill born?", "Where was Brun born?"),
            id="behind a courtesy",
        ),
        pytest.param("did harn say he was ill", (), (), id="says whom it means"),
    ],
)
def test_who_is_meant_is_asked_back_of_names_as_the_articles_write_them(
    encoder: Encoder, tmp_path: Path, question: str, between: tuple[Message, ...], suggested: tuple[str, ...]
) -> None:
    with_talk = Store.open(tmp_path, encoder)
    add(with_talk, TALK)
    dialogue = Dialogue(HybridRetriever(store=with_talk).searched)
    history = (
        Message("user", "when did quill and brun talk"),
        Message("assistant", "They talked in May. [1]"),
        *between,
    )
    back = dialogue.ask_back(Question(question, history=history), question)
    with_talk.close()
    assert (back.suggestions if back else ()) == suggested
