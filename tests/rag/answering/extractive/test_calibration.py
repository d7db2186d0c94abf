"""Calibrations from files."""

from pathlib import Path

import pytest

from index.errors import ModelError
from rag.answering.extractive.calibration import Calibration


@pytest.mark.parametrize("text", ["", "[]", "1", "{}", '{"rank": []}', '{"rank": {"weights": 1, "bias": 0}}'])
def test_a_file_that_is_no_calibration_is_an_error_with_a_remedy(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(text)
    with pytest.raises(ModelError, match="make train"):
        Calibration.load(path)
