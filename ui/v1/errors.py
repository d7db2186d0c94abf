"""Errors under `/v1`, each in the shape of the API that its path belongs to."""

from pydantic import BaseModel

from ui.v1.conversation import PREFIX
from ui.v1.messages.errors import MESSAGES, status_and_anthropic_error
from ui.v1.openai.errors import status_and_error


def is_shaped(path: str) -> bool:
    """Whether errors at a path have the shape of another API, instead of being problem documents."""
    return path.startswith(f"{PREFIX}/")


def shaped_error(path: str, error: Exception) -> tuple[int, BaseModel]:
    """The status and the body that the clients of a path read."""
    is_anthropic = path == MESSAGES or path.startswith(f"{MESSAGES}/")
    return status_and_anthropic_error(error) if is_anthropic else status_and_error(error)
