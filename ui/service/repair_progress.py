"""How far an index is that is being made anew: for the log, and for those who would ask it meanwhile."""

import logging
import threading
import time

EACH_S = 10.0
"""Between two lines of the log."""

log = logging.getLogger(__name__)


class RepairProgress:
    """Hears how many articles are done, of how many; it is over when all are, or none is any more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._done = self._total = 0
        self._logged_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Takes how far the work is."""
        with self._lock:
            begins, ends = self._total == 0 < total, done >= total
            if begins or ends or time.monotonic() - self._logged_at > EACH_S:
                log.warning("The index is being made anew: %d of %d articles are done.", done, total)
                self._logged_at = time.monotonic()
            self._done, self._total = (0, 0) if ends else (done, total)

    @property
    def progress(self) -> tuple[int, int] | None:
        """How many articles are done, of how many; None where nothing is being made anew."""
        with self._lock:
            return (self._done, self._total) if self._total else None
