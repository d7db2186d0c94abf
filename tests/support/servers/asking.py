"""One question asked in each way that a server answers."""

import gradio_client
import httpx
import openai
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.support.servers.scripted_service import Served, awaited

QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."


QUESTION = {"question": "Who is Kim?"}


KEY = "correct-horse"


def by_http(served: Served) -> None:
    httpx.post(f"{served.url}/api/answer", json=QUESTION, trust_env=False).raise_for_status()


def by_stream(served: Served) -> None:
    httpx.post(f"{served.url}/api/answer/stream", json=QUESTION, trust_env=False).raise_for_status()


def by_openai(served: Served) -> None:
    http = openai.DefaultHttpxClient(trust_env=False)
    client = openai.OpenAI(base_url=f"{served.url}/v1", api_key="unused", http_client=http)
    client.chat.completions.create(model="article-chat", messages=[{"role": "user", "content": QUESTION["question"]}])


def by_openai_stream(served: Served) -> None:
    body = {"model": "article-chat", "stream": True, "messages": [{"role": "user", "content": QUESTION["question"]}]}
    httpx.post(f"{served.url}/v1/chat/completions", json=body, trust_env=False).raise_for_status()


def by_gradio(served: Served) -> None:
    gradio_client.Client(served.url, verbose=False).predict(QUESTION["question"], api_name="/answer")


def by_mcp(served: Served) -> None:
    async def called() -> None:
        async with (
            httpx.AsyncClient(trust_env=False) as http,
            Client(streamable_http_client(f"{served.url}/mcp", http_client=http)) as client,
        ):
            await client.call_tool("answer", QUESTION)

    awaited(called())


WAYS = [by_http, by_stream, by_openai, by_openai_stream, by_gradio, by_mcp]
