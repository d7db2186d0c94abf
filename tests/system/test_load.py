"""A short run of the load that `make bench` puts on a server."""

import os

from tests.support.servers.scripted_service import Served
from tests.tools.load import table_of, under_load


def test_more_users_than_there_are_places_get_right_answers_or_503(server: Served) -> None:
    tally = under_load(server, os.getpid(), users=48, seconds=3)
    assert tally.faults == []
    assert set(tally.statuses) == {"200", "503"}
    assert len(tally.answered) == tally.statuses["200"]
    assert tally.health
    assert "| anything else | 0 |" in table_of(tally, 48)
