"""Builds the answer pipelines that the settings name, for every interface and for `eval`."""

from collections.abc import Callable, Mapping, Sequence

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
from ui.service.answering.chat_models import ChatModels
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


class AnswerPipelines:
    """The pipelines of a server: the one in the article's own words, and one for each language model."""

    def __init__(
        self, extractive: AnswerPipeline, generative: Mapping[str, AnswerPipeline] | None = None, default: str = ""
    ) -> None:
        """Takes the pipelines.

        Args:
            extractive: Answers in the article's own words.
            generative: Those of language models, by name.
            default: The language model that answers where a question chooses none; empty: the article's own words do.
        """
        self.extractive = extractive
        self.generative = dict(generative or {})
        self._default = default

    def chosen(self, question: Question) -> AnswerPipeline:
        """The pipeline that a question asks for.

        Raises:
            NoLanguageModelError: It asks for a language model that may not be chosen here.
        """
        name = question.model or self._default
        if question.answerer == "extractive" or not (name or question.answerer):
            return self.extractive
        name = name or next(iter(self.generative), "")
        if not self.generative:
            raise NoLanguageModelError(
                "No language model is set on this server: leave 'answerer' and 'model' out for the article's own words."
            )
        if name not in self.generative:
            raise NoLanguageModelError(
                f"The language model {name!r} may not be chosen here: {', '.join(self.generative)} may."
            )
        return self.generative[name]

    def over(self, question: Question, encoder: Encoder) -> AnswerPipeline:
        """The pipeline that a question asks for, over the articles that come with it where it brings some."""
        pipeline, given = self.chosen(question), question.documents
        return pipeline_over(pipeline, given, encoder) if given else pipeline


def answer_pipelines(settings: Settings, store: Store, models: ChatModels | None = None) -> AnswerPipelines:
    """The pipelines that the settings name.

    Args:
        settings: Name them.
        store: The open index.
        models: Lets further language models be given.

    Raises:
        ModelError: A model cannot be found or used.
    """
    extractive = extractive_answerer(settings)
    own_words = extractive_pipeline(store, extractive)

    def opened(name: str, key: str = "") -> AnswerPipeline:
        return generative_pipeline(settings, store, extractive, name, key)

    generative = {name: opened(name) for name in settings.language_models}
    pipelines = AnswerPipelines(own_words, generative, settings.chat_model)

    def replace(name: str, key: str, before: str) -> None:
        given = opened(name, key)
        pipelines.generative.pop(before, None)
        pipelines.generative[name] = given

    if models:
        models.on_given(replace)
    return pipelines


def generative_pipeline(
    settings: Settings, store: Store, extractive: ExtractiveAnswerer, name: str, key: str = ""
) -> AnswerPipeline:
    """The pipeline in which a language model writes the answers.

    Args:
        settings: Say how it answers, and where the server of models of its provider is.
        store: The open index.
        extractive: Finds the sentences that it writes from.
        name: Provider and model.
        key: The provider's; empty: none, or that of its environment variable.

    Raises:
        ModelError: It cannot be found or used.
    """
    # Imported here: a language model's libraries take a second, and most have none.
    from rag.answering.generative.answerer import GeneratingAnswerer
    from rag.llm.chat_model import open_chat_model
    from rag.query.rewriter import Rewriter

    provider = (settings.language_models or ("openai:",))[0].partition(":")[0]
    base_url = settings.chat_model_base_url if name.startswith(f"{provider}:") else ""
    model = open_chat_model(name, base_url, key)
    generating = GeneratingAnswerer(
        extractive,
        model,
        SupportCheck.load(store.encoder.embeddings),
        name=name,
        seconds=settings.chat_model_timeout,
        strict=settings.strict,
    )
    retriever = HybridRetriever(store=store)
    dialogue = _dialogue(store, retriever, name)
    return AnswerPipeline(retriever, generating, Rewriter(model), dialogue, _vocabulary(store.encoder))


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
