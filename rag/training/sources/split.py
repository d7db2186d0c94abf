"""Writes the held-out articles of SQuAD 2.0 as question sets: one to calibrate on, one to report on.

python -m rag.training.sources.split DATA OUT
"""

import argparse
import json
from pathlib import Path

from rag.training.sources.datasets import CALIBRATION_TITLES, REPORT_TITLES, squad

SETS = {"squad-calibration.json": CALIBRATION_TITLES, "squad-report.json": REPORT_TITLES}


def split(data: Path, out: Path) -> None:
    """Writes the two sets, as SQuAD JSON, from the data folder that training takes."""
    out.mkdir(parents=True, exist_ok=True)
    for name, titles in SETS.items():
        articles = squad(data / "squad2-dev-25-articles.json.gz", titles.__contains__)
        (out / name).write_text(json.dumps({"version": "v2.0", "data": articles}), encoding="utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    split(options.data, options.out)


if __name__ == "__main__":
    main()
