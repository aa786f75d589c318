"""Writes the model folder that `coaching.detection.reader` reads."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from coaching.detection.calibration import Calibration
from coaching.detection.network import Network, Window
from coaching.detection.phrases import Phrases
from coaching.detection.training.examples import Example
from coaching.detection.training.network import Outputs, TorchNetwork


def write(
    network: TorchNetwork, tokenizer: str, phrases: Phrases, calibration: Calibration, out: Path
) -> None:
    """Write the model folder `out`."""
    write_network(network, tokenizer, out)
    phrases.save(out / "phrases.npz")
    (out / "calibration.json").write_text(
        calibration.model_dump_json(indent=1) + "\n", encoding="utf-8"
    )


def write_network(network: TorchNetwork, tokenizer: str, out: Path) -> None:
    """Write what of the model folder `coaching.detection.network` reads."""
    out.mkdir(parents=True, exist_ok=True)
    _write_onnx(network, out / "model.onnx")
    (out / "tokenizer.json").write_text(tokenizer, encoding="utf-8")


def predict(network: TorchNetwork, tokenizer: str, examples: Sequence[Example]) -> list[Window]:
    """What `network` says of texts once it is written: int8 weights say it a little differently."""
    with TemporaryDirectory() as folder:
        write_network(network, tokenizer, Path(folder))
        written = Network(Path(folder))
        texts = (example.text for example in examples)
        return [next(iter(written.windows(text.text, text.kind, text.side))) for text in texts]


def _write_onnx(network: TorchNetwork, path: Path) -> None:
    """The encoder's weights become int8, a scale a channel: a quarter of the size. The heads
    stay exact; they are small, and the last word is theirs."""
    network.eval()
    text = torch.randint(1, len(network.words.weight), (1, 24))
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter tells of its own plans
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            network,
            (text,),
            str(exact),
            input_names=["ids"],
            output_names=list(Outputs._fields),
            dynamic_axes={name: {0: "texts"} for name in Outputs._fields}
            | {name: {0: "texts", 1: "length"} for name in ("ids", "tokens")},
            opset_version=17,
            dynamo=False,
        )
        nodes = onnx.load(exact).graph.node
        quantize_dynamic(
            str(exact),
            str(path),
            weight_type=QuantType.QInt8,
            per_channel=True,
            # Seven bits: with eight, processors without VNNI overflow and answer otherwise.
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
            nodes_to_exclude=[
                node.name
                for node in nodes
                if node.op_type in ("MatMul", "Gemm") and "/layers." not in node.name
            ],
        )
