"""Builds the answer pipelines that the settings name, for every interface and for `eval`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.embeddings.encoder import DEFAULT_MODEL, Encoder
from index.embeddings.multilingual import load_multilingual
from index.errors import ArticleChatError
from index.models import Article
from index.store.store import Store
from rag.answering.answerer import Answerer
from rag.answering.dialogue.dialogue import Dialogue
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.multilingual.answerer import MultilingualAnswerer
from rag.answering.support.check import SupportCheck
from rag.answering.verification.verifier import Verifier
from rag.models import Question
from rag.pipeline import AnswerPipeline
from rag.query.intent.classifier import IntentClassifier
from rag.retrieval.given_documents import GivenDocuments
from rag.retrieval.hybrid import HybridRetriever
from ui.settings import Settings


def extractive_answerer(settings: Settings) -> ExtractiveAnswerer:
    """What answers in the article's own words.

    Raises:
        ModelError: The reader or its calibration cannot be loaded.
        PromiseError: The largest error that is set cannot be promised.
    """
    return ExtractiveAnswerer.load(
        settings.reader_model,
        settings.answer_threshold,
        english_only=settings.embedding_model == DEFAULT_MODEL and not settings.reader_model,
        max_error=settings.max_error,
        scores=settings.calibration,
    )


def extractive_pipeline(store: Store, answerer: ExtractiveAnswerer) -> AnswerPipeline:
    """The pipeline that answers in the article's own words; a server without a language model serves it."""
    retriever = HybridRetriever(store=store)
    dialogue, answering = _dialogue(store, retriever), _multilingual(answerer, retriever)
    return AnswerPipeline(retriever, answering, dialogue=dialogue, is_word=_vocabulary(store.encoder))


def _multilingual(answerer: ExtractiveAnswerer, retriever: HybridRetriever) -> Answerer:
    """The answerer, which answers in more languages where the package for them is installed.

    Nothing is promised for these, so that with a promise only English is answered.
    """
    model = load_multilingual() if answerer.english_only and answerer.promise is None else None
    return MultilingualAnswerer(answerer, retriever, model) if model else answerer


class NoLanguageModelError(ArticleChatError):
    """A language model's answer is wanted where none is set."""


@dataclass(frozen=True, slots=True)
class AnswerPipelines:
    """The pipelines of a server: the one in the article's own words, and where a model is set, a language model's."""

    extractive: AnswerPipeline
    generative: AnswerPipeline | None = None

    def chosen(self, question: Question) -> AnswerPipeline:
        """The pipeline that a question asks for.

        Raises:
            NoLanguageModelError: There is no language model, and the question asks for one.
        """
        if question.answerer == "generative" and self.generative is None:
            raise NoLanguageModelError(
                "No language model is set on this server: leave 'answerer' out for the article's own words."
            )
        return self.extractive if question.answerer == "extractive" else self.generative or self.extractive

    def over(self, question: Question, encoder: Encoder) -> AnswerPipeline:
        """The pipeline that a question asks for, over the articles that come with it where it brings some."""
        pipeline, given = self.chosen(question), question.documents
        return pipeline_over(pipeline, given, encoder) if given else pipeline


def answer_pipelines(settings: Settings, store: Store) -> AnswerPipelines:
    """The pipelines that the settings name.

    Raises:
        ModelError: A model cannot be found or used.
    """
    extractive = extractive_answerer(settings)
    own_words = extractive_pipeline(store, extractive)
    if not settings.chat_model:
        return AnswerPipelines(own_words)
    # Imported here: a language model's libraries take a second, and most have none.
    from rag.answering.generative.answerer import GeneratingAnswerer
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
    retriever = HybridRetriever(store=store)
    dialogue = _dialogue(store, retriever, settings.chat_model)
    is_word = _vocabulary(store.encoder)
    return AnswerPipelines(own_words, AnswerPipeline(retriever, generating, Rewriter(model), dialogue, is_word))


def _vocabulary(encoder: Encoder) -> Callable[[str], bool]:
    """Whether a word is one of the embedding model's own: common ones are, misspelt ones fall into pieces."""
    return lambda word: encoder.count_tokens(word) == 1


def pipeline_over(pipeline: AnswerPipeline, articles: Sequence[Article], encoder: Encoder) -> AnswerPipeline:
    """A pipeline as it is, over articles that are not indexed."""
    return pipeline.over(HybridRetriever(store=GivenDocuments(articles, encoder)))


def text_verifier(store: Store) -> Verifier:
    """What checks any text against the articles.

    Raises:
        ModelError: The support check cannot be loaded.
    """
    return Verifier(SupportCheck.load(store.encoder.embeddings, balanced=True), HybridRetriever(store=store))


def _dialogue(store: Store, retriever: HybridRetriever, language_model: str = "") -> Dialogue:
    """The dialogue, which tells more questions with the embeddings that its classifier was fitted on."""
    encoder = store.encoder
    classifier = IntentClassifier(encoder.embeddings.embed_query) if encoder.name == DEFAULT_MODEL else None
    return Dialogue(retriever.searched, language_model, classifier)
