"""An answer as a chat completion of OpenAI's, and its chunks while it is being made."""

import time
import uuid
from typing import Any

from rag.models import Answer
from ui.api.streaming import sent
from ui.v1.openai.errors import status_and_error
from ui.v1.openai.schemas import Choice, Completion, Reply, Usage
from ui.v1.respond import AnswerFormat


class CompletionFormat(AnswerFormat):
    """A completion: the role, the text as it comes, the end with `article_chat`, and `[DONE]`."""

    def __init__(self, model: str, *, usage: bool) -> None:
        """Takes the model's name, and whether chunks carry `usage`, null until a last one with nothing else."""
        self._model = model
        self._usage = usage
        self._id = f"chatcmpl-{uuid.uuid4().hex}"
        self._created = int(time.time())

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The completion."""
        return Completion(
            id=self._id,
            created=self._created,
            model=self._model,
            choices=[Choice(message=Reply(content=answer.answer))],
            usage=Usage.of(answer),
            article_chat=answer,
        ).model_dump()

    def begin(self) -> str:
        """The role."""
        return self._chunk(_choice({"role": "assistant", "content": "", "refusal": None}))

    def delta(self, text: str) -> str:
        """A piece of the text."""
        return self._chunk(_choice({"content": text}))

    def end(self, answer: Answer) -> str:
        """The last chunks."""
        last = self._chunk(_choice({}, "stop"), article_chat=answer.to_dict())
        counted = self._chunk([], usage=Usage.of(answer).model_dump()) if self._usage else ""
        return last + counted + "data: [DONE]\n\n"

    def failed(self, error: Exception) -> str:
        """The error, which clients raise."""
        return sent(status_and_error(error)[1].model_dump())

    def _chunk(self, choices: list[dict[str, Any]], **more: Any) -> str:
        counted = {"usage": None} if self._usage else {}
        return sent(
            {
                "id": self._id,
                "object": "chat.completion.chunk",
                "created": self._created,
                "model": self._model,
                "choices": choices,
                **counted,
                **more,
            }
        )


def _choice(delta: dict[str, Any], finish: str | None = None) -> list[dict[str, Any]]:
    return [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]
