"""Opens ONNX models, all in the same way."""

import onnxruntime


def open_session(model: bytes | str, threads: int = 1) -> onnxruntime.InferenceSession:
    """An ONNX session, without telemetry.

    Args:
        model: The model itself, or the path of its file.
        threads: How many compute one run. Where callers run several at once, more than one only wait for one another.
    """
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
