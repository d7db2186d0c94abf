import pytest

from rag.answering.extractive.question_features import QuestionFeatures


@pytest.mark.parametrize(
    ("question", "span", "fit"),
    [
        ("How many ships sailed?", "three ships", 1),
        ("How many ships sailed?", "the harbour", -1),
        ("how old is he", "aged 41", 1),
        ("how old is she?", "188th", -1),
        ("How many came?", "the 1st of May", -1),
        ("How many came?", "112 on the 3rd day", 1),
        ("How much does it cost?", "£4.20", 1),
        ("When was it?", "the 31st", 1),
        ("When did it open?", "last Tuesday", 1),
        ("What year did it open?", "the mayor", -1),
        ("Who opened it?", "Ada Quill", 1),
        ("Who opened it?", "the harbour", -1),
        ("Why did it close?", "anything", 0),
    ],
)
def test_says_whether_a_span_is_of_the_wanted_kind(question: str, span: str, fit: int) -> None:
    assert QuestionFeatures(question).fit(span) == fit


def test_names_leave_out_the_first_word() -> None:
    assert QuestionFeatures("Did Trump’s visit to Seoul in 2025 help?").names == {"trump", "seoul", "2025"}


def test_nothing_wanted_is_all_held() -> None:
    assert QuestionFeatures("why").share_held((), {"kim"}) == 1.0
    assert QuestionFeatures("why").share_held(("kim", "trump"), {"kim"}) == 0.5


@pytest.mark.parametrize(
    ("question", "counted", "speaker"),
    [
        ("How many patrol boats were sent?", {"patrol", "boat"}, set()),
        ("What did Ada Quill say about it?", set(), {"ada", "quill"}),
        ("how many people signed it", {"peopl"}, set()),
        ("Who opened it?", set(), set()),
    ],
)
def test_tells_what_is_counted_and_whose_words_are_asked_for(
    question: str, counted: set[str], speaker: set[str]
) -> None:
    asked = QuestionFeatures(question)
    assert (asked.counted, asked.speaker) == (counted, speaker)
