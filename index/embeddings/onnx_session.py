"""Opens ONNX models, all in the same way."""

import onnxruntime


def open_session(model: bytes | str) -> onnxruntime.InferenceSession:
    """An ONNX session on the caller's thread, without telemetry.

    Args:
        model: The model itself, or the path of its file.
    """
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    # Callers run several at once; more threads in each would only wait for one another.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
