import pytest

from rag.nlp.facts.boundaries import settle


@pytest.mark.parametrize(
    ("question", "sentence", "span", "settled"),
    [
        pytest.param("Who won?", "Katarzyna Wolny won the third game.", "Katarzyna", "Katarzyna Wolny", id="given"),
        pytest.param("Who is the leader?", "It was Lee Jae-myung who led.", "myung", "Lee Jae-myung", id="hyphen"),
        pytest.param("Who sang?", "The anthem was sung by Ana Coreana.", "Coreana", "Ana Coreana", id="family"),
        pytest.param("Where is it?", "It stands in New Harbour, a port.", "Harbour", "New Harbour", id="place"),
        pytest.param("Who asked?", "It was President Ada Quill who asked.", "Quill", "Ada Quill", id="no title"),
        pytest.param("Whose is it?", "It is Ada Quill’s boat.", "Quill", "Ada Quill", id="possessive"),
        pytest.param("Which bank lends?", "The River Bank lends it.", "Bank", "Bank", id="no name asked"),
        pytest.param("How much was it?", "It cost $96,000 in all.", "96,000", "$96,000", id="currency"),
        pytest.param("How much was it?", "It cost €2.1 billion in all.", "€2.1", "€2.1 billion", id="magnitude"),
        pytest.param("What share?", "It was 37.5% of all.", "37", "37.5%", id="share"),
        pytest.param("What share?", "It was 12 per cent.", "12", "12 per cent", id="words"),
        pytest.param("How many left?", "In all, 1,240 left.", "240", "1,240", id="thousands"),
        pytest.param("How many left?", "In all, 240 people left.", "240", "240", id="count"),
        pytest.param("How did it end?", "It ended in tears.", "in tears.", "in tears", id="full stop"),
        pytest.param("When is it?", "It opens at 5 a.m.", "5 a.m.", "5 a.m.", id="abbreviation"),
    ],
)
def test_settles_the_edges_of_a_span(question: str, sentence: str, span: str, settled: str) -> None:
    start, end = settle(question, sentence, (at := sentence.index(span)), at + len(span))
    assert sentence[start:end] == settled


def test_never_gives_an_empty_span() -> None:
    assert settle("Why?", "Yes ... no.", 4, 7) == (4, 7)
