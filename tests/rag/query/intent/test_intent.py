"""What a question wants: courtesies and the rest are told, and no question of fact is taken for one of them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.query.intent.intent import Aspect, Intent, wanted
from rag.query.intent.patterns import LANGUAGES, patterns

DATA = Path(__file__).parents[4] / "rag" / "training" / "data"

TOLD = {
    Intent.SMALL_TALK: (
        "hi", "Hello there!", "hey, how are you?", "good morning", "THANKS", "ok thanks", "thank you so much!", "bye",
        "great", "👋", "???", "oi, tudo bem?", "muito obrigada", "até logo", "hola", "muchas gracias", "hasta luego",
    ),
    Intent.ASSISTANT: (
        "who are you", "What can you do?", "so what are you exactly?", "help", "are you a robot?", "Are you ChatGPT?",
        "which model are you using?", "what can I ask you about here?", "how does this work?", "can you help me?",
        "quem é você?", "o que você pode fazer?", "ajuda", "¿quién eres?", "¿qué puedes hacer?",
    ),
    Intent.LIBRARY: (
        "how many articles are there?", "which articles do you have", "list all articles", "what documents are here?",
        "quantos artigos há?", "¿cuántos artículos hay?",
    ),
    Intent.TASK: (
        "translate this to Portuguese", "can you translate it into German?", "write a tweet about it",
        "please write me a short poem about the article", "rewrite the headline", "what do you think about it?",
        "what's your opinion?", "answer in French", "traduz isto para inglês", "traduce esto al inglés",
    ),
    Intent.SIMPLE: (
        "Explain like I'm five", "eli5", "explain it in simple words", "can you explain this to me in plain English?",
        "explica como se eu tivesse 5 anos",
    ),
    Intent.SUMMARY: (
        "Give me 3 bullet points", "tl;dr", "summarise this in two sentences", "the main points please",
        "what are the key takeaways?", "give me a short summary of the article", "resumo do artigo",
        "¿de qué trata el artículo?",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "intent"), [(question, intent) for intent, questions in TOLD.items() for question in questions]
)
def test_what_asks_nothing_of_the_articles_content_is_told(question: str, intent: Intent) -> None:
    assert wanted(question).intent is intent


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        ("What is the title of the article?", (Aspect.TITLE,)),
        ("what's this article called?", (Aspect.TITLE,)),
        ("Who wrote it?", (Aspect.AUTHOR,)),
        ("who is the author", (Aspect.AUTHOR,)),
        ("Who wrote this and when?", (Aspect.AUTHOR, Aspect.DATE)),
        ("when was this article published?", (Aspect.DATE,)),
        ("How old is this article?", (Aspect.DATE,)),
        ("where was it published", (Aspect.SITE,)),
        ("what's the source?", (Aspect.SITE,)),
        ("how many words does it have?", (Aspect.LENGTH,)),
        ("how many pages are there", (Aspect.PAGES,)),
        ("quem escreveu o artigo?", (Aspect.AUTHOR,)),
        ("¿quién escribió esto y cuándo?", (Aspect.AUTHOR, Aspect.DATE)),
    ],
)
def test_descriptions_are_told_with_what_is_asked(question: str, aspects: tuple[Aspect, ...]) -> None:
    assert (wanted(question).intent, wanted(question).aspects) == (Intent.DESCRIPTION, aspects)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the author of the bill?",
        "What is the title of the song in the film?",
        "When was the bridge built?",
        "Hi-tech exports: how much?",
        "What did Thanks Ltd. earn?",
        "How many articles does the treaty have?",
        "What did the translator say?",
        "Who helped the crew?",
        "How many words does Trump use?",
        "what is the date of the meeting?",
        "What are the main risks for Northwind?",
        "Who are you people going to vote for, according to Lind?",
        "Did Kim say hello?",
        "draft report ministry date",
        "Why is the summary wrong?",
        "",
    ],
)
def test_questions_of_fact_are_left_alone(question: str) -> None:
    assert wanted(question).intent is Intent.FACT


@pytest.mark.parametrize("question", ["Who wrote it?", "when was it published?", "how many pages does it have?"])
def test_it_may_mean_something_else_in_a_conversation(question: str) -> None:
    assert wanted(question, first=False).intent is Intent.FACT
    assert wanted(question.replace("it", "this article", 1), first=False).intent is Intent.DESCRIPTION


def test_no_question_of_the_training_articles_is_left_unsearched() -> None:
    rows = [
        json.loads(line)
        for name in ("news", "everyday")
        for line in (DATA / name / "articles.jsonl").open(encoding="utf-8")
    ]
    asked = [question["question"] for row in rows for question in row["questions"]]
    told = {question: intent for question in asked if (intent := wanted(question).intent) is not Intent.FACT}
    assert len(asked) > 7000
    # About the article itself, such as who wrote it; and kinds that are searched as well.
    assert set(told.values()) <= {Intent.DESCRIPTION, Intent.QUOTE, Intent.COMPARISON}
    assert len(told) < 0.003 * len(asked)


@given(st.text(max_size=300))
def test_any_text_wants_something(text: str) -> None:
    assert wanted(text).intent in Intent


def test_all_languages_have_all_kinds() -> None:
    kinds = {language: {kind for kind, each in patterns() if each == language} for language in LANGUAGES}
    assert kinds["pt"] == kinds["es"] == kinds["en"] - {"also author", "also site"}
