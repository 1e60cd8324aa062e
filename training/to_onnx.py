"""Turn a trained network into the weights that ship: `python training/to_onnx.py RUN/network.pt [--out FOLDER]`.

Writes `tagger.onnx` and `relator.onnx` (int8: matrices and embeddings), `tokenizer.json`, `card.json`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path

import torch
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers import optimizer

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "annotation"), str(ROOT / "training")]

from transformers import PretrainedConfig

from network import Network, load_encoder, tokenizer_file

SHIPPED = ROOT / "src" / "communique" / "reading" / "weights"
OUTPUTS = [
    "modes",
    "status",
    "polarity",
    "certainty",
    "stance",
    "absent",
    "roles",
    "same_act",
    "sectors",
    "unnamed",
    "antecedents",
    "kin",
]


class _Window(torch.nn.Module):
    """The tagger on one window without padding."""

    def __init__(self, tagger: torch.nn.Module) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, ids: torch.Tensor, cases: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        vectors, tags = self.tagger(ids, cases)
        return vectors[0], tags[0]


def export_tagger(network: Network, path: Path) -> None:
    """Write the tagger in single precision."""
    ids = torch.randint(1000, 20000, (1, 37))
    torch.onnx.export(
        _Window(network.tagger).eval(),
        (ids, torch.zeros_like(ids)),
        str(path),
        input_names=["ids", "cases"],
        output_names=["vectors", "tags"],
        dynamic_axes={"ids": {1: "pieces"}, "cases": {1: "pieces"}, "vectors": {0: "pieces"}, "tags": {0: "pieces"}},
        opset_version=17,
        dynamo=False,
    )


def export_relator(network: Network, path: Path) -> None:
    """Write the relator."""
    n, m = 3, 5
    inputs = (
        torch.randn(1, n, 2 * network.tagger.width),
        torch.randn(1, m, 2 * network.tagger.width),
        torch.zeros(1, m, dtype=torch.int64),
        torch.zeros(1, 2, n, m, dtype=torch.int64),
        torch.zeros(1, 2, n, n, dtype=torch.int64),
        torch.zeros(1, 2, m, m, dtype=torch.int64),
    )
    names = ["triggers", "mentions", "layers", "near", "near_act", "near_name"]
    axes = {
        "triggers": {1: "n"},
        "mentions": {1: "m"},
        "layers": {1: "m"},
        "near": {2: "n", 3: "m"},
        "near_act": {2: "n", 3: "n"},
        "near_name": {2: "m", 3: "m"},
    }
    torch.onnx.export(
        network.relator.eval(),
        inputs,
        str(path),
        input_names=names,
        output_names=OUTPUTS,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def prepare(full: Path, ready: Path, fuse: PretrainedConfig | None = None) -> None:
    """Make a graph ready to be quantised; fused attention and normalisation read an article in two thirds of the time."""
    if fuse:
        heads, width = fuse.num_attention_heads, fuse.hidden_size
        fused = optimizer.optimize_model(str(full), model_type="bert", num_heads=heads, hidden_size=width, opt_level=0)
        fused.save_model_to_file(str(ready))
    else:
        quant_pre_process(str(full), str(ready), skip_symbolic_shape=True)


def main() -> None:
    """Export and quantise."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("weights", type=Path, nargs="+", help="network.pt of a run; the mean of several")
    ask.add_argument("--out", type=Path, default=SHIPPED)
    ask.add_argument("--full", action="store_true", help="single precision, to measure what int8 costs")
    ask.add_argument("--version", default="unreleased", help="version of the weights, kept with every record")
    args = ask.parse_args()
    network = Network(load_encoder())
    rounds = [torch.load(path, weights_only=True, map_location="cpu") for path in args.weights]
    network.load_state_dict({name: sum(r[name] for r in rounds) / len(rounds) for name in rounds[0]})
    network.eval()
    # written out step by step, attention can be recognised and fused below
    network.tagger.encoder.set_attn_implementation("eager")
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, export in (("tagger.onnx", export_tagger), ("relator.onnx", export_relator)):
            full, ready = Path(folder) / name, Path(folder) / f"ready-{name}"
            export(network, full)
            if args.full:
                (args.out / name).write_bytes(full.read_bytes())
                continue
            prepare(full, ready, network.tagger.encoder.config if name == "tagger.onnx" else None)
            quantize_dynamic(
                ready,
                args.out / name,
                op_types_to_quantize=["MatMul", "Gemm", "Gather", "Attention"],
                weight_type=QuantType.QUInt8,  # signed ones saturate on processors without VNNI, which then read otherwise
                per_channel=True,
                extra_options={"DefaultTensorType": TensorProto.FLOAT},
            )
    card = {
        "version": args.version,
        "weights": hashlib.sha256((args.out / "tagger.onnx").read_bytes()).hexdigest()[:16],
    }
    (args.out / "card.json").write_text(json.dumps(card) + "\n", encoding="utf-8")
    tokenizer = json.loads(tokenizer_file().read_text(encoding="utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    (args.out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    for path in sorted(args.out.glob("*.*")):
        print(f"{path.stat().st_size / 1e6:6.2f} MB  {path.name}")


if __name__ == "__main__":
    main()
