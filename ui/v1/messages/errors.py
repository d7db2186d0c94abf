"""Errors in Anthropic's shape."""

from typing import Literal

from pydantic import BaseModel

from ui.api import errors
from ui.v1.conversation import PREFIX

MESSAGES = f"{PREFIX}/messages"

TYPES: dict[int, str] = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    503: "overloaded_error",
}


class AnthropicErrorDetail(BaseModel):
    """What went wrong, for people and for programs."""

    type: str
    message: str


class AnthropicError(BaseModel):
    """An error as Anthropic's client libraries understand it."""

    type: Literal["error"] = "error"
    error: AnthropicErrorDetail


def status_and_anthropic_error(error: Exception) -> tuple[int, AnthropicError]:
    """What those outside are told; an invalid value is 400, as Anthropic has it."""
    problem = errors.problem_of(error)
    status = 400 if problem.status == 422 else problem.status
    kind = TYPES.get(status, "api_error" if status >= 500 else "invalid_request_error")
    return status, AnthropicError(error=AnthropicErrorDetail(type=kind, message=problem.detail))
