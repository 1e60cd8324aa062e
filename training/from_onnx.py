"""Turn weights that ship back into a network to train on from: `python training/from_onnx.py [--weights FOLDER] --out network.pt`.

Single-precision weights of a release are not kept (90 MB each). Its int8 ones carry nearly all that was learned: a few steps of training make up for the
rounding.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "annotation"), str(ROOT / "training")]

from network import Network, load_encoder
from to_onnx import SHIPPED

Arrays = dict[str, np.ndarray]


def weights_of(path: Path, prefix: str) -> Arrays:
    """The tensors of one graph by their name in torch."""
    graph = onnx.load(str(path)).graph
    arrays = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    found: Arrays = {}

    def full(stem: str) -> np.ndarray:
        zero, scale = arrays[f"{stem}_zero_point"].astype(np.float32), arrays[f"{stem}_scale"]
        return (arrays[f"{stem}_quantized"].astype(np.float32) - zero) * scale

    for node in graph.node:
        if node.op_type == "MatMulInteger":
            parts = node.name.strip("/").removeprefix("tagger/").removesuffix("/MatMul_quant").split("/")
            # the exporter writes a list and its member ("out/out.2")
            clean = ".".join(
                p for p, after in zip(parts, [*parts[1:], ""], strict=True) if not after.startswith(f"{p}.")
            )
            found[f"{prefix}{clean}.weight"] = full(node.input[1].removesuffix("_quantized")).T
        elif node.op_type == "QAttention":
            layer = node.name.split("_")[1]
            stem = f"{prefix}encoder.encoder.layer.{layer}.attention.self"
            parts_w = np.split(full(f"Attention_{layer}_qkv_weight"), 3, axis=1)
            parts_b = np.split(arrays[f"Attention_{layer}_qkv_bias"], 3)
            for name, weight, bias in zip(("query", "key", "value"), parts_w, parts_b, strict=True):
                found[f"{stem}.{name}.weight"], found[f"{stem}.{name}.bias"] = weight.T, bias
    for name, array in arrays.items():
        plain = prefix + name.removeprefix("tagger.")
        if name.endswith("weight_quantized") and not name.startswith(("Attention", "onnx::")):
            found[plain.removesuffix("_quantized")] = full(name.removesuffix("_quantized"))
        elif name.endswith((".bias", ".weight")):
            found[plain] = array
    return found


def main() -> None:
    """Read both graphs and write the network."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--weights", type=Path, default=SHIPPED)
    ask.add_argument("--out", type=Path, default=ROOT / "training" / "runs" / "shipped" / "network.pt")
    args = ask.parse_args()
    found = weights_of(args.weights / "tagger.onnx", "tagger.") | weights_of(args.weights / "relator.onnx", "relator.")
    network = Network(load_encoder())
    state = network.state_dict()
    if missing := sorted(set(state) - set(found)):
        raise SystemExit(f"{args.weights}: no {', '.join(missing)}")
    network.load_state_dict({name: torch.from_numpy(np.ascontiguousarray(found[name])) for name in state})
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), args.out)
    print(f"{len(state)} tensors  {args.out}")


if __name__ == "__main__":
    main()
