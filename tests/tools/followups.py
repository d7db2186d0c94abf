"""Measures follow-up questions: is the passage that holds the answer found first by the question that was understood?

`python -m tests.tools.followups SET…` prints the table of the sets in `tests/data/conversations/`; `--rows` adds each
turn whose passage was not found first or whose words differ from a person's.
"""

import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.embeddings.encoder import Encoder, load_encoder
from index.ingest import add
from index.models import Article
from index.sources.load import load_file
from index.store.store import Store
from rag.evaluation.gold import occurrences
from rag.models import Message
from rag.query.followup.standalone import standalone_question
from rag.retrieval.hybrid import HybridRetriever

FOLDER = Path(__file__).parents[1] / "data" / "conversations"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A turn of a conversation, what a person and what the rules make of it, and whether each finds the passage."""

    kind: str
    question: str
    gold: str
    made: str
    answerable: bool
    found: bool = False
    found_as_asked: bool = False
    found_by_gold: bool = False


def follow_ups(name: str, encoder: Encoder, folder: Path) -> list[FollowUp]:
    """All turns of a set of conversations, the first ones included."""
    rows = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    store = Store.open(folder, encoder)
    try:
        articles = {source: load_file(FOLDER / source) for source in sorted({row["article"] for row in rows})}
        for article in articles.values():
            add(store, article)
        retriever = HybridRetriever(store=store)
        return [turn for row in rows for turn in _turns(row, articles[row["article"]], retriever)]
    finally:
        store.close()


def _turns(row: dict, article: Article, retriever: HybridRetriever) -> Iterator[FollowUp]:
    history: list[Message] = []
    for turn in row["turns"]:
        made = standalone_question(turn["question"], history)
        places = [place for quote in turn["evidence"] for place in occurrences(article.text, quote)]

        def finds(question: str, places: list[tuple[int, int]] = places) -> bool:
            first = retriever.invoke(question, article=article.id)[0].metadata["passage"]
            return any(first.start < end and start < first.end for start, end in places)

        yield FollowUp(
            turn["kind"],
            turn["question"],
            turn["standalone"],
            made,
            bool(turn["evidence"]),
            *(bool(places) and finds(each) for each in (made, turn["question"], turn["standalone"])),
        )
        answer = turn["answer"] + (" [1]" if turn["evidence"] else "")
        history += [Message("user", turn["question"]), Message("assistant", answer)]


def share(turns: list[FollowUp], measure: Callable[[FollowUp], bool]) -> float:
    return sum(map(measure, turns)) / len(turns) if turns else 0.0


def later(turns: list[FollowUp]) -> list[FollowUp]:
    """The turns after the first that have an answer."""
    return [turn for turn in turns if turn.kind != "first" and turn.answerable]


def changed(turns: list[FollowUp]) -> list[FollowUp]:
    """The turns that stand alone and were changed nevertheless."""
    return [turn for turn in turns if turn.kind in {"first", "standalone"} and turn.made != turn.question]


def same_words(turn: FollowUp) -> bool:
    return _plain(turn.made) == _plain(turn.gold)


def _plain(text: str) -> str:
    return "".join(character for character in text.lower().replace("’", "'") if character not in "?.,'")


def main(names: list[str], *, rows: bool) -> None:
    encoder = load_encoder()
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            turns = follow_ups(name, encoder, Path(folder))
        by_kind: dict[str, list[FollowUp]] = defaultdict(list)
        for turn in later(turns):
            by_kind[turn.kind].append(turn)
        by_kind["all later"] = later(turns)
        by_kind["all that lean"] = [turn for turn in later(turns) if turn.kind != "standalone"]
        print(f"{name:14} turns  right  as asked  by a person  same words")
        for kind, some in by_kind.items():
            figures = (
                share(some, lambda t: t.found),
                share(some, lambda t: t.found_as_asked),
                share(some, lambda t: t.found_by_gold),
                share(some, same_words),
            )
            print(f"{kind:14} {len(some):5}  " + "  ".join(f"{figure:.3f}" for figure in figures))
        print(f"changed that stand alone: {[(turn.question, turn.made) for turn in changed(turns)]}")
        for turn in turns if rows else []:
            if turn.kind not in {"first", "standalone"}:
                mark = "=" if same_words(turn) else " "
                hit = "-" if not turn.answerable else "+" if turn.found else "G" if turn.found_by_gold else "X"
                print(f"{hit}{mark} {turn.kind:10} {turn.question}\n        {turn.made}\n        {turn.gold}")


if __name__ == "__main__":
    main([each for each in sys.argv[1:] if each != "--rows"], rows="--rows" in sys.argv)
