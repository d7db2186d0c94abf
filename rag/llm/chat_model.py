"""Names a language model and opens it, through LangChain; and streams its text within a time limit."""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Sequence
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from pydantic import SecretStr

from index.errors import ArticleChatError, ModelError
from rag.llm.providers import PROVIDERS
from rag.llm.reasoning import ReasoningFilter
from rag.models.usage import TokenMeter

NO_KEY = "none"
"""What a server of one's own is sent where its client insists on a key."""

PARTLY_HIDDEN_KEY = re.compile(r"\S*\*{3}\S*")
"""How providers repeat a wrong key: its ends, and asterisks between them."""

log = logging.getLogger(__name__)


class SpeechError(ArticleChatError):
    """A language model that could not be reached, failed, or took too long."""


def open_chat_model(name: str, base_url: str = "", key: str = "") -> BaseChatModel:
    """A chat model by the name that LangChain's `init_chat_model` takes: "openai:gpt-…", "ollama:llama3.2".

    Where no key is given, the provider's client reads its own environment variable.

    Args:
        name: Provider and model.
        base_url: The address of another server that speaks the provider's protocol; such a server needs no key.
        key: The provider's key; empty: none. No error tells it.

    Raises:
        ModelError: The provider is unknown, its package is not installed, or its key is missing.
    """
    # Imported here: it takes a second, and without a chat model nobody needs it.
    from langchain.chat_models import init_chat_model

    provider = name.partition(":")[0]
    extra, variable = PROVIDERS.get(provider, ("", ""))
    options: dict[str, Any] = {"base_url": base_url} if base_url else {}
    if key and variable:
        options["api_key"] = SecretStr(key)
    if provider == "openai":
        options["stream_usage"] = True  # LangChain asks other servers than OpenAI's for no usage on its own
    try:
        try:
            return cast(BaseChatModel, init_chat_model(name, **options))
        except (ImportError, ValueError):
            raise
        except Exception:
            if not base_url or key:
                raise
            return cast(BaseChatModel, init_chat_model(name, **options, api_key=NO_KEY))
    except ImportError as error:
        how = f"run 'make chat WITH={extra}'" if extra else f"install the package {error.name or provider!r}"
        raise ModelError(f"The chat model {name!r} needs a package that is not installed: {how}.") from error
    except ValueError as error:
        known = ", ".join(f"{each}:…" for each in PROVIDERS)
        raise ModelError(f"The chat model {name!r} is not known: name provider and model, such as {known}.") from error
    except Exception as error:
        reason = type(error).__name__ if key else str(error).split(". ")[0].rstrip(".")  # which may tell the options
        raise ModelError(
            f"The chat model {name!r} cannot be used ({reason}): set {variable or 'its provider’s key'}, or the"
            " address of a server of your own."
        ) from error


async def speak(
    model: BaseChatModel, messages: Sequence[BaseMessage], seconds: float, meter: TokenMeter | None = None
) -> AsyncGenerator[str, None]:
    """The model's text in pieces, as they come, without its reasoning; ending the iteration ends the call.

    Args:
        model: The model.
        messages: What it is told.
        seconds: How long it may take in all.
        meter: Takes the tokens that the model reports; most do so at the end, and not of a call that is ended before.

    Raises:
        SpeechError: It could not be reached, failed, or took longer.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    reasoning = ReasoningFilter()
    chunks = cast(AsyncGenerator[AIMessageChunk, None], model.astream(list(messages)))
    try:
        while True:
            async with asyncio.timeout_at(deadline):
                chunk = await anext(chunks, None)
            if meter and chunk is not None and (used := chunk.usage_metadata):
                meter.add(used["input_tokens"], used["output_tokens"])
            if text := reasoning.finish() if chunk is None else reasoning.add(str(chunk.text)):
                yield text
            if chunk is None:
                return
    except TimeoutError as error:
        raise SpeechError(f"The language model did not finish within {seconds:g} s.") from error
    except Exception as error:  # each provider's client has errors of its own
        log.warning("The language model failed: %s: %s", type(error).__name__, without_their_keys(str(error), model))
        happened = "could not be reached" if "connect" in type(error).__name__.lower() else "failed"
        raise SpeechError(f"The language model {happened}.") from error
    finally:
        await chunks.aclose()


def without_their_keys(told: str, model: BaseChatModel) -> str:
    """What a provider's client says, without the keys that it may repeat."""
    for value in vars(model).values():
        if isinstance(value, SecretStr) and value.get_secret_value():
            told = told.replace(value.get_secret_value(), "…")
    return PARTLY_HIDDEN_KEY.sub("…", told)
