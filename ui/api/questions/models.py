"""The routes of the language models that may be chosen for a question."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, Field, SecretStr, StringConstraints

from index.errors import ModelError
from rag.llm.providers import PROVIDERS
from ui.api.route_docs import BUSY, UNREADABLE, is_loopback, is_of_another_site, problems, require_json
from ui.api.schemas import ENCODABLE, MAX_MODEL_CHARS
from ui.service.answering.chat_models import GivenModelError
from ui.service.protocol import HostedService

MODELS = "/api/models"
MAX_KEY_CHARS = 500
NOT_HERE = "A language model is given on the machine of its server alone, from this server's own page or a program."


class ModelsListBody(BaseModel):
    """The language models that may be chosen."""

    models: list[str] = Field(examples=[["openai:gpt-4o-mini"]])
    default: str | None = Field(description="Which answers where none is chosen; null: the article's own words.")
    personal: bool = Field(description="Whether a model can be given for as long as the server runs.")


class GivenModelBody(BaseModel):
    """A language model that may be chosen for as long as the server runs."""

    provider: str = Field(examples=["openai"], json_schema_extra={"enum": list(PROVIDERS)})
    model: Annotated[
        str, StringConstraints(strip_whitespace=True, pattern=r"^\S+$", max_length=MAX_MODEL_CHARS // 2), ENCODABLE
    ] = Field(examples=["gpt-4o-mini"])
    key: Annotated[SecretStr, Field(max_length=MAX_KEY_CHARS)] = Field(
        default=SecretStr(""), description="Kept in memory alone; empty: that of the provider's environment variable."
    )


def models_router(service: HostedService) -> APIRouter:
    """The routes under `/api/models`."""
    router = APIRouter(prefix=MODELS)

    def listed(request: Request) -> ModelsListBody:
        models = service.models
        here = models.personal and is_here(request)
        return ModelsListBody(models=list(models.names), default=models.default or None, personal=here)

    @router.get("")
    def models(request: Request) -> ModelsListBody:
        """Lists the language models that may be chosen with `model` of a question."""
        return listed(request)

    @router.post(
        "",
        status_code=201,
        dependencies=[Depends(require_json)],
        responses={**UNREADABLE, **BUSY, **problems({403: "It does not come from the server's own machine."})},
    )
    def give(body: GivenModelBody, request: Request) -> ModelsListBody:
        """Lets a language model be chosen for as long as the server runs, on one's own machine; no answer has its key.

        It takes the place of one that was given before.
        """
        if not (service.models.personal and is_here(request)) or is_of_another_site(request.headers):
            raise HTTPException(403, NOT_HERE)
        if body.provider not in PROVIDERS:
            raise GivenModelError(f"There is no provider {body.provider!r}: name one of {', '.join(PROVIDERS)}.")
        key = body.key.get_secret_value().strip()
        if not (key.isascii() and key.isprintable()):
            raise GivenModelError("The key is none: it has letters, digits and signs of ASCII only.")
        service.check_ready()
        try:
            service.models.give(f"{body.provider}:{body.model}", key)
        except ModelError as error:  # who gives it is its owner, and may know why
            raise GivenModelError(str(error)) from error
        return listed(request)

    return router


def is_here(request: Request) -> bool:
    """Whether a request comes from this machine, and through no proxy that says so."""
    named = request.client is not None and is_loopback(request.client.host)
    return named and is_loopback((request.url.hostname or "").strip("[]"))
