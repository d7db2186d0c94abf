"""Runs one converter in a subprocess with limits of CPU time and memory, so that a crash costs one document only.

Reads a line of JSON from standard input, `{"function", "name", "charset", "limits", "options"}`, and then the document.
Writes `{"found": …}`, the fields of an `Extract` or what else the function gives, or `{"error": …}`, one sentence, to
standard output.
"""

import dataclasses
import json
import os
import pkgutil
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.converters.models import Extract, Limits, SourceFile
from index.errors import SourceError


def main() -> None:
    """Answers one request. Output of the parser itself is discarded."""
    with os.fdopen(0, "rb") as source, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        request = json.loads(source.readline())
        answers.write(json.dumps(_answer(request, source.read())).encode())


def _answer(request: dict[str, Any], content: bytes) -> dict[str, Any]:
    name, limits = request["name"], Limits(**request["limits"])
    # Only this one is imported, since a start should not take long; and before the limits count.
    converter: Callable[..., Any] = pkgutil.resolve_name(request["function"])
    _bound(limits)
    try:
        found = converter(SourceFile(content, name, request["charset"], limits), **request["options"])
        if isinstance(found, Extract):
            limits.check(found.text, name)
            found = dataclasses.asdict(found)
    except SourceError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": f"{name!r} takes over {limits.memory / 1e6:,.0f} MB of memory to read: give a smaller one."}
    except Exception:  # parsers raise whatever a file makes them raise
        return {
            "error": f"{name!r} cannot be read, being broken or too large: save it again from its program, or as text."
        }
    return {"found": found}


def _bound(limits: Limits) -> None:
    """Sets the resource limits of this process; it can write no file and dump no core."""
    pages = (
        int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) if Path("/proc/self/statm").exists() else 0
    )
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    # The signal's default action ends the process, also while it is in C code.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    if pages:  # elsewhere than on Linux it is not known what it holds already
        _limit(resource.RLIMIT_AS, pages * resource.getpagesize() + limits.memory)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))
