import random
from pathlib import Path

import pytest

from tests.support.killing import Killing, make_index

pytestmark = pytest.mark.slow

KILLS = 10


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({}, id="as installed"),
        pytest.param({"batch_size": 20, "sync_threshold": 20}, id="vectors written to their files all the time"),
    ],
)
def test_a_process_killed_at_any_moment_loses_nothing_halves_nothing_doubles_nothing(
    tmp_path: Path, settings: dict[str, int]
) -> None:
    if settings:
        make_index(tmp_path, **settings)
    killing = Killing(tmp_path, random.Random(1))
    for _ in range(KILLS):
        killing.kill_one(most=4)
    assert killing.seen["acknowledged texts"]
