"""Finds a reader's files: the shipped ones, those of a folder, or those of a model on the Hugging Face hub."""

from dataclasses import dataclass
from pathlib import Path

from index.errors import ModelError

SHIPPED = Path(__file__).parents[1] / "weights"
MODELS = ("model.onnx", "onnx/model_quantized.onnx", "onnx/model_int8.onnx", "onnx/model.onnx")
"""Where weights are looked for, in this order; the hub's own exporter writes the names under `onnx/`."""
TOKENIZER = "tokenizer.json"
CALIBRATION = "calibration.json"
SCORES = "calibration-scores.json"
SCREENING = "screening"
"""Folder of a smaller reader beside a reader's files, with weights and tokenizer of its own."""


@dataclass(frozen=True, slots=True)
class ReaderFiles:
    """A reader's weights and tokenizer, and the calibration: its own where it has one, else the shipped reader's.

    `scores` are those of calibration questions (see `CalibrationScores`), its own alone; the file may be missing.
    `screening` is the folder of the reader that chooses passages for this one, None where there is none.
    """

    model: Path
    tokenizer: Path
    calibration: Path
    scores: Path
    screening: Path | None


def reader_files(name: str = "") -> ReaderFiles:
    """The files of a reader.

    Args:
        name: Empty for the shipped reader; else a folder, or where there is no such folder, a hub id ("owner/model").

    Raises:
        ModelError: There is no such folder or model, or a file is missing in it; names what was looked for.
    """
    folder = Path(name).expanduser() if name else SHIPPED
    if not folder.is_dir():
        folder = _from_hub(name)
    found = {file: folder / file for file in (*MODELS, TOKENIZER, CALIBRATION) if (folder / file).is_file()}
    model = next((found[file] for file in MODELS if file in found), None)
    missing = [*([] if model else [f"weights ({', '.join(MODELS)})"]), *([] if TOKENIZER in found else [TOKENIZER])]
    if model is None or missing:
        raise ModelError(f"The {f'reader {name!r}' if name else 'shipped reader'} has no {' and no '.join(missing)}.")
    calibration, screening = found.get(CALIBRATION, SHIPPED / CALIBRATION), folder / SCREENING
    return ReaderFiles(model, found[TOKENIZER], calibration, folder / SCORES, screening if screening.is_dir() else None)


def _from_hub(name: str) -> Path:
    """The folder of a hub model's files: one set of weights, its tokenizer and calibration, downloaded where need be.

    Raises:
        ModelError: The hub knows no such model, or cannot be reached and the model was not downloaded before.
    """
    # Imported here: most processes need no hub.
    from httpx import TransportError
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OfflineModeIsEnabled

    try:
        try:
            there = HfApi().list_repo_files(name)
        except (TransportError, OfflineModeIsEnabled):
            return Path(snapshot_download(name, local_files_only=True))
        weights = [file for file in MODELS if file in there][:1]
        patterns = [*weights, TOKENIZER, CALIBRATION, SCORES, f"{SCREENING}/*"]
        return Path(snapshot_download(name, allow_patterns=patterns))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, TransportError) as error:
        raise ModelError(
            f"There is no folder {name!r}, and no model of that name could be fetched from the hub: give a folder or a"
            f" hub id with ONNX weights ({', '.join(MODELS)}) and {TOKENIZER}."
        ) from error
