"""Tells languages apart on short questions, where being wrong about English would cost a reader the answer."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.models import Question
from rag.nlp.language_id import foreign_language
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever

DATA = Path(__file__).parents[2] / "data"
SETS = (*DATA.glob("news*/questions.jsonl"), DATA.parent.parent / "rag/training/data/news/calibration/questions.jsonl")
ENGLISH = (
    "why?",
    "how so?",
    "and then?",
    "Who is it?",
    "what about Seoul?",
    "and Zinberg?",
    "or Kaldera?",
    "Dorvan too?",
    "Is Costin on it?",
    "Kim Jong-un",
    "Yakov Zinberg?",
    "Lavrov vs Choe",
    "Serguei Lavrov Choe Son-hui",
    "Zoë Marchand bakery",
    "Łukasz Wójcik?",
    "Gonçalo Pereira da Silva?",
    "Who is Gonçalo Pereira da Silva?",
    "Who coaches Marítimo?",
    "Who founded La Voz de Galicia?",
    "What does 'Schadenfreude' mean?",
    "Where is Ringstraße?",
    "What does déjà vu mean?",
    "who is choo",
    "wher did choe meet lavrov",
    "waht did north korea tets on wendesday",
    "how many pepole wrok for orsa lines",
    "wen does teh dublin marathon strat",
    "missiles",
    "nuclear weapons?",
    "prize",
    "total cost euros",
    "price per loaf",
    "mayor age",
    "crane parole date",
    "original publication date",
    "professor kokushikan university tokyo",
    "stolz salary 2025",
    "prize money runners-up lübben",
    "missile tests dates",
    "no meeting why",
    "DMZ",
    "2025?",
    "?!",
    "thanks",
    "Was Kim there?",
    "Is the war over?",
)
FOREIGN = {
    "Portuguese": (
        "Por que Kim não se encontrou com Trump?",
        "O que a Coreia do Norte testou?",
        "Quando foi publicado o artigo?",
        "Onde Trump e Kim se encontraram?",
        "Quantos habitantes tem a ilha?",
        "quem escreveu o artigo",
        "Quem é Yakov Zinberg?",
    ),
    "Spanish": (
        "¿Por qué Kim no se reunió con Trump?",
        "¿Quién es Yakov Zinberg?",
        "¿Qué probó Corea del Norte?",
        "¿Cuándo se publicó el artículo?",
        "donde se reunieron Trump y Kim",
        "¿Cuánto cuesta el barco?",
    ),
    "German": (
        "Warum traf Kim Trump nicht?",
        "Wer ist Yakov Zinberg?",
        "Was hat Nordkorea am Mittwoch getestet?",
        "Wann wurde der Artikel veröffentlicht?",
        "wo haben sie sich getroffen",
        "Wie viele Menschen leben auf der Insel?",
    ),
    "French": (
        "Pourquoi Kim n'a-t-il pas rencontré Trump ?",
        "Qu'a testé la Corée du Nord mercredi ?",
        "Quand l'article a-t-il été publié ?",
        "Où Trump et Kim se sont-ils rencontrés ?",
        "qui a ecrit l'article",
        "Combien de personnes vivent sur l'île ?",
        "Qui est Yakov Zinberg ?",
    ),
}
SENTENCE = "Die Brücke über den Fluss wurde im Jahr 1932 von der Ingenieurin Ada Quill gebaut."


@pytest.mark.parametrize("question", ENGLISH)
def test_takes_short_and_faulty_questions_for_english(question: str) -> None:
    assert foreign_language(question) is None


def test_raises_no_false_alarm_on_the_question_sets() -> None:
    asked = [json.loads(line)["question"] for path in SETS for line in path.read_text(encoding="utf-8").splitlines()]
    written = re.findall(
        r'^    "(.+)",$', (DATA.parent / "support/seed_questions.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(asked) > 600
    assert len(written) >= 30
    assert [question for question in (*asked, *written) if foreign_language(question)] == []


def test_names_the_language_of_nearly_all_questions_in_four_others() -> None:
    named = {(question, language): foreign_language(question) for language in FOREIGN for question in FOREIGN[language]}
    missed = [question for (question, language), found in named.items() if found != language]
    assert len(named) >= 26
    # A name that is most of its question hides the two words beside it; such a question is answered, or not, as ever.
    assert set(missed) <= {"Quem é Yakov Zinberg?", "Qui est Yakov Zinberg ?"}


@pytest.mark.parametrize(
    ("question", "language"),
    [
        pytest.param("金正恩为什么没有见特朗普？", "Chinese", id="no-blanks"),
        pytest.param("Почему Ким не встретился с Трампом?", "Russian", id="cyrillic"),
        pytest.param("لماذا لم يلتق كيم بترامب؟", "Arabic", id="right-to-left"),
        pytest.param("김정은은 왜 트럼프를 만나지 않았나요?", "Korean", id="hangul"),
    ],
)
def test_names_the_language_of_other_scripts(question: str, language: str) -> None:
    assert foreign_language(question) == language


def test_articles_are_told_apart_by_their_beginning(seed: Article) -> None:
    assert foreign_language(seed.text) is None
    assert foreign_language(SENTENCE) == "German"


@pytest.fixture(scope="module")
def store(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("languages"), encoder)
    add(opened, Article("Bridge", "Ada Quill built the bridge in 1932. It spans the Lowe and is 60 metres long.", "en"))
    add(opened, Article("Brücke", SENTENCE, "de"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def english_only() -> ExtractiveAnswerer:
    return ExtractiveAnswerer.load(english_only=True)


def test_a_question_in_another_language_is_told_that_only_english_is_read(
    store: Store, english_only: ExtractiveAnswerer
) -> None:
    answer = AnswerPipeline(HybridRetriever(store=store), english_only).invoke(Question("Quem construiu a ponte?"))
    assert answer.status == "chat"
    assert answer.answer == (
        "Esta pergunta parece estar em português; os modelos configurados só leem inglês"
        " (instale os outros com: make chat WITH=languages)."
    )
    assert (answer.confidence, answer.retrieved) == (0.0, ())


def test_an_english_article_is_answered_from_without_a_note(store: Store, english_only: ExtractiveAnswerer) -> None:
    chain = AnswerPipeline(HybridRetriever(store=store), english_only)
    english = next(entry.article.id for entry in store.articles() if entry.article.title == "Bridge")
    answer = chain.invoke(Question("Who built the bridge?", article=english))
    assert (answer.status, answer.note) == ("answered", None)


def test_an_article_in_another_language_is_noted(store: Store, english_only: ExtractiveAnswerer) -> None:
    chain = AnswerPipeline(HybridRetriever(store=store), english_only)
    german = next(entry.article.id for entry in store.articles() if entry.article.title == "Brücke")
    answer = chain.invoke(Question("Who is Ada Quill?", article=german))
    assert "in German" in str(answer.note)


def test_other_models_are_asked_in_any_language(store: Store, english_only: ExtractiveAnswerer) -> None:
    other = ExtractiveAnswerer(english_only.reader, replace(english_only.calibration, threshold=0.0))
    answer = AnswerPipeline(HybridRetriever(store=store), other).invoke(Question("Quem construiu a ponte?"))
    assert (answer.status, answer.note) == ("answered", None)
