"""Draws docs/evaluation/risk-coverage.svg from the shipped calibration scores; `make docs` runs it."""

from pathlib import Path

from rag.answering.extractive.reading.reader_files import reader_files
from rag.answering.extractive.risk.scores import CalibrationScores
from rag.evaluation.report.svg_plots import picture, risk_coverage_plot

PICTURE = Path(__file__).parents[2] / "docs" / "evaluation" / "risk-coverage.svg"
LABELS = {"squad": "Wikipedia (SQuAD 2.0)", "news": "news", "everyday": "everyday texts"}


def drawn() -> str:
    """The picture, a curve for each shape of the calibration."""
    shapes = CalibrationScores.load(reader_files().scores).by_shape
    return picture(risk_coverage_plot({LABELS.get(name, name): scored for name, scored in shapes.items()}))


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
