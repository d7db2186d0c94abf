"""Times the stages of an answer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Clock:
    """Milliseconds by stage."""

    started: float = field(default_factory=time.perf_counter)
    timings: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measures what runs inside."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.timings[name] = round((time.perf_counter() - begin) * 1000, 1)

    def total(self) -> dict[str, float]:
        """The stages and their "total" since the clock was made."""
        return {**self.timings, "total": round((time.perf_counter() - self.started) * 1000, 1)}
