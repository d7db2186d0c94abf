"""Converts a document in a worker process (see `index.converters.sandbox_worker`) that ends with it."""

import dataclasses
import json
import signal
import subprocess
import sys
from typing import Any

from index.converters.models import Extract, SourceFile
from index.errors import SourceError

CLOCK_FACTOR = 8
"""Seconds by the clock to one of processor time: a converter that takes as long hangs."""
SPENT = frozenset({-signal.SIGPROF, -signal.SIGXCPU})
"""Exit codes of a worker that has used up its processor time."""
START = "import json, sys; sys.path = json.loads(sys.argv[1]); from index.converters.sandbox_worker import main; main()"
"""The worker's module search path is that of this process."""


def convert(file: SourceFile, converter: str, **options: Any) -> Extract:
    """Converts a document.

    Args:
        file: The document.
        converter: As in `index.formats.Format`.
        options: What else it is given.

    Raises:
        SourceError: It cannot be read, or takes more than the limits.
    """
    found = run(file, converter, **options)
    fields: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in found.items()}
    return Extract(**fields)


def run(file: SourceFile, function: str, **options: Any) -> Any:
    """What a function makes of a document in the worker process.

    Args:
        file: The document.
        function: Of a `SourceFile` and the options, as `module:function`; it gives an `Extract`, or what JSON can hold.
        options: What else it is given.

    Raises:
        SourceError: It cannot be read, or takes more than the limits.
    """
    name, limits = file.name, file.limits
    head = {"function": function, "name": name, "charset": file.charset, "limits": dataclasses.asdict(limits)}
    head["options"] = options
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", "-c", START, json.dumps(sys.path)],
            input=json.dumps(head).encode() + b"\n" + file.content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds * CLOCK_FACTOR,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_slow(name, limits.seconds * CLOCK_FACTOR) from None
    except OSError as error:
        raise SourceError(f"{name!r} cannot be read ({error.strerror}): no process could be started for it.") from error
    if done.returncode in SPENT:
        raise _too_slow(name, limits.seconds)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise SourceError(
            f"{name!r} made its reader crash, being broken or too large: save it again from its program, or as text."
        ) from None
    if "error" in answer:
        raise SourceError(answer["error"])
    return answer["found"]


def _too_slow(name: str, seconds: float) -> SourceError:
    return SourceError(
        f"{name!r} took over {seconds:g} seconds to read and was given up: give a shorter or simpler one."
    )
