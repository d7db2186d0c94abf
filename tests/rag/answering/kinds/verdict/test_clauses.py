"""Which words of a sentence deny the predicate that a question asks about."""

import pytest

from tests.rag.answering.kinds.verdict.verdicts import verdict_of


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "can the bosses see the data?",
            "She said that no one would be made to wear one and that managers would not see the data.",
        ),
        (
            "Will the teachers read the diaries?",
            "The head said that nobody had to keep one and that the teachers would not read the diaries.",
        ),
        ("Was the harbour closed?", "No ship was damaged and the harbour was not closed."),
        ("Did the guests complain?", "No room was heated that night and the guests did not complain."),
        ("Will tenants pay the fee?", "The fee is not new and the tenants will not pay the fee."),
        ("Will the library lend films?", "The library will not buy films and will not lend films."),
        ("Do guests use the lift?", "Neither owners nor guests use the lift."),
        ("Will the museum keep the coin?", "Neither the finder nor the museum will keep the coin."),
        ("Can staff open the safe?", "No one, not even the staff, can open the safe."),
        ("Can visitors enter the lab?", "Visitors without a badge cannot enter the lab."),
    ],
)
def test_a_denial_in_the_clause_of_the_predicate_says_no(question: str, text: str) -> None:
    assert verdict_of(question, text) is False


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Will managers see the data?", "No one would be made to wear one and managers will see the data."),
        ("Was the bridge opened?", "The tunnel was not finished and the bridge was opened by the king."),
        ("Is the pool safe?", "The pool is not heated and is safe."),
        ("Did the mayor resign?", "Nobody was arrested and the mayor has resigned."),
        ("Will the owners pay for the roof?", "The tenants are not to blame and the owners will pay for the roof."),
    ],
)
def test_a_denial_in_the_clause_before_leaves_a_yes(question: str, text: str) -> None:
    assert verdict_of(question, text) is True


@pytest.mark.parametrize(
    ("question", "text", "yes"),
    [
        ("Were pears sold?", "No apples and pears were sold.", False),
        ("Did the guests dance?", "Nobody of the guests sang and danced.", False),
        ("Did the guide warn the guests?", "Nobody said that the guide had not warned the guests.", True),
        ("Did Trump meet Kim?", "Trump left without meeting Kim.", False),
        ("Did Roe pay?", "Roe denied that he had paid.", False),
    ],
)
def test_a_denial_of_several_verbs_or_of_another_denial_stays(question: str, text: str, yes: bool | None) -> None:
    assert verdict_of(question, text) is yes


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("can the bosses see the data?", "A few minutes away from the desk pays for itself, said Carla Mendes."),
        ("can the bosses see the data?", "She said that the doctors would see the data."),
        ("Will parents read the diaries?", "He said that a printer would read the diaries."),
        ("Will the owners sell the mill?", "Lund said that a court will sell the mill."),
        ("Can cyclists use the tunnel?", "The city says that lorries can use the tunnel."),
        ("Did the nurses strike?", "The union said that two drivers had been struck by a bus."),
    ],
)
def test_a_clause_about_somebody_else_says_nothing(question: str, text: str) -> None:
    assert verdict_of(question, text) is None
