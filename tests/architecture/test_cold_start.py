"""Nothing that takes seconds to import is imported to index or to answer with the default models."""

import subprocess
import sys
from pathlib import Path

from tests.support.processes import environment

HEAVY = ("torch", "transformers", "sentence_transformers", "langchain_huggingface", "sklearn", "rag.training")
ANSWER = f"""
import sys
from pathlib import Path
from rag.models import Question
from ui.service.service import Assistant
from ui.settings import Settings

with Assistant(Settings()) as assistant:
    assistant.own()
    assistant.load()
    assert assistant.loaded.pipelines.extractive.invoke(Question("why didn't Kim meet Trump?")).status == "answered"
assert not [name for name in {HEAVY!r} if name in sys.modules]
"""


def test_indexing_and_answering_with_the_default_models_import_nothing_heavy(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", ANSWER], env=environment(tmp_path), check=True)
