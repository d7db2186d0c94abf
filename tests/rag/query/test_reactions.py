"""Reactions to the last answer: told from questions that ask something of their own."""

import pytest

from rag.models import Message
from rag.models.reaction import Reaction
from rag.query.reactions import reaction_to_last, without_asides

TALK = (Message("user", "Who is the captain?"), Message("assistant", "Captain Ada Quill radioed for help. [1]"))


@pytest.mark.parametrize(
    ("question", "reaction"),
    [
        pytest.param(question, reaction, id=question)
        for reaction, questions in {
            Reaction.DOUBT: (
                "are you sure?", "Are you really sure about that?", "really?", "is that true?", "r u sure", "prove it",
                "How can you be so sure?", "that can't be right", "That's wrong.", "You're mistaken",
                "where's that from?",
                "What makes you say that?", "based on what", "Show me where", "where does it say that?", "check again",
                "But are you certain?", "tem certeza?", "¿estás seguro?",
            ),
            Reaction.MORE: (
                "tell me more", "Tell me more about it, please", "go on", "Do go on", "more details",
                "a bit more, please", "is that all?",
                "Would you expand on that?", "what else does it say on that", "can you elaborate?",
                "what else?", "and then?", "conta mais", "cuéntame más",
            ),
            Reaction.SPEAKER: (
                "who said that?", "Who says so?", "and whose words are those?", "according to whom?",
                "quem disse isso?", "¿quién dijo eso?",
            ),
            Reaction.SHORTER: ("shorter", "shorter please", "can you make it shorter?", "in one sentence", "too long",
                                "too much text", "cut it down, please", "tldr"),
        }.items()
        for question in questions
    ],
)  # fmt: skip
def test_reactions_are_told(question: str, reaction: Reaction) -> None:
    assert reaction_to_last(question, TALK) is reaction


@pytest.mark.parametrize(
    "question",
    [
        "Who said that the ferry was late?",
        "Is the captain really sure?",
        "Tell me more about the harbour",
        "Are you sure the captain is Ada Quill?",
        "What else did the captain do?",
        "Why is the shorter route closed?",
        "why?",
        "More people were on board than allowed, why?",
    ],
)
def test_questions_of_their_own_are_no_reactions(question: str) -> None:
    assert reaction_to_last(question, TALK) is None


@pytest.mark.parametrize("history", [(), TALK[:1], TALK[1:]], ids=["nothing", "no-answer", "no-question"])
def test_nothing_to_react_to(history: tuple[Message, ...]) -> None:
    assert reaction_to_last("are you sure?", history) is None


def test_the_conversation_without_asides_keeps_what_was_asked() -> None:
    talk = (*TALK, Message("user", "are you sure?"), Message("assistant", "Captain Ada Quill radioed for help. [1]"))
    later = (Message("user", "When?"), Message("assistant", "At nine. [1]"))
    assert without_asides((*talk, *later)) == (*TALK, *later)
    assert without_asides((Message("user", "really?"), *TALK)) == (Message("user", "really?"), *TALK)
