"""Which of an article's sentences a language model is shown, and what becomes of a list's entries."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.generative.answerer import GeneratingAnswerer
from rag.models import Answer, Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever
from tests.support.language_models.scripted_model import ScriptedModel, WordCheck

COUNTRIES = (
    *("France", "Spain", "Portugal", "Italy", "Greece", "Norway", "Sweden", "Denmark"),
    *("Poland", "Austria", "Hungary", "Romania", "Bulgaria", "Ireland"),
)
