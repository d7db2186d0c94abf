"""Makes questions for `article-chat eval` of what readers think of answers."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from ui.service.feedback import Given
from ui.service.protocol import TitledText


def newest(given: Iterable[Given]) -> list[Given]:
    """The last verdict on each answer: who presses the other thumb has changed their mind."""
    kept: dict[tuple[str, str | None, str], Given] = {}
    for each in given:
        key = each.answer["standalone_question"], article_of(each), each.answer["answer"]
        kept.pop(key, None)
        kept[key] = each
    return list(kept.values())


def article_of(given: Given) -> str | None:
    """The article that a question is taken to be about: the one cited first, or where none is, the one found first."""
    for place in given.answer["citations"] or given.answer["retrieved"]:
        return str(place["article_id"])
    return None


def questions_of(given: Iterable[Given], texts: Mapping[str, TitledText]) -> list[dict[str, Any]]:
    """The lines of a question set, as `rag.evaluation.datasets` reads them.

    The answer's quotes are the evidence, and its short answer, or where it has none its sentences, the wording that
    counts as right. The question is the one that stands alone, since sets have no conversations. A line with the
    verdict `down` has them too, for a person to correct; no run takes such a line for gold.

    Args:
        given: Each becomes a line, if its article is there.
        texts: The indexed articles, by id.
    """
    lines = []
    for each in given:
        article, answer = article_of(each), each.answer
        if article is None or article not in texts:
            continue
        wording = answer["short_answer"] or " ".join(sentence["text"] for sentence in answer["sentences"])
        quotes = [citation["quote"] for citation in answer["citations"] if citation["article_id"] == article]
        lines.append(
            {
                "id": f"feedback-{each.id}",
                "question": answer["standalone_question"],
                "answers": [wording] if wording else [],
                "answerable": answer["status"] == "answered",
                "evidence": list(dict.fromkeys(quotes)),
                "verdict": each.verdict,
                "reason": each.reason,
                "given_at": each.given_at,
                "asked_as": answer["question"],
                "answer": answer["answer"],
                "article": asdict(texts[article]),
            }
        )
    return lines
