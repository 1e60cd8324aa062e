"""A small network learns from a large one: `python training/distil.py CORPUS.jsonl.gz… --teacher RUN/network.pt`.

The teacher, trained by `train.py --encoder mpnet` on the same annotations, reads texts that nobody annotated; the small network learns
to answer as it does (Hinton et al. 2015, arXiv 1503.02531), with the annotated texts in between. What the teacher said is
kept in --out in parts, and the small network's state after every 500 steps, so that both go on when started again; at the end
stands `network.pt`, which `train.py --start` finishes on the annotations alone.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "annotation"), str(ROOT / "training")]

from batches import SpanBatch, pad_spans, pad_words
from choose import POLITICAL, SPORT
from communique.model import LAYERS
from communique.reading.decode import Ints, decode_tags
from communique.reading.windows import Words, load_tokenizer, split_words
from examples import Example, examples
from losses import answers, gold_losses, tag_losses, taught_losses, taught_tag_losses, total
from network import Network, load_encoder, span_vectors, tokenizer_file
from offsets import load_records
from train import average, batches, held_out, on, optimizer, rate_at, read, relate, start_from, wrong_mentions
from unannotated import texts

PART = 1000
"""Texts of a part."""
SAVE = 500
"""Steps between two checkpoints."""
TOKENS = 4000
"""Word pieces of a batch that the teacher reads."""
PIECES = 500


@dataclass
class Taught:
    """A text and what the teacher says of it.

    Attributes:
        example: the text with the spans that the teacher found; its labels say nothing.
        tags: (words, TAGS) the teacher's tag scores.
        scores: the teacher's scores of the spans, as `Relator` gives them, without the batch.
    """

    example: Example
    tags: Tensor
    scores: tuple[Tensor, ...]


def bare(words: Words, triggers: Ints, mentions: Ints) -> Example:
    """A text with spans and no labels."""
    n, m = len(triggers), len(mentions)
    return Example(
        words=words,
        trigger_tags=np.zeros(len(words), np.int64),
        layer_tags=np.zeros((len(words), len(LAYERS)), np.int64),
        triggers=triggers,
        kinds=np.zeros((n, 6), np.int64),
        mentions=mentions,
        roles=np.zeros((n, m, 7), np.int64),
        sources=np.zeros(n, np.int64),
        sectors=np.full(m, -1),
        unnamed=np.full(m, -1),
        antecedent=np.full(m, -1),
        same_act=np.zeros((n, n), np.int64),
        countries=np.full(m, -1),
    )


def teach(teacher: Network, group: Sequence[Words], device: torch.device, *, half: bool) -> list[Taught]:
    """What the teacher says of some texts."""
    none = np.zeros((0, 2), np.int64)
    batch = pad_words([bare(w, none, np.zeros((0, 3), np.int64)) for w in group])
    vectors, tags = read(teacher, batch, device, half=half)
    found = []
    for row, words in enumerate(group):
        triggers, spans, _ = decode_tags(tags[row, batch.words[row]].cpu().numpy())
        rows = np.stack([triggers.first, triggers.last], axis=1).reshape(-1, 2)
        found.append(bare(words, rows, np.stack([spans.first, spans.last, spans.kind], axis=1).reshape(-1, 3)))
    spans_of = on(pad_spans(found, [np.zeros((0, 3), np.int64)] * len(found)), device)
    triggers_of, mentions_of = span_vectors(vectors, spans_of.triggers), span_vectors(vectors, spans_of.mentions)
    near = (spans_of.near, spans_of.near_act, spans_of.near_name)
    with torch.autocast(device.type, torch.bfloat16, enabled=half):
        scores = teacher.relator(triggers_of, mentions_of, spans_of.layers, *near)
    out = []
    for row, example in enumerate(found):
        n, m = len(example.triggers), len(example.mentions)
        cut = [s[row, :n] for s in scores[:6]] + [scores[6][row, :n, :m], scores[7][row, :n, :n]]
        cut += [
            scores[8][row, :m],
            scores[9][row, :m],
            torch.cat([scores[10][row, :m, :m], scores[10][row, :m, -1:]], 1),
        ]
        kept = tags[row, batch.words[row]]
        out.append(Taught(example, kept.half().cpu(), tuple(c.half().cpu() for c in cut)))
    return out


def read_all(args: argparse.Namespace, device: torch.device, chosen: Sequence[str]) -> list[Taught]:
    """The teacher's reading of all chosen texts, from the parts on disk where they are."""
    tokenizer = load_tokenizer(tokenizer_file())
    folder = args.out / "taught"
    folder.mkdir(parents=True, exist_ok=True)
    teacher: Network | None = None
    found: list[Taught] = []
    for number in range(0, len(chosen), PART):
        path = folder / f"{number // PART:03}.pt"
        if not path.exists():
            if teacher is None:
                teacher = Network(load_encoder("mpnet")).to(device).eval()
                teacher.load_state_dict(torch.load(args.teacher, weights_only=True), strict=False)
            started = time.monotonic()
            words = [
                w for t in chosen[number : number + PART] if 8 <= len((w := split_words(t, tokenizer)).ids) <= PIECES
            ]
            with torch.inference_mode():
                part = [t for group in _groups(words) for t in teach(teacher, group, device, half=args.half)]
            torch.save(part, path.with_suffix(".part"))
            path.with_suffix(".part").replace(path)
            print(f"part {number // PART}: {len(part)} texts, {time.monotonic() - started:.0f} s", flush=True)
        found += torch.load(path, weights_only=False)
    return found


def _groups(words: list[Words]) -> Iterator[list[Words]]:
    """Groups of texts of similar length."""
    current: list[Words] = []
    for text in sorted(words, key=lambda w: len(w.ids)):
        if current and (len(current) + 1) * (len(text.ids) + 2) > TOKENS:
            yield current
            current = []
        current.append(text)
    if current:
        yield current


def pad_scores(group: Sequence[Taught], spans: SpanBatch) -> tuple[Tensor, ...]:
    """The teacher's scores of some texts in the shapes of a padded batch."""
    b, n, m = spans.triggers.shape[0], spans.triggers.shape[1], spans.mentions.shape[1]
    of_trigger = [(b, n, s.shape[-1]) for s in group[0].scores[:6]]
    of_pair = [(b, n, m, group[0].scores[6].shape[-1]), (b, n, n)]
    of_mention = [(b, m, group[0].scores[8].shape[-1]), (b, m), (b, m, m + 1)]
    padded = [torch.zeros(shape) for shape in (*of_trigger, *of_pair, *of_mention)]
    for row, taught in enumerate(group):
        k, j = len(taught.example.triggers), len(taught.example.mentions)
        for at in range(6):
            padded[at][row, :k] = taught.scores[at]
        padded[6][row, :k, :j] = taught.scores[6]
        padded[7][row, :k, :k] = taught.scores[7]
        padded[8][row, :j] = taught.scores[8]
        padded[9][row, :j] = taught.scores[9]
        padded[10][row, :j, :j] = taught.scores[10][:, :-1]
        padded[10][row, :j, -1] = taught.scores[10][:, -1]
    return tuple(padded)


def taught_parts(network: Network, group: Sequence[Taught], device: torch.device, *, half: bool) -> dict[str, Tensor]:
    """How far the network is from the teacher on some texts."""
    found = [t.example for t in group]
    batch, spans = pad_words(found), pad_spans(found, [np.zeros((0, 3), np.int64)] * len(found))
    vectors, tags = read(network, batch, device, half=half)
    words, its = torch.zeros(tags.shape[:2]), torch.zeros(tags.shape)
    for row, taught in enumerate(group):
        words[row, batch.words[row]] = 1
        its[row, batch.words[row]] = taught.tags.float()
    scores = tuple(s.to(device) for s in pad_scores(group, spans))
    spans = on(spans, device)
    answered = relate(network, vectors, spans, half=half)
    parts = taught_tag_losses(tags, its.to(device), words.to(device))
    return {**parts, **taught_losses(answered, answers(scores, spans))}


def gold_parts(network: Network, group: Sequence[Example], device: torch.device, *, half: bool) -> dict[str, Tensor]:
    """How far the network is from gold on some texts."""
    batch = pad_words(group)
    vectors, tags = read(network, batch, device, half=half)
    spans = on(pad_spans(group, wrong_mentions(group, tags, batch.words)), device)
    answered = relate(network, vectors, spans, half=half)
    return {**tag_losses(on(batch, device), tags), **gold_losses(answered, spans)}


def plan_of(taught: Sequence[Taught], gold: Sequence[Example], args: argparse.Namespace) -> list[tuple[str, list[int]]]:
    """The batches of the whole run in a fixed order: all taught texts `--passes` times, gold `--gold` times a pass."""
    plan: list[tuple[str, list[int]]] = []
    for turn in range(args.passes):
        rng = random.Random(args.seed + turn)
        steps = [("taught", g) for g in _indices([t.example for t in taught], args.batch, rng)]
        for _ in range(args.gold):
            steps += [("gold", g) for g in _indices(gold, args.batch // 2, rng)]
        rng.shuffle(steps)
        plan += steps
    return plan


def _indices(data: Sequence[Example], size: int, rng: random.Random) -> list[list[int]]:
    """`train.batches` as indices."""
    places = {id(e): i for i, e in enumerate(data)}
    return [[places[id(e)] for e in group] for group in batches(data, size, rng)]


def learn(args: argparse.Namespace, device: torch.device, taught: Sequence[Taught], gold: Sequence[Example]) -> None:
    """Train the small network from its last checkpoint to the end."""
    torch.manual_seed(args.seed)
    network = Network(load_encoder()).to(device)
    if args.start:
        start_from(network, torch.load(args.start, weights_only=True))
    ema, optim = deepcopy(network), optimizer(network, args.rate, args.heads)
    plan = plan_of(taught, gold, args)
    schedule = torch.optim.lr_scheduler.LambdaLR(optim, lambda step: rate_at(step, len(plan)))
    saved, begin = args.out / "checkpoint.pt", 0
    if saved.exists():
        state = torch.load(saved, weights_only=True)
        for name, part in (("network", network), ("ema", ema), ("optim", optim), ("schedule", schedule)):
            part.load_state_dict(state[name])
        begin = state["step"]
    network.train()
    totals, started = {"taught": [0.0, 0], "gold": [0.0, 0]}, time.monotonic()
    for step in range(begin, len(plan)):
        kind, group = plan[step]
        torch.manual_seed(args.seed * 1_000_003 + step)
        if kind == "taught":
            parts = taught_parts(network, [taught[i] for i in group], device, half=args.half)
        else:
            parts = gold_parts(network, [gold[i] for i in group], device, half=args.half)
        loss = total(parts)
        optim.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optim.step()
        schedule.step()
        average(ema, network, min(args.ema, (1 + step) / (10 + step)))
        totals[kind][0] += float(loss.detach())
        totals[kind][1] += 1
        if (step + 1) % 100 == 0:
            shown = "  ".join(f"{k} {v / max(1, n):.3f}" for k, (v, n) in totals.items())
            print(f"step {step + 1}/{len(plan)}  {shown}  {time.monotonic() - started:.0f} s", flush=True)
            totals = {"taught": [0.0, 0], "gold": [0.0, 0]}
        if (step + 1) % SAVE == 0:
            state = {"network": network.state_dict(), "ema": ema.state_dict(), "optim": optim.state_dict()}
            torch.save({**state, "schedule": schedule.state_dict(), "step": step + 1}, saved.with_suffix(".part"))
            saved.with_suffix(".part").replace(saved)
    torch.save(ema.state_dict(), args.out / "network.pt")


def chosen_texts(args: argparse.Namespace, annotated: set[str]) -> list[str]:
    """Political texts that nobody annotated: all passages, and so many reports, drawn at random."""
    rows = [(n, t) for n, t in texts(args.corpora) if n not in annotated and not SPORT.search(t)]
    passages = [t for n, t in rows if ".." in n]
    reports = [t for n, t in rows if ".." not in n and POLITICAL.search(t)]
    random.Random(args.seed).shuffle(reports)
    found = passages + reports[: args.reports]
    random.Random(args.seed).shuffle(found)
    return found


def main() -> None:
    """Read with the teacher, then learn."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("corpora", type=Path, nargs="+")
    ask.add_argument("--teacher", type=Path, default=ROOT / "training" / "runs" / "teacher" / "network.pt")
    ask.add_argument("--out", type=Path, default=ROOT / "training" / "runs" / "distilled")
    ask.add_argument("--start", type=Path, help="network.pt of a run to begin with")
    ask.add_argument("--reports", type=int, default=36000)
    ask.add_argument("--passes", type=int, default=1)
    ask.add_argument("--gold", type=int, default=3, help="times that the annotated texts are seen a pass")
    ask.add_argument("--batch", type=int, default=32)
    ask.add_argument("--rate", type=float, default=2e-4)
    ask.add_argument("--heads", type=float, default=8.0, help="rate of the heads, in that of the encoder")
    ask.add_argument("--ema", type=float, default=0.995)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--half", action="store_true", help="bfloat16 where the processor has it")
    ask.add_argument("--only-read", action="store_true", help="stop when the teacher has read")
    args = ask.parse_args()
    torch.set_num_threads(args.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    records = load_records(args.corpora)
    chosen = chosen_texts(args, {r["document"]["id"] for r in records})
    print(f"{len(chosen)} texts that nobody annotated, {len(records)} annotated", flush=True)
    taught = read_all(args, device, chosen)
    if not args.only_read:
        tokenizer = load_tokenizer(tokenizer_file())
        gold = [e for r in records if not held_out(r) for e in examples(r, tokenizer) if len(e.words)]
        learn(args, device, taught, gold)


if __name__ == "__main__":
    main()
