"""Builds the chains that the settings name."""

from langchain_core.runnables import Runnable

from index.embeddings.encoder import DEFAULT_MODEL
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.models import Answer, Question
from rag.pipeline import answer_chain
from rag.retrieval.hybrid import HybridRetriever
from ui.settings import Settings

Chain = Runnable[Question, Answer]


def answer_chains(settings: Settings, store: Store) -> tuple[Chain, Chain]:
    """The chain that answers in the article's own words, and the one to ask: the same, or a language model's.

    Raises:
        ModelError: A model cannot be found or used.
    """
    retriever = HybridRetriever(store=store)
    extractive = ExtractiveAnswerer.load(
        settings.reader_model,
        settings.answer_threshold,
        english_only=settings.embedding_model == DEFAULT_MODEL and not settings.reader_model,
    )
    own_words = answer_chain(retriever, extractive)
    if not settings.chat_model:
        return own_words, own_words
    # Imported here: a language model's libraries take a second, and most have none.
    from rag.answering.generative.answerer import GeneratingAnswerer
    from rag.answering.generative.support import SupportCheck
    from rag.llm.chat_model import open_chat_model
    from rag.query.rewriter import Rewriter

    model = open_chat_model(settings.chat_model, settings.chat_model_base_url)
    generating = GeneratingAnswerer(
        extractive,
        model,
        SupportCheck.load(store.encoder.embeddings),
        name=settings.chat_model,
        seconds=settings.chat_model_timeout,
        strict=settings.strict,
    )
    return own_words, answer_chain(retriever, generating, Rewriter(model))
