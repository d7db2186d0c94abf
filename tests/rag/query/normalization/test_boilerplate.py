"""What is put around questions is taken off, and plain ones stay as they are."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.query.normalization import boilerplate
from rag.query.normalization.boilerplate import asks, undressed
from rag.query.normalization.informal import formal
from rag.query.normalization.normalize import plain_question

ASKED = "Who opened the bridge?"
DATA = Path(__file__).parents[3] / "data"
PLAIN = sorted(
    {
        json.loads(line)["question"]
        for path in DATA.glob("news*/questions.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    | {
        turn["question"]
        for path in DATA.glob("conversations/*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
        for turn in json.loads(line)["turns"]
    }
)


@pytest.mark.parametrize(
    "dressed",
    [
        "🤔 {}", "{} 🙏", "👋🏽 {} 👩🏽\u200d🚀", "{} :)", "... {}", "¿{}",
        "Hi! {}", "Hello there, {}", "Good morning! {}", "Hi 👋 {}", "Dear assistant, {}", "Ok, another question: {}",
        "Hi there, I hope you are well! {}", "Sorry for asking. {}", "Hello 👋 I have a question. {} Thanks a lot 😊",
        "{} Thanks!", "{} thx", "{} Thank you so much in advance!", "{} ty!!", "{}\nKind regards", "{} Cheers 🍻",
        "Please tell me: {}", "Can you tell me: {}", "Could you please tell me, {}", "pls tell me: {}", "Please, {}",
        "Quick question: {}", "Question: {}", "Q: {}\nA:", "User: {}", "**Question:** {}", "### Question\n{}",
        "I was wondering, {}", "Just curious: {}", "Hmm... {}", "btw, {}",
        "{} Answer briefly.", "Answer briefly: {}", "{} Please answer in one sentence.", "{} Think step by step.",
        "{} Use the context and cite sources.", "{} Keep it short, please.", "{} Don't make anything up.",
        "{} If the answer is not in the text, say so.", "{} Respond in English only.",
        "Use only the provided context to answer the question.\n\nQuestion: {}",
        "According to the article, {}", "Based on the text: {}", "In this article, {}",
        "{}\n\nSent from my iPhone", "{}\nBest regards,\nAna", "{} Kind regards, Ana Silva", "{}\n-- \nAna, The Paper",
        "Dear team,\n\n{}\n\nYours sincerely\nTom Hall", "@article-bot {}", "<@U012AB3CD> {}", "/ask {}",
        "<p>{}</p>", '<div class="q">\n{}\n</div>', "<question>{}</question>", "{} Reply in JSON.",
        "Hallo! {} Danke!", "Olá, {} Obrigado", "You are an expert fact-checker. {}",
        "You are a helpful assistant. Answer the question from the context.\n\nQuestion: {}\nAnswer:",
        "Context:\nKim is a man. He was born in May.\n\n**User query:** {}", "User: Hi\nAssistant: Hello!\nUser: {}",
        '"{}"', "“{}”", "«{}»", "'{}'", "({})", "**{}**", "_{}_", "`{}`", '**"{}"**', "# {}", "> {}", "- {}", "1. {}",
        "{}??", "{}?!", "{}!!!", "{}\n\n", "   {}  ",
    ],
)  # fmt: skip
def test_dressing_is_taken_off(dressed: str) -> None:
    assert plain_question(dressed.format(ASKED)) == ASKED
    assert plain_question(dressed.format(ASKED[0].lower() + ASKED[1:])).lower() == ASKED.lower()


@pytest.mark.parametrize(
    ("dressed", "plain"),
    [
        ("Who opened the bridge pls?", ASKED),
        ("Who opened the bridge, please?", ASKED),
        ("Who opened the bridge ?", ASKED),
        ("Who opened the bridge...", ASKED),
        ("Who opened the bridge, according to the article?", ASKED),
        ("Who opened the **bridge**?", ASKED),
        ("ok so did it open?", "Did it open?"),
        ("Who opened the bridge thanks", "Who opened the bridge?"),
        ("bridge opening Thanks!", "bridge opening"),
        ("bridge opening Answer briefly.", "bridge opening"),
        ("Tell me about the bridge please.", "Tell me about the bridge."),
    ],
)
def test_questions_lose_what_asks_nothing(dressed: str, plain: str) -> None:
    assert plain_question(dressed) == plain


@pytest.mark.parametrize(
    "question",
    [
        "Thanks!",
        "hi",
        "Good morning",
        "Answer briefly.",
        "Keep it short.",
        "🚀",
        "?",
        "why",
        "Tell me about the bridge.",
        "Please list the countries.",
        "Is this about Hello Kitty?",
        'Who said "never again"?',
        '"Snow" or "rain"?',
        "Who is Dr. No?",
        "Who leads the U.S.",
        "Where is St.",
        "What does 🚀 mean?",
        "What is a * b * c?",
        "According to the report, how many left?",
        "Who did he thank?",
        "Who said thanks?",
        "Did he say thank you?",
        "Who wrote please?",
        "Who waved to say bye?",
        "Who sent warm regards?",
        "What happened? Who signed with kind regards?",
        "@ana said what?",
        "What does <b>bold</b> stand for?",
        "You are the mayor?",
        "What was sent from the ship?",
        "What was the answer?",
        "How short is the text of the law?",
        "In three bullet points, what happened?",
        *PLAIN,
    ],
)
def test_plain_questions_stay(question: str) -> None:
    assert plain_question(question) == formal(question)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Who came", True),
        ("and why did he go", True),
        ("In which year was it built", True),
        ("It was built, you know?", True),
        ("Did he go.", True),
        ("In 1932 it was built.", False),
        ("Tell me more.", False),
        ("", False),
    ],
)
def test_asks(sentence: str, expected: bool) -> None:
    assert asks(sentence) is expected


PIECES = [
    "Hi! ",
    "Thanks! ",
    "please ",
    "**",
    '"',
    "“",
    "? ",
    "! ",
    "... ",
    "🙏",
    "\n",
    "# ",
    "Who ",
    "came",
    "Q: ",
    "’s ",
    ":",
]


@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
@example("0!HI?")
@example("0:HI?")
@settings(deadline=None)
def test_takes_any_text(text: str) -> None:
    made = undressed(text)
    assert undressed(made) == made
    assert bool(made.strip()) == bool(text.strip())
    assert len(made) <= len(text.strip()) + 1


DRESSINGS = [
    *PIECES,
    "Thanks, ",
    "thank you ",
    "pls ",
    "ok, ",
    "1. ",
    "btw, ",
    "\nregards",
    "so, ",
    "- ",
    "(",
    "please. ",
]


@given(
    st.lists(
        st.tuples(st.sampled_from([*DRESSINGS, ASKED, "the bridge opened. "]), st.sampled_from([1, 2, 90, 150])),
        min_size=1,
        max_size=4,
    )
)
@settings(deadline=None, max_examples=30)
def test_a_run_of_equal_pieces_is_taken_off_as_one_by_one(runs: list[tuple[str, int]]) -> None:
    text = "".join(piece * count for piece, count in runs)
    made = undressed(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(boilerplate, "run_shortened", lambda _, taken: taken)
        assert undressed(text) == made


@pytest.mark.parametrize("piece", ["please ", "thanks ", "Hi! ", "Thanks! ", "Q: ", "- ", "ok, ", " ", "?", "\n"])
def test_time_grows_with_the_length_and_not_faster(piece: str) -> None:
    def seconds(length: int) -> float:
        before = time.process_time()
        for text in (piece * (length // len(piece)) + ASKED, ASKED + " " + piece * (length // len(piece)) + "came"):
            undressed(text)
        undressed(piece * (length // len(piece)))
        return time.process_time() - before

    assert seconds(16_000) < 16 * max(seconds(2000), 0.01)


@pytest.mark.parametrize("length", [2000, pytest.param(1_000_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("piece", [*PIECES, "(", "a.", ".a", "Answer ", "according to the article, ", "\u0301", "['"])
def test_any_length_is_quick(piece: str, length: int) -> None:
    before = time.process_time()
    plain_question(piece * (length // len(piece)))
    assert time.process_time() - before < 20
