"""Quotations: found by their marks, looked for word for word, and given to their speakers."""

from time import perf_counter

import pytest

from rag.answering.verification.quotations import is_same_speaker, nearest_words, places, quotations, speaker

TEXT = "“That’s a small river — the council's – with a big bridge,” Quill said. “It cost\nfar too much.”"


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("She called it “a small river with a bridge”.", ["a small river with a bridge"]),
        ('He said "it cost too much" and "nobody asked me".', ["it cost too much", "nobody asked me"]),
        ("«C'est trop cher vraiment», he said.", ["C'est trop cher vraiment"]),
        ("He called it „viel zu teuer gewesen“.", ["viel zu teuer gewesen"]),
        ("The so-called “experts” left.", []),
    ],
)
def test_quotations_are_found_by_their_marks(sentence: str, found: list[str]) -> None:
    assert [each.words for each in quotations(sentence)] == found


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("That’s a small river", id="as it stands"),
        pytest.param("that's a small river", id="first letter and apostrophe"),
        pytest.param("a small river - the council’s - with a big bridge.", id="dashes and the last sign"),
        pytest.param("It cost far too much", id="over a line's end"),
        pytest.param("That’s a small river … with a big bridge", id="ellipsis"),
        pytest.param("That’s a small river [...] with a big bridge", id="ellipsis in brackets"),
        pytest.param("[The Lowe]’s a small river", id="words in brackets"),
        pytest.param("That’s a small river . . . with a big bridge", id="spaced ellipsis"),
    ],
)
def test_what_a_writer_may_change_is_found(words: str) -> None:
    assert places(words, {"one": TEXT, "two": "Nothing."})[0].article_id == "one"


@pytest.mark.parametrize(
    "words", ["That’s a little river", "a small river with a big bridge", "far too much. It cost", "cost far too muc"]
)
def test_what_a_writer_may_not_change_is_not(words: str) -> None:
    assert places(words, {"one": TEXT}) == []


def test_the_place_is_that_of_the_words() -> None:
    (place,) = places("it cost far too much", {"one": TEXT})
    assert TEXT[place.start : place.end] == "It cost\nfar too much"


def test_the_place_ends_with_the_first_words_that_complete_it() -> None:
    text = "one two. one three. two three"
    assert [text[place.start : place.end] for place in places("one … three", {"one": text})] == ["one two. one three"]


def test_words_further_apart_than_a_gap_are_no_quotation() -> None:
    assert places("it cost … far too much", {"one": f"It cost {'x ' * 300}far too much"}) == []


def test_many_gaps_between_common_words_take_no_time() -> None:
    text = "the cat and the dog and the cow " * 300
    started = perf_counter()
    assert places(" … ".join(["the"] * 12 + ["horse"]), {"one": text}) == []
    assert places(" … ".join(["the"] * 12 + ["cow"]), {"one": text}) != []
    assert perf_counter() - started < 2


def test_the_nearest_words_are_told() -> None:
    assert nearest_words("That is a small river", TEXT) == "That’s a small river"
    assert nearest_words("The mayor opened the library on Monday", TEXT) == ""


def test_a_speaker_is_told_where_one_is_named() -> None:
    assert speaker("“No,” Ada Quill said.") == "Ada Quill"
    assert speaker("“No,” she said.") is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Choo", "Choo Jae-woo", True), ("Kim Jong-un", "Kim", True), ("Zinberg", "Choo", False)],
)
def test_a_surname_is_the_same_speaker(one: str, other: str, same: bool) -> None:
    assert is_same_speaker(one, other) is same
