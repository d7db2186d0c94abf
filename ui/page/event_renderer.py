"""The events of one answer as the page shows them, each rendered once."""

from rag.models import Answer, Checked, Citation, Question
from ui.page.article_lookup import ArticleLookup
from ui.page.conversation import ConversationTurn
from ui.page.translations import Words
from ui.page.views.answer import Renderer
from ui.service.protocol import HostedService


class EventRenderer:
    """Renders the events of one stream: finished sentences, and at last the answer."""

    def __init__(self, service: HostedService, question: Question, words: Words) -> None:
        self._service = service
        self._question = question
        self._words = words
        self._citations: tuple[Citation, ...] = ()  # of all sentences so far: one that was used before comes once

    def __call__(self, event: Checked | Answer) -> str:
        """The HTML of an event."""
        shelf = ArticleLookup(self._service)  # a new one: articles are removed meanwhile
        renderer = Renderer(self._words, shelf, choice=bool(self._service.models.names))
        if isinstance(event, Checked):
            self._citations += event.citations
            return renderer.sentence(event.sentence, self._citations)
        return renderer.exchange(ConversationTurn(self._question.question, self._question.article, event))
