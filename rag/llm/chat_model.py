"""Names a language model and opens it, through LangChain; and streams its text within a time limit."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from index.errors import ArticleChatError, ModelError
from rag.llm.reasoning import ReasoningFilter
from rag.models.usage import TokenMeter

PROVIDERS = {
    "openai": ("openai", "OPENAI_API_KEY"),
    "anthropic": ("anthropic", "ANTHROPIC_API_KEY"),
    "google_genai": ("google", "GOOGLE_API_KEY"),
    "mistralai": ("mistral", "MISTRAL_API_KEY"),
    "ollama": ("ollama", ""),
}
"""Providers with an extra of ours: that extra's name, and the variable in which their client looks for a key."""
NO_KEY = "none"
"""What a server of one's own is sent where its client insists on a key."""

log = logging.getLogger(__name__)


class SpeechError(ArticleChatError):
    """A language model that could not be reached, failed, or took too long."""


def open_chat_model(name: str, base_url: str = "") -> BaseChatModel:
    """A chat model by the name that LangChain's `init_chat_model` takes: "openai:gpt-…", "ollama:llama3.2".

    Keys come from each provider's own environment variable, which its client reads.

    Args:
        name: Provider and model.
        base_url: The address of another server that speaks the provider's protocol; such a server needs no key.

    Raises:
        ModelError: The provider is unknown, its package is not installed, or its key is missing.
    """
    # Imported here: it takes a second, and without a chat model nobody needs it.
    from langchain.chat_models import init_chat_model

    provider = name.partition(":")[0]
    extra, key = PROVIDERS.get(provider, ("", ""))
    options: dict[str, Any] = {"base_url": base_url} if base_url else {}
    if provider == "openai":
        options["stream_usage"] = True  # LangChain asks other servers than OpenAI's for no usage on its own
    try:
        try:
            return cast(BaseChatModel, init_chat_model(name, **options))
        except (ImportError, ValueError):
            raise
        except Exception:
            if not base_url:
                raise
            return cast(BaseChatModel, init_chat_model(name, **options, api_key=NO_KEY))
    except ImportError as error:
        how = f"run 'make chat WITH={extra}'" if extra else f"install the package {error.name or provider!r}"
        raise ModelError(f"The chat model {name!r} needs a package that is not installed: {how}.") from error
    except ValueError as error:
        known = ", ".join(f"{each}:…" for each in PROVIDERS)
        raise ModelError(f"The chat model {name!r} is not known: name provider and model, such as {known}.") from error
    except Exception as error:
        reason = str(error).split(". ")[0].rstrip(".")
        raise ModelError(
            f"The chat model {name!r} cannot be used ({reason}): set {key or 'its provider’s key'}, or the address of a"
            " server of your own."
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
        log.warning("The language model failed: %s: %s", type(error).__name__, error)
        happened = "could not be reached" if "connect" in type(error).__name__.lower() else "failed"
        raise SpeechError(f"The language model {happened}.") from error
    finally:
        await chunks.aclose()
