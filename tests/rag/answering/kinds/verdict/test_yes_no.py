"""Verdicts on yes/no questions."""

import pytest

from rag.answering.kinds.verdict.yes_no_question import yes_no_question
from tests.rag.answering.kinds.verdict.verdicts import verdict_of


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did North Korea test missiles?", "On Monday North Korea tested two missiles off its coast."),
        ("Was anyone hurt?", "Three people were taken to hospital with minor injuries."),
        ("Will tickets be refunded?", "The line said that it will refund all tickets in full."),
        ("Is Zinberg a professor?", "That was told by Yakov Zinberg, professor of history in Tokyo."),
        ("Did revenue rise?", "Revenue rose 6 percent to 512 million, and operating profit fell 11 percent."),
        ("Was Luke Farrant sent off?", "Referee Anita Drew sent off Luke Farrant in the last minute."),
        (
            "Has Kim cultivated a relationship with Russia?",
            "Kim has since cultivated close relations with Russia.",
        ),
        ("Has a second door been installed?", "A second door has been installed since then."),
        ("Did Ada study in Uppsala?", "She grew up in Durban, studied in Uppsala and lives in Halmark."),
        ("Did Augusta Roe vote against it?", "Augusta Roe, who owns a fifth, was the only member to vote against it."),
        ("Will Lena Forsyth sue?", "Lena Forsyth, who runs a cold store, said that she would sue both sides."),
        ("Will Achard follow Castel?", "Castel will be followed by Achard in the autumn."),
        ("Is the plant going to be closed?", "The plant, which has 640 employees, will be closed in May."),
        ("Was Aubrac a vet?", "Aubrac, 57, a former vet, had been mayor since 2019."),
        ("Is the ship wooden?", "Workers have come upon a wooden ship under the car park."),
        ("Did Sund beat Osk?", "Sund defeated Osk by three goals on Sunday."),
        ("Did more than 100 people come to the fair?", "About 240 people came to the fair on Sunday."),
    ],
)
def test_a_sentence_that_affirms_says_yes(question: str, text: str) -> None:
    assert verdict_of(question, text) is True


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did anyone panic?", "Nobody panicked on the ship."),
        ("Has any fuel leaked?", "No fuel has leaked from the ship so far."),
        ("Are the comets dangerous?", "Neither comes near enough to be a danger."),
        ("Did the ministry agree to the dredging?", "The ministry refused both requests because of cost."),
        ("Did Trump meet Kim?", "Trump left Asia without achieving one of his goals: a meeting with Kim."),
        ("Did Trump meet Kim?", "He claimed that the meeting did not take place due to scheduling problems."),
        ("Does South Korea have nuclear weapons?", "It would worry South Korea, which does not have nuclear weapons."),
        ("Did operating profit rise?", "Revenue rose 6 percent to 512 million, and operating profit fell 11 percent."),
        ("Are further negotiations planned?", "No new talks have been scheduled by the two sides."),
        ("Did Shenoy find poison?", "Shenoy found no poison in the bees, but he has found a virus."),
        ("Did Nowak call his boss?", "Nowak called the museum instead of his boss."),
        ("Was the firm founded in 1918?", "The firm was founded in 1908 as a maker of lanterns."),
        ("Did the team win a medal?", "The team has come home from the cup without a medal."),
        ("Did Sund beat Osk?", "Sund were beaten by Osk on Sunday."),
        ("Is shooting allowed?", "Shooting is banned, because the geese are protected."),
        ("Did more than 300 people come to the fair?", "About 240 people came to the fair on Sunday."),
    ],
)
def test_a_sentence_that_denies_says_no(question: str, text: str) -> None:
    assert verdict_of(question, text) is False


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did Treharne come by car?", "Treharne had come from Wales by bicycle."),
        ("Was the form handed in on time?", "The form had been handed in forty minutes after the deadline."),
        ("Did Sund beat Osk?", "Osk beat Sund on Sunday."),
        ("Did Trump meet Kim?", "Trump said that he hoped to meet Kim in the spring."),
        ("Did Trump meet Kim?", "Trump's offers to meet Kim have been met with silence."),
        ("Will Trump win the prize?", "He wants to make a treaty so Trump can win the prize."),
        ("Did the drilling cause the quake?", "Whether the drilling caused the quake is being studied."),
        ("Did the bank cut its rate?", "The bank left its rate unchanged, but said that a cut could come in May."),
        ("Was Marash furious?", "Marash said that he would leave the lamp on for her."),
        ("Has the ferry had an accident before?", "The ferry has had no accident since 2009, when one drowned."),
        ("Was the violin stolen?", "A violin, believed stolen since March, has spent weeks on a shelf."),
        ("Was anyone hurt?", "Nobody was hurt, apart from a policeman who slipped."),
        ("Is the ship the largest of its time?", "The ship is one of the best of its time, says Aas."),
        ("Did 300 people come to the fair?", "About 240 people came to the fair on Sunday."),
    ],
)
def test_what_is_left_open_is_neither(question: str, text: str) -> None:
    assert verdict_of(question, text) is None


@pytest.mark.parametrize(
    "question",
    [
        "Why did Kim refuse?",
        "Can you tell me who won?",
        "Do you know when it opens?",
        "Did Kim or Trump refuse?",
        "Is there",
        "did",
        "",
    ],
)
def test_other_questions_are_not_decided(question: str) -> None:
    assert yes_no_question(question) is None


@pytest.mark.parametrize(
    ("question", "text", "yes"),
    [
        ("May people fish for the char?", "Fishing for char has been forbidden since 2011.", False),
        ("Can I use it in a tent?", "Never use the stove in a closed tent.", False),
        ("Is Ormen larger than Tessel?", "Lake Tessel is larger, but nowhere deeper than 60 metres.", False),
        ("Is Tessel larger than Ormen?", "Tessel is larger than Ormen, but less deep.", True),
        ("Did Kiel win?", "Lund beat Kiel 31–30 in the second leg.", False),
        ("Did Lund win?", "Lund beat Kiel 31–30 in the second leg.", True),
        ("Did Lund win?", "Lund have never won the cup.", None),
        ("Did Harriers win?", "Wenlow Foxes won the shield, beating Harriers after extra time.", False),
        ("Is water pollution to blame?", "Biologists blame the pike; water pollution has been ruled out.", False),
        ("Do I need gloves?", "Gloves are useful but not necessary.", False),
        ("Did the guard get hurt?", "The guard was hurt when he jumped.", True),
        ("Was it arson?", "Police have found no sign of arson so far.", None),
        ("Will the plant be enlarged?", "Whether the plant will be enlarged has not been decided.", None),
    ],
)
def test_plain_cases(question: str, text: str, yes: bool | None) -> None:
    assert verdict_of(question, text) is yes


@pytest.mark.parametrize(
    ("question", "text", "yes"),
    [
        ("can I still swim there in October", "Guests can swim in the pool until 15 September.", False),
        ("can we register in March?", "Runners can register from 1 April.", False),
        ("Can cars use the tunnel in July?", "The tunnel can be used by cars until 30 June, when work begins.", False),
        ("can I still apply in June", "Residents can apply for the grant until 31 May.", False),
        ("Will the baths open in May?", "The baths will open from 12 June.", False),
        ("can we register in May?", "Runners can register from 1 April.", None),
        ("can I swim there in January", "Guests can swim in the pool until 15 December.", None),
        ("does the bus cost anything", "From Monday a free shuttle bus will go to the station.", False),
        ("Is the concert free?", "The concert starts at eight and admission is free.", True),
        ("do I have to pay for the tour?", "The tour is at no charge, but places must be booked.", False),
        ("Is the museum for free?", "The museum in the old mill is free.", True),
        ("does parking cost anything?", "Parking costs nothing after six.", False),
        ("does the striker cost anything", "The striker scored from a free kick.", None),
        ("does it work for all dogs", "Not all dogs respond to the drug.", False),
        ("Does everyone agree?", "Not everyone agrees with the plan.", False),
        ("Do all birds sing?", "Not all birds build nests.", None),
        ("are they hiring more nurses", "The wards are full. We will not hire any more nurses this year.", False),
        ("Will they build more houses?", "Houses are dear here. The council won't build any more until 2030.", False),
        ("Will they build more boats?", "Houses are dear here. The council won't build any more until 2030.", None),
        ("can Nilsen play on Sunday", "Nilsen was sent off and is suspended for two matches.", False),
        ("Will Ortega race in Spain?", "Ortega broke a wrist and has been ruled out of the race.", False),
        ("did Falk resign or not", "Falk did not resign, as had been reported.", False),
        ("did the price go up?", "The price fell by 3 percent.", False),
        ("did sales go down", "Sales fell by a tenth in spring.", True),
        ("does Norland have nukes", "It borders on Norland, which has no nuclear weapons, and Sund.", False),
        (
            "Was Roe part of the inquiry?",
            "Ada Roe, a judge from Halmark who was not involved in the inquiry, praised it.",
            False,
        ),
        (
            "Will the insurer pay for the slate roof?",
            "The insurer has paid two million. The owner said that the slate roof was not covered.",
            False,
        ),
    ],
)
def test_plain_cases_are_decided(question: str, text: str, yes: bool | None) -> None:
    assert verdict_of(question, text) is yes


def test_a_sentence_may_open_with_the_predicate() -> None:
    assert verdict_of("Was the bridge opened?", "Opened this year, the bridge carries trams.") is not False


def test_a_number_beyond_all_floats_is_no_year() -> None:
    assert verdict_of(f"Was it founded in {'9' * 310}?", f"It was founded in {'8' * 320}.") is not True
