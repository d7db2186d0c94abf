"""An answer as a response of OpenAI's, and its events while it is being made."""

import time
import uuid
from itertools import count
from typing import Any

from rag.models import Answer
from ui.api.streaming import sent
from ui.v1.markers import marker_spans
from ui.v1.openai.errors import status_and_error
from ui.v1.respond import AnswerFormat
from ui.v1.responses.schemas import OutputMessage, OutputText, ResponseBody, ResponseUsage, UrlCitation


class ResponseFormat(AnswerFormat):
    """A response with one message, which has one text; its citations are told at the end."""

    def __init__(self, model: str, base_url: str) -> None:
        """Takes the model's name, and this server's address, with a slash at its end."""
        self._base_url = base_url
        self._numbers = count()
        self._body = ResponseBody(
            id=f"resp_{uuid.uuid4().hex}", created_at=int(time.time()), status="in_progress", model=model
        )
        self._message = OutputMessage(id=f"msg_{uuid.uuid4().hex}", status="in_progress")

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The response."""
        text = OutputText(text=answer.answer, annotations=self._annotations(answer))
        message = self._message.model_copy(update={"status": "completed", "content": [text]})
        done = {"status": "completed", "output": [message], "usage": ResponseUsage.of(answer), "article_chat": answer}
        return self._body.model_copy(update=done).model_dump()

    def begin(self) -> str:
        """The response, its message and its text, all of them empty."""
        begun = self._body.model_dump()
        return (
            self._event("response.created", response=begun)
            + self._event("response.in_progress", response=begun)
            + self._event("response.output_item.added", output_index=0, item=self._message.model_dump())
            + self._of_text("response.content_part.added", part=OutputText(text="").model_dump())
        )

    def delta(self, text: str) -> str:
        """A piece of the text."""
        return self._of_text("response.output_text.delta", delta=text, logprobs=[])

    def end(self, answer: Answer) -> str:
        """The citations, and that each part is whole."""
        whole = self.whole(answer)
        (message,) = whole["output"]
        (text,) = message["content"]
        added = "response.output_text.annotation.added"
        annotations = enumerate(text["annotations"])
        return (
            "".join(self._of_text(added, annotation_index=place, annotation=each) for place, each in annotations)
            + self._of_text("response.output_text.done", text=text["text"], logprobs=[])
            + self._of_text("response.content_part.done", part=text)
            + self._event("response.output_item.done", output_index=0, item=message)
            + self._event("response.completed", response=whole)
        )

    def failed(self, error: Exception) -> str:
        """That the response failed, and why."""
        detail = status_and_error(error)[1].error
        return self._event("error", code=detail.code or detail.type, message=detail.message, param=detail.param)

    def _annotations(self, answer: Answer) -> list[UrlCitation]:
        cited = {citation.number: citation for citation in answer.citations}
        return [
            UrlCitation(
                start_index=start,
                end_index=end,
                url=f"{self._base_url}api/articles/{cited[number].article_id}"
                f"#char={cited[number].start},{cited[number].end}",  # RFC 5147: positions in a text
                title=cited[number].article_title,
            )
            for start, end, number in marker_spans(answer.answer)
        ]

    def _of_text(self, name: str, **more: Any) -> str:
        return self._event(name, item_id=self._message.id, output_index=0, content_index=0, **more)

    def _event(self, name: str, **more: Any) -> str:
        return sent({"type": name, "sequence_number": next(self._numbers), **more}, name=name)
