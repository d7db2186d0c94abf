"""Evens out a model's activations before it is quantised: what is large in a few channels goes into the weights.

Activations are rounded to 256 steps of one size, and of an encoder's some channels are thirty times the others, which
are then rounded away. Dividing each input channel of a linear layer by a number and multiplying its weights by the
same changes nothing but the rounding (SmoothQuant: Xiao et al. 2023, arXiv 2211.10438).
"""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch
from tokenizers import Encoding, Tokenizer
from torch.nn.functional import linear

READINGS = Path(__file__).parents[1] / "data" / "readings" / "articles.jsonl"
STRENGTH = 0.7
"""How much of the unevenness goes into the weights, 0 to 1: of 0.5, 0.7 and 0.85 the one whose scores differ least."""
SAMPLE = 24
"""Texts of which the activations are looked at."""
SMALLEST = 1e-3


class SmoothedLinear(torch.nn.Module):
    """A linear layer that multiplies its input by `inverse`, of shape (inputs,), and undoes that in its weights."""

    inverse: torch.Tensor

    def __init__(self, layer: torch.nn.Linear, largest: torch.Tensor) -> None:
        """Takes over a layer.

        Args:
            layer: The layer, with weights of shape (outputs, inputs).
            largest: The largest magnitude of each input, shape (inputs,).
        """
        super().__init__()
        weights = layer.weight.detach()
        scale = largest.clamp_min(SMALLEST) ** STRENGTH / weights.abs().amax(0).clamp_min(SMALLEST) ** (1 - STRENGTH)
        self.weight = torch.nn.Parameter(weights * scale, requires_grad=False)
        self.bias = layer.bias
        self.register_buffer("inverse", 1 / scale)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """As `torch.nn.Linear.forward`."""
        return linear(inputs * self.inverse, self.weight, self.bias)


def sample(tokenizer: Tokenizer, count: int = SAMPLE) -> list[Encoding]:
    """Questions about our own training articles, each with the beginning of its article."""
    tokenizer.enable_truncation(288, strategy="only_second")
    tokenizer.no_padding()
    with READINGS.open(encoding="utf-8") as file:
        articles = [json.loads(line) for line, _ in zip(file, range(count), strict=False)]
    return [tokenizer.encode(article["questions"][0]["question"], article["text"]) for article in articles]


def smooth(model: torch.nn.Module, run: Callable[[Encoding], object], texts: Sequence[Encoding]) -> None:
    """Replaces all linear layers of a model's encoder by smoothed ones.

    Args:
        model: The model, whose layers are in modules named `layer`.
        run: Lets the model read a text.
        texts: What its activations are looked at for.
    """
    largest: dict[str, torch.Tensor] = {}
    layers = dict(_linear_layers(model))

    def noting(name: str) -> Callable[[torch.nn.Module, tuple[torch.Tensor, ...]], None]:
        def note(_: torch.nn.Module, given: tuple[torch.Tensor, ...]) -> None:
            seen = given[0].detach().abs().flatten(0, -2).amax(0)
            largest[name] = torch.maximum(largest.get(name, seen), seen)

        return note

    hooks = [layer.register_forward_pre_hook(noting(name)) for name, layer in layers.items()]
    for text in texts:
        run(text)
    for hook in hooks:
        hook.remove()
    for name, layer in layers.items():
        parent, _, own = name.rpartition(".")
        setattr(model.get_submodule(parent), own, SmoothedLinear(layer, largest[name]))


def _linear_layers(model: torch.nn.Module) -> Iterator[tuple[str, torch.nn.Linear]]:
    return ((n, layer) for n, layer in model.named_modules() if ".layer." in n and isinstance(layer, torch.nn.Linear))
