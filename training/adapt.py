"""Adapt the encoder to the language of reports before it learns the task: `python training/adapt.py CORPUS.jsonl.gz…`.

Masked-word prediction (Devlin et al. 2019, arXiv 1810.04805) over unannotated texts. The encoder we start from was last
trained to embed whole sentences; this gives its word vectors back what they lost, and teaches the writing of words (`cases`). Writes a
checkpoint every 500 steps to --out and goes on from it; at the end writes `encoder.pt` for `train.py --start`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "annotation"), str(ROOT / "training")]

from communique.reading.windows import Words, load_tokenizer, split_words
from network import Tagger, load_encoder, tokenizer_file
from unannotated import texts

CLS, SEP, MASK = 101, 102, 103
MASKED = 0.2
TOKENS = 2400
"""Word pieces of a batch."""
SAVE = 500


class Masked(nn.Module):
    """The tagger's encoder with a head that predicts words; the output matrix is the embedding."""

    def __init__(self) -> None:
        super().__init__()
        self.tagger = Tagger(load_encoder())
        width = self.tagger.width
        self.transform = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width))
        self.bias = nn.Parameter(torch.zeros(self.tagger.encoder.config.vocab_size))

    def forward(self, ids: Tensor, cases: Tensor, mask: Tensor, at: Tensor) -> Tensor:
        """Scores of the vocabulary at the positions `at` of the flattened batch."""
        vectors, _ = self.tagger(ids, cases, mask)
        hidden = self.transform(vectors.reshape(-1, self.tagger.width)[at])
        return hidden @ self.tagger.encoder.embeddings.word_embeddings.weight.T + self.bias


def batches(data: list[Words], rng: random.Random) -> Iterator[list[Words]]:
    """Shuffled batches of texts of similar length."""
    order = sorted(range(len(data)), key=lambda i: (len(data[i].ids) // 4, rng.random()))
    found: list[list[Words]] = []
    current: list[Words] = []
    for i in order:
        current.append(data[i])
        if (len(current) + 1) * (len(data[i].ids) + 2) > TOKENS:
            found.append(current)
            current = []
    if current:
        found.append(current)
    rng.shuffle(found)
    yield from found


def masked(batch: list[Words], rng: np.random.Generator) -> tuple[Tensor, ...]:
    """Inputs with whole words masked, where, and what stood there."""
    size = max(len(w.ids) for w in batch) + 2
    ids = np.zeros((len(batch), size), np.int64)
    cases, mask, hidden = ids.copy(), ids.copy(), np.zeros_like(ids, dtype=bool)
    for row, words in enumerate(batch):
        end = len(words.ids) + 1
        ids[row, 0], ids[row, end] = CLS, SEP
        ids[row, 1:end] = words.ids
        cases[row, 1:end] = words.cases
        mask[row, : end + 1] = 1
        chosen = rng.random(len(words)) < MASKED
        hidden[row, 1:end] = np.repeat(chosen, words.piece_ends - words.first)
    target = ids[hidden]
    fate = rng.random(len(target))
    ids[hidden] = np.where(fate < 0.8, MASK, np.where(fate < 0.9, rng.integers(1000, 30000, len(target)), target))
    at = np.flatnonzero(hidden.reshape(-1))
    return tuple(map(torch.from_numpy, (ids, cases, mask, at, target)))


def one_pass(network: Masked, data: list[Words], turn: int, state: dict, saved: Path, args: argparse.Namespace) -> None:
    """All texts once, from a warm start of the learning rate to its end."""
    seed = args.seed + turn
    plan = list(batches(data, random.Random(seed)))
    optim = torch.optim.AdamW(network.parameters(), lr=args.rate, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optim, args.rate, total_steps=len(plan), pct_start=0.06)
    if state["step"]:
        optim.load_state_dict(state["optim"])
        schedule.load_state_dict(state["schedule"])
    total, started = 0.0, time.monotonic()
    for step in range(state["step"], len(plan)):
        ids, cases, mask, at, target = masked(plan[step], np.random.default_rng(seed * 1_000_003 + step))
        with torch.autocast("cpu", torch.bfloat16, enabled=args.half):
            scores = network(ids, cases, mask, at)
        loss = functional.cross_entropy(scores.float(), target)
        optim.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optim.step()
        schedule.step()
        total += float(loss.detach())
        if (step + 1) % 100 == 0:
            print(
                f"pass {turn + 1} step {step + 1}/{len(plan)}  loss {total / 100:.3f}  {time.monotonic() - started:.0f} s",
                flush=True,
            )
            total = 0.0
        if (step + 1) % SAVE == 0 or step + 1 == len(plan):
            done = step + 1 == len(plan)
            kept = {"network": network.state_dict(), "optim": optim.state_dict(), "schedule": schedule.state_dict()}
            part = saved.with_suffix(".part")
            torch.save({**kept, "turn": turn + done, "step": 0 if done else step + 1}, part)
            part.replace(saved)


def main() -> None:
    """Some passes."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("corpora", type=Path, nargs="+")
    ask.add_argument("--out", type=Path, default=ROOT / "training" / "runs" / "adapted")
    ask.add_argument("--rate", type=float, default=3e-4)
    ask.add_argument("--passes", type=int, default=1)
    ask.add_argument("--limit", type=int, help="only so many reports, drawn at random")
    ask.add_argument("--seed", type=int, default=5)
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument(
        "--half", action="store_true", help="bfloat16 where the processor has it: two to four times as fast"
    )
    args = ask.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    tokenizer = load_tokenizer(tokenizer_file())
    found = [text for _, text in texts(args.corpora)]
    random.Random(args.seed).shuffle(found)
    data = [w for w in (split_words(t, tokenizer) for t in found[: args.limit]) if 8 <= len(w.ids) <= 300]
    print(f"{len(data)} texts, {sum(len(w.ids) for w in data)} pieces", flush=True)
    network = Masked()
    args.out.mkdir(parents=True, exist_ok=True)
    saved = args.out / "checkpoint.pt"
    state = torch.load(saved, weights_only=True) if saved.exists() else {"turn": 0, "step": 0}
    if saved.exists():
        network.load_state_dict(state["network"])
    for turn in range(state["turn"], args.passes):
        one_pass(network, data, turn, state if turn == state["turn"] else {"step": 0}, saved, args)
    torch.save(network.tagger.state_dict(), args.out / "encoder.pt")


if __name__ == "__main__":
    main()
