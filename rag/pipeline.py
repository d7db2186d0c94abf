"""The retrieval chain: understand, retrieve, answer; its stages timed."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import cast

from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda

from rag.models import Answer, Event, Evidence, Question
from rag.query.followup import standalone_question
from rag.query.normalization.normalize import undecorated
from rag.query.normalization.truecasing import is_uncased, respelled
from rag.query.rewriter import Rewriter


def answer_chain(
    retriever: BaseRetriever, answerer: Runnable[Evidence, Answer], rewriter: Rewriter | None = None
) -> Runnable[Question, Answer]:
    """Question to answer, as LCEL: understand | retrieve | answer.

    Args:
        retriever: Takes `article=` (an id, or None for all) beside the question.
        answerer: Makes the answer.
        rewriter: Understands follow-up questions, where a chain is run asynchronously; by rules alone where not given.
    """

    def understand(question: Question) -> Evidence:
        return Evidence(question, standalone_question(question.question, question.history))

    async def understand_by_model(question: Question) -> Evidence:
        evidence = understand(question)
        if rewriter is None:
            return evidence
        with evidence.clock.stage("understand"):
            return replace(evidence, standalone=await rewriter.rewrite(question, evidence.standalone))

    def retrieve(evidence: Evidence) -> Evidence:
        with evidence.clock.stage("retrieve"):
            documents = retriever.invoke(evidence.standalone, article=evidence.question.article)
        standalone = evidence.standalone
        if is_uncased(undecorated(evidence.question.question)):
            standalone = respelled(standalone, (document.metadata["passage"] for document in documents))
        return replace(evidence, standalone=standalone, documents=tuple(documents))

    return RunnableLambda(understand, afunc=understand_by_model) | RunnableLambda(retrieve) | answerer


async def events(chain: Runnable[Question, Answer], question: Question) -> AsyncGenerator[Event, None]:
    """What becomes of an answer, and at last the answer; ending the iteration ends the work.

    LangChain streams outputs that add up to one; ours are events of which the last is the output.
    """
    stream = cast(AsyncGenerator[Event, None], chain.astream(question))
    try:
        async for event in stream:
            yield event
    finally:
        await stream.aclose()
