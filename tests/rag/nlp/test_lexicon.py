from rag.nlp.lexicon import ANTONYMS, DAYS_AND_MONTHS, FUNCTION_WORDS, OPPOSITE_SENSES, STOP_WORDS


def test_days_and_months_are_complete_and_lower_case() -> None:
    assert len(DAYS_AND_MONTHS) == 19
    assert all(word.islower() for word in DAYS_AND_MONTHS)


def test_stop_words_are_function_words_without_negations() -> None:
    assert STOP_WORDS < FUNCTION_WORDS
    assert not STOP_WORDS & {"not", "no", "never", "without", "neither", "nor"}


def test_antonyms_go_both_ways() -> None:
    assert all(word in ANTONYMS[other] for word, others in ANTONYMS.items() for other in others)
    assert ANTONYMS["largest"] == ["smallest", "least"]


def test_opposite_senses_are_pairs_without_a_word_in_common() -> None:
    for pair in OPPOSITE_SENSES:
        one, other = (set(side.split()) for side in pair.split("/"))
        assert one
        assert other
        assert not one & other
