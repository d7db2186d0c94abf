"""Activations evened out before they are rounded: the same scores, and less uneven inputs."""

import torch
from tokenizers import Encoding, Tokenizer

from rag.answering.extractive.reading.reader_files import SHIPPED
from rag.training.checkpoints.smoothing import SmoothedLinear, sample, smooth


class Layers(torch.nn.Module):
    """Two linear layers in a module named `layer`, and a head beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = torch.nn.ModuleDict({"layer": torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.Linear(8, 4))})
        self.head = torch.nn.Linear(4, 2)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        made: torch.Tensor = self.head(self.encoder["layer"](inputs))
        return made


def test_smoothing_changes_no_score_and_evens_the_inputs() -> None:
    torch.manual_seed(1)
    model, inputs = Layers(), torch.randn(2, 5, 8)
    inputs[:, :, 3] *= 40
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    texts: list[Encoding] = sample(tokenizer, 2)
    with torch.no_grad():
        before = model(inputs)
        smooth(model, lambda _: model(inputs), texts)
        assert torch.allclose(model(inputs), before, atol=1e-4)
    first = model.encoder["layer"][0]
    assert isinstance(first, SmoothedLinear)
    assert isinstance(model.head, torch.nn.Linear)

    def unevenness(given: torch.Tensor) -> float:
        peaks = given.abs().amax((0, 1))
        return float(peaks.max() / peaks.median())

    assert unevenness(inputs * first.inverse) < unevenness(inputs) / 4
