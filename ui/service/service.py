"""The answer service of this process: an open index and the chain that answers from it."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from index.models import Article, ArticleFilter, IndexedArticle
from rag.models import Answer, Question
from rag.models.verification import Draft, Verification
from rag.retrieval.selection import scoped
from ui.service.admission import AdmissionQueue, Slot
from ui.service.answering.chat_models import ChatModels
from ui.service.articles.listing import ArticleListing
from ui.service.articles.summary import ArticleSummary
from ui.service.factory import opened_store, originals_of, owned_folder
from ui.service.protocol import AddedArticle, HostedService, NotReadyError
from ui.service.repair_progress import RepairProgress
from ui.settings import Settings

if TYPE_CHECKING:
    from index.sources.originals.folder import OriginalsFolder
    from index.store.store import Store
    from rag.answering.verification.verifier import Verifier
    from rag.models import Event
    from ui.service.answering.pipelines import AnswerPipelines
    from ui.service.articles.suggestions import Suggested

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@dataclass(frozen=True, slots=True)
class LoadedService:
    """What answers once it is loaded."""

    store: "Store"
    pipelines: "AnswerPipelines"
    verifier: "Verifier"
    suggested: "Suggested"
    listing: ArticleListing

    @classmethod
    def open(cls, assistant: "Assistant", stack: ExitStack, patience: float = 0) -> "LoadedService":
        """Loads models and index; an empty index is given the seed articles first.

        Args:
            assistant: Its settings name them; it hears how far it is where articles are made anew.
            stack: Closes them.
            patience: Seconds that a Chroma server is waited for that is not up yet.

        Raises:
            ModelError: A model cannot be found.
            StoreError: The index cannot be opened.
        """
        # Imported here: these take seconds, and the page must answer meanwhile.
        from index.ingest import add
        from index.sources.load import load
        from ui.service.answering.pipelines import answer_pipelines, text_verifier
        from ui.service.articles.suggestions import MAX_PRECOMPUTED_ARTICLES, Suggested

        settings, originals = assistant.settings, assistant.originals
        store = stack.enter_context(opened_store(settings, patience=patience, told=assistant.mending))
        pipelines = answer_pipelines(settings, store, assistant.models)
        if not store.size().articles:
            for article in load(str(SEEDS)):
                add(store, article, originals=originals)
        pipelines.extractive.invoke(Question("Who wrote it?"))  # the first question warms the models for the rest
        suggested = Suggested(store.passages, pipelines.extractive, assistant.turns)
        stack.callback(suggested.close)
        suggested.prepare([entry.article for entry in store.newest(MAX_PRECOMPUTED_ARTICLES)])
        originals.keep_only(set(store.matching(ArticleFilter())), shared=bool(settings.chroma_url))
        listing = ArticleListing(lambda: store.version, store.articles)
        return cls(store, pipelines, text_verifier(store), suggested, listing)

    def suggestions(self, article_ids: Sequence[str] = ()) -> tuple[str, ...]:
        """As `HostedService.suggestions`."""
        from ui.service.articles.suggestions import MAX_SUGGESTIONS

        if len(article_ids) == 1:
            return self.suggested.of(self.store.article(article_ids[0]).article)
        named = [self.store.article(each) for each in article_ids[:MAX_SUGGESTIONS]]
        return self.suggested.of_all([entry.article for entry in named or self.store.oldest(MAX_SUGGESTIONS)])

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        """As `HostedService.follow_ups`."""
        if not answer.citations:
            return answer.suggestions
        self.store.article(answer.citations[0].article_id)  # one that was removed is asked nothing
        return self.suggested.after(answer)

    def add(self, article: Article, originals: "OriginalsFolder") -> AddedArticle:
        """Adds or refreshes an article as `index.ingest.add` does, and has its questions made."""
        from index.ingest import add

        result = add(self.store, article, originals=originals)
        self.suggested.prepare([result.entry.article])
        return AddedArticle(ArticleSummary.of(result.entry), result.changed)


class Assistant(HostedService):
    """The service that is there at once and loads later; until then it says how far it is."""

    def __init__(self, settings: Settings, *, personal: bool = False) -> None:
        self.settings = settings
        self.turns = AdmissionQueue.of_questions(generative=bool(settings.language_models))
        self.adding = AdmissionQueue.of_additions()
        self.mending, self.models = RepairProgress(), ChatModels(settings, personal=personal)
        self.originals: OriginalsFolder = originals_of(settings)
        self._loaded: LoadedService | None = None
        self._stack = ExitStack()

    def own(self, address: str = "") -> None:
        """Makes this process the data folder's owner until `close`; see `owned_folder`."""
        self._stack.enter_context(owned_folder(self.settings, address))

    def load(self, patience: float = 0) -> None:
        """Loads models and index; see `LoadedService.open`."""
        self._loaded = LoadedService.open(self, self._stack, patience)

    @property
    def ready(self) -> bool:
        """Whether models and index are loaded."""
        return self._loaded is not None

    @property
    def loaded(self) -> LoadedService:
        """The service as it was loaded.

        Raises:
            NotReadyError: The models are still loading, or the index is being made anew.
        """
        if progress := self.mending.progress:
            done, total = progress
            raise NotReadyError(
                f"The index is being made anew, {done:,} of {total:,} articles are done: ask again in some minutes."
            )
        if self._loaded is None:
            raise NotReadyError("The models are still loading: ask again in a few seconds.")
        return self._loaded

    def check_ready(self) -> None:
        """Raises what keeps any question from being answered now, also that the index cannot be reached."""
        self.loaded.store.check()

    def check(self, question: Question) -> None:
        """Raises what keeps this question from being answered."""
        self.loaded.pipelines.chosen(question)
        scoped(question, self.loaded.store)

    async def stream(self, question: Question, place: Slot | None = None) -> AsyncGenerator["Event", None]:
        """As `HostedService.stream`."""
        with place or self.turns.enqueue() as taken:
            await taken.admitted()
            # Once more where the caller has checked before the place was its own: articles are removed while it waits.
            question = await asyncio.to_thread(scoped, question, self.loaded.store)
            chain = await asyncio.to_thread(self.loaded.pipelines.over, question, self.loaded.store.encoder)
            async with aclosing(chain.events(question)) as made:
                async for event in made:
                    yield await self._suggesting(event, question)

    async def verify(self, draft: Draft, place: Slot | None = None) -> Verification:
        """As `HostedService.verify`."""
        with place or self.turns.enqueue() as taken:
            await taken.admitted()
            return await asyncio.to_thread(lambda: self.loaded.verifier.invoke(scoped(draft, self.loaded.store)))

    async def _suggesting(self, event: "Event", question: Question) -> "Event":
        """The event; what the assistant says for itself with questions that may be asked instead."""
        if not isinstance(event, Answer) or event.status != "chat" or event.suggestions:
            return event
        asked = (question.article,) if question.article else question.articles or ()
        return replace(event, suggestions=await asyncio.to_thread(self.suggestions, asked))

    def articles(self) -> list[IndexedArticle]:
        """All articles with their texts."""
        return self.loaded.store.articles()

    @property
    def listing(self) -> ArticleListing:
        """The list of articles, in pages."""
        return self.loaded.listing

    def article_count(self) -> int:
        """How many articles there are."""
        return self.loaded.store.size().articles

    def newest(self, count: int) -> list[IndexedArticle]:
        """As `HostedService.newest`."""
        return self.loaded.store.newest(count)

    def article(self, article_id: str) -> IndexedArticle:
        """One article; `UnknownArticleError` where there is none of that id."""
        return self.loaded.store.article(article_id)

    def suggestions(self, article_ids: Sequence[str] = ()) -> tuple[str, ...]:
        """As `HostedService.suggestions`."""
        return self.loaded.suggestions(article_ids)

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        """As `HostedService.follow_ups`."""
        return self.loaded.follow_ups(answer)

    def add(self, article: Article) -> AddedArticle:
        """Adds or refreshes an article; see `LoadedService.add`."""
        return self.loaded.add(article, self.originals)

    def retag(self, article_id: str, tags: tuple[str, ...]) -> ArticleSummary:
        """Gives an article other tags; `UnknownArticleError` where there is none of that id."""
        return ArticleSummary.of(self.loaded.store.retag(article_id, tags))

    def mark_changed(self, article_id: str) -> ArticleSummary:
        """Notes that a source has changed; `UnknownArticleError` where there is no article of that id."""
        return ArticleSummary.of(self.loaded.store.mark(article_id, changed=True))

    def remove(self, article_id: str) -> None:
        """Forgets an article; `UnknownArticleError` where there is none of that id."""
        from index.ingest import remove

        remove(self.loaded.store, article_id, self.originals)

    def stop(self) -> None:
        """Takes no more questions and articles; what was begun goes on."""
        self.turns.close()
        self.adding.close()

    @property
    def busy(self) -> bool:
        """Whether anything is being answered or added, or waits for it."""
        return any(turns.running or turns.queued for turns in (self.turns, self.adding))

    def close(self) -> None:
        """Lets go of index and folder."""
        self._loaded = None
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
