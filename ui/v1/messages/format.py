"""An answer as a message of Anthropic's, and its events while it is being made."""

import uuid
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from rag.models import Answer, Checked, Citation
from ui.api.streaming import sent
from ui.v1.markers import MarkerSplitter
from ui.v1.messages.errors import status_and_anthropic_error
from ui.v1.messages.schemas import CharLocation, DocumentBlock, MessageResponse, MessageUsage, TextBlock
from ui.v1.respond import AnswerFormat

PING = {"type": "ping"}


class MessageFormat(AnswerFormat):
    """A message of text blocks: each ends where the answer has markers, and has the citations that these stand for.

    While an answer is made, what follows a marker waits until its citation is known.
    """

    keep_alive = sent(PING, name="ping")

    def __init__(self, model: str, documents: Sequence[DocumentBlock]) -> None:
        """Takes the model's name, and the documents that came with the request."""
        self._message = MessageResponse(id=f"msg_{uuid.uuid4().hex}", model=model)
        self._documents = documents
        self._is_cited = not documents or documents[0].is_cited
        self._splitter = MarkerSplitter()
        self._waiting: deque[str | int] = deque()
        self._known: dict[int, Citation] = {}
        self._blocks: list[TextBlock] = []
        self._articles: list[str] = []  # ids, in the order in which they were first cited

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The message."""
        self.delta(answer.answer)
        self._finish(answer)
        return self._ended(answer).model_dump()

    def begin(self) -> str:
        """The message, which is empty."""
        body = {"message": self._message.model_dump(exclude={"article_chat"})}
        return _event("message_start", **body)

    def delta(self, text: str) -> str:
        """A piece of the text."""
        self._waiting.extend(self._splitter.add(text))
        return self._told()

    def checked(self, event: Checked) -> str:
        """The citations of a finished sentence."""
        self._know(event.citations)
        return self._told()

    def end(self, answer: Answer) -> str:
        """What has waited, and the end."""
        rest = self._finish(answer)
        stop = _event("content_block_stop", index=len(self._blocks) - 1) if self._blocks else ""
        ended = self._ended(answer)
        delta = {"stop_reason": ended.stop_reason, "stop_sequence": None}
        usage = ended.usage.model_dump()
        last = _event("message_delta", delta=delta, usage=usage, article_chat=answer.to_dict())
        return rest + stop + last + _event("message_stop")

    def failed(self, error: Exception) -> str:
        """The error, which clients raise."""
        return sent(status_and_anthropic_error(error)[1].model_dump(), name="error")

    def _ended(self, answer: Answer) -> MessageResponse:
        done = {
            "content": self._blocks,
            "stop_reason": "end_turn",
            "usage": MessageUsage.of(answer),
            "article_chat": answer,
        }
        return self._message.model_copy(update=done)

    def _finish(self, answer: Answer) -> str:
        self._know(answer.citations)
        self._waiting.extend(self._splitter.finish())
        return self._told()

    def _know(self, citations: Iterable[Citation]) -> None:
        self._known.update({citation.number: citation for citation in citations})

    def _told(self) -> str:
        """The events of what need not wait any longer."""
        told = ""
        while self._waiting:
            part = self._waiting[0]
            if isinstance(part, int) and self._is_cited and part not in self._known:
                break
            self._waiting.popleft()
            if isinstance(part, str):
                told += self._worded(part)
            elif self._is_cited:
                told += self._cited(self._location(self._known[part]))
        return told

    def _worded(self, text: str) -> str:
        begun = ""
        if not self._blocks or self._blocks[-1].citations:
            stop = _event("content_block_stop", index=len(self._blocks) - 1) if self._blocks else ""
            self._blocks.append(TextBlock(text=""))
            start = _event(
                "content_block_start", index=len(self._blocks) - 1, content_block=self._blocks[-1].model_dump()
            )
            begun = stop + start
        self._blocks[-1].text += text
        return begun + self._delta({"type": "text_delta", "text": text})

    def _cited(self, location: CharLocation) -> str:
        begun = "" if self._blocks else self._worded("")
        block = self._blocks[-1]
        block.citations = [*(block.citations or []), location]
        return begun + self._delta({"type": "citations_delta", "citation": location.model_dump()})

    def _location(self, citation: Citation) -> CharLocation:
        """Where a quote stands: in a document of the request, or in an article, which is named by `file_id`."""
        if self._documents:
            at = int(citation.article_id.removeprefix("document-")) - 1
            title, file_id = self._documents[at].title, None
        else:
            if citation.article_id not in self._articles:
                self._articles.append(citation.article_id)
            at = self._articles.index(citation.article_id)
            title, file_id = citation.article_title, citation.article_id
        return CharLocation(
            cited_text=citation.quote,
            document_index=at,
            document_title=title,
            start_char_index=citation.start,
            end_char_index=citation.end,
            file_id=file_id,
        )

    def _delta(self, delta: dict[str, Any]) -> str:
        return _event("content_block_delta", index=len(self._blocks) - 1, delta=delta)


def _event(name: str, **body: Any) -> str:
    return sent({"type": name, **body}, name=name)
