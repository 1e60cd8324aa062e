"""Train the reader: `python training/train.py CORPUS.jsonl.gz…`. Hours on a CPU, minutes on a GPU.

Reads the committed annotations (joined with the corpora they were made on: dated reports of world events, sentences of
world news) and our own texts in `corpus/train`, with their second annotations in `corpus/second`. Writes a checkpoint after every epoch to --out and goes on from it when started again; at the end
writes `network.pt`, which `to_onnx.py` turns into the weights that ship. Same seed, same machine: same weights.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "annotation"), str(ROOT / "training")]

from batches import Batch, SpanBatch, pad_spans, pad_words
from communique.reading.decode import Ints, decode_tags
from communique.reading.windows import load_tokenizer
from examples import Example, examples
from losses import Answers, answers, gold_losses, tag_losses, total
from network import Network, load_encoder, span_vectors, tokenizer_file
from offsets import load_records

SHOWN = 100
"""Steps between two lines of progress."""

HELD_OUT = 20
"""One document in so many is kept out of training, by a digest of its id, for thresholds and early looks."""


def held_out(record: dict[str, Any]) -> bool:
    """Whether a record is kept out of training."""
    return zlib.crc32(record["document"]["id"].encode()) % HELD_OUT == 0


def read(network: Network, batch: Batch, device: torch.device, *, half: bool) -> tuple[Tensor, Tensor]:
    """The tagger's vectors and tags of a batch; in bfloat16 inside where `half`."""
    with torch.autocast(device.type, torch.bfloat16, enabled=half):
        vectors, tags = network.tagger(batch.ids.to(device), batch.cases.to(device), batch.mask.to(device))
    return vectors.float(), tags.float()


def relate(network: Network, vectors: Tensor, spans: SpanBatch, *, half: bool) -> Answers:
    """The relator's answers about the spans of a batch."""
    triggers, mentions = span_vectors(vectors, spans.triggers), span_vectors(vectors, spans.mentions)
    with torch.autocast(vectors.device.type, torch.bfloat16, enabled=half):
        scores = network.relator(triggers, mentions, spans.layers, spans.near, spans.near_act, spans.near_name)
    return answers(tuple(s.float() for s in scores), spans)


def wrong_mentions(batch: Sequence[Example], tags: Tensor, firsts: Sequence[Ints]) -> list[Ints]:
    """The mentions that the tagger finds and gold has not: the relator must learn to leave them unused."""
    scores = tags.detach().float().cpu().numpy()
    found = []
    for row, example in enumerate(batch):
        _, spans, _ = decode_tags(scores[row, firsts[row]])
        gold = set(map(tuple, example.mentions.tolist()))
        rows = [
            r for r in zip(spans.first.tolist(), spans.last.tolist(), spans.kind.tolist(), strict=True) if r not in gold
        ]
        found.append(np.array(rows, np.int64).reshape(-1, 3))
    return found


def batches(data: Sequence[Example], size: int, rng: random.Random) -> Iterator[list[Example]]:
    """Shuffled batches of examples of similar length; long ones in smaller batches."""
    order = list(range(len(data)))
    rng.shuffle(order)
    chunks = [
        sorted(order[at : at + size * 40], key=lambda i: len(data[i].words.ids))
        for at in range(0, len(order), size * 40)
    ]
    found: list[list[Example]] = []
    for chunk in chunks:
        current: list[Example] = []
        for i in chunk:
            current.append(data[i])
            if len(current) >= size or len(current) * len(data[i].words.ids) > 2600:
                found.append(current)
                current = []
        if current:
            found.append(current)
    rng.shuffle(found)
    yield from found


def average(ema: nn.Module, network: nn.Module, decay: float) -> None:
    """Move the running average of the weights."""
    with torch.no_grad():
        for kept, new in zip(ema.parameters(), network.parameters(), strict=True):
            kept.lerp_(new, 1 - decay)


def optimizer(network: Network, rate: float, heads: float) -> torch.optim.Optimizer:
    """AdamW: a low rate for the encoder, so many times as high a one for the new heads."""
    encoder = list(network.tagger.encoder.parameters())
    known = {id(p) for p in encoder}
    new = [p for p in network.parameters() if id(p) not in known]
    groups = [{"params": encoder, "lr": rate}, {"params": new, "lr": rate * heads}]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


def train(args: argparse.Namespace) -> None:
    """Train from the last checkpoint, if there is one, to the end."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = load_tokenizer(tokenizer_file())
    records = load_records(args.corpora, args.limit, args.own, args.others)
    data = [e for r in records if not held_out(r) for e in examples(r, tokenizer) if len(e.words)]
    print(f"{len(records)} documents, {len(data)} windows, {sum(len(e.triggers) for e in data)} events", flush=True)
    network = Network(load_encoder()).to(device)
    if args.start:
        rounds = [torch.load(path, weights_only=True) for path in args.start]
        mean = {name: sum(r[name] for r in rounds) / len(rounds) for name in rounds[0]}
        begin_with(network, mean)
        args.out.mkdir(parents=True, exist_ok=True)
        torch.save(mean, args.out / "start.pt")
    ema = deepcopy(network)
    steps = args.epochs * sum(1 for _ in batches(data, args.batch, random.Random(0)))
    optim = optimizer(network, args.rate, args.heads)
    schedule = torch.optim.lr_scheduler.LambdaLR(optim, lambda step: _rate(step, steps))
    args.out.mkdir(parents=True, exist_ok=True)
    saved, begin = args.out / "checkpoint.pt", 0
    if saved.exists():
        state = torch.load(saved, weights_only=True)
        network.load_state_dict(state["network"])
        ema.load_state_dict(state["ema"])
        optim.load_state_dict(state["optim"])
        schedule.load_state_dict(state["schedule"])
        begin = state["epoch"]
        print(f"going on after epoch {begin}", flush=True)
    for epoch in range(begin, args.epochs):
        _epoch(network, ema, optim, schedule, data, args, epoch, device)
        state = {"network": network.state_dict(), "ema": ema.state_dict(), "optim": optim.state_dict()}
        part = saved.with_suffix(".part")
        torch.save({**state, "schedule": schedule.state_dict(), "epoch": epoch + 1}, part)
        part.replace(saved)
    torch.save(ema.state_dict(), args.out / "network.pt")


def begin_with(network: Network, weights: dict[str, Tensor]) -> None:
    """Take over an adapted encoder, or a whole network."""
    if any(name.startswith("relator.") for name in weights):
        network.load_state_dict(weights)
    else:
        fresh = {f"tags.{name}": value for name, value in network.tagger.tags.state_dict().items()}
        network.tagger.load_state_dict({**weights, **fresh})


def _rate(step: int, steps: int) -> float:
    """Share of the full learning rate: warm-up over the first tenth, then a cosine down to a twentieth."""
    warm = max(1, steps // 10)
    if step < warm:
        return (step + 1) / warm
    return 0.05 + 0.475 * (1 + math.cos(math.pi * min(1.0, (step - warm) / max(1, steps - warm))))


def _epoch(
    network: Network,
    ema: Network,
    optim: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    data: Sequence[Example],
    args: argparse.Namespace,
    epoch: int,
    device: torch.device,
) -> None:
    """One pass over the data."""
    network.train()
    totals: dict[str, float] = {}
    started = time.monotonic()
    seen = schedule.last_epoch
    torch.manual_seed(args.seed * 1000 + epoch)
    for count, group in enumerate(batches(data, args.batch, random.Random(args.seed * 1000 + epoch)), 1):
        batch = pad_words(group)
        vectors, tags = read(network, batch, device, half=args.half)
        extra = wrong_mentions(group, tags, batch.words) if epoch > 0 else [np.zeros((0, 3), np.int64)] * len(group)
        spans = _to(pad_spans(group, extra), device)
        found = relate(network, vectors, spans, half=args.half)
        parts = {**tag_losses(_to(batch, device), tags), **gold_losses(found, spans)}
        loss = total(parts)
        optim.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optim.step()
        schedule.step()
        average(ema, network, min(args.ema, (1 + seen) / (10 + seen)))
        seen += 1
        for name, part in parts.items():
            totals[name] = totals.get(name, 0.0) + float(part.detach())
        if count % SHOWN == 0:
            means = "  ".join(f"{name} {value / SHOWN:.3f}" for name, value in totals.items())
            print(
                f"epoch {epoch + 1}/{args.epochs} step {count} {time.monotonic() - started:.0f} s  {means}", flush=True
            )
            totals = {}
    print(f"epoch {epoch + 1}/{args.epochs} done in {time.monotonic() - started:.0f} s", flush=True)


def _to(batch: Any, device: torch.device) -> Any:
    """A batch with its tensors on the device."""
    moved = {k: v.to(device) if isinstance(v, Tensor) else v for k, v in vars(batch).items()}
    return type(batch)(**moved)


def main() -> None:
    """Read the options and train."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("corpora", type=Path, nargs="*", help="none: our own texts only")
    ask.add_argument("--out", type=Path, default=ROOT / "training" / "runs" / "reader")
    ask.add_argument(
        "--start",
        type=Path,
        nargs="+",
        help="encoder.pt of adapt.py, or network.pt of an earlier round; the mean of several",
    )
    ask.add_argument("--half", action="store_true", help="bfloat16 where the processor has it: more than twice as fast")
    ask.add_argument(
        "--limit", type=int, help="only the first so many annotated texts, without our own (learning curve)"
    )
    ask.add_argument(
        "--own", type=int, default=1, help="times that our own texts, rich in what is rare, are seen an epoch"
    )
    ask.add_argument("--others", type=int, help="only so many annotated texts of others beside our own, drawn once")
    ask.add_argument("--epochs", type=int, default=12)
    ask.add_argument("--batch", type=int, default=16)
    ask.add_argument("--rate", type=float, default=1.5e-4)
    ask.add_argument("--heads", type=float, default=8.0, help="rate of the heads, in that of the encoder")
    ask.add_argument("--ema", type=float, default=0.99)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--threads", type=int, default=2)
    train(ask.parse_args())


if __name__ == "__main__":
    main()
