"""Fit what evidence counts for two claims telling one act: `python training/likeness.py [--shared ../shared]`.

Prints `WEIGHTS` of `communique/record/likeness.py`. Material: mentions of the acts of `corpus/train` (their `event` numbers); a second report of thirty of these
texts, in `likeness/retold.txt`; the reader's claims on `gold/dev`; pairs of the reader's claims on reports of world events, labelled by hand, in
`likeness/portal.tsv` (ids and offsets of `corpora/train/j-wce-linked.train.jsonl.gz`). Nothing of MEANTIME or of `corpus/stories`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "evaluation"))

from communique.model import Document
from communique.pipeline import read_many
from communique.record.act import Act, together
from communique.record.likeness import evidence, ruled_out, strangers
from communique.record.traits import traits
from merging import acts_of, given

HERE = Path(__file__).resolve().parent / "likeness"
STRENGTH = 4.0
"""Of the L2 penalty; the best of 1, 2, 4, 8 on held-out fifths of the retold stories."""
PORTAL = "portal"
"""Intercept of the reports of world events, left out of the weights: the portal tells every story once."""
FAR = 1500
"""Pairs across texts of `corpus/train` that are drawn."""

Told = tuple[Act, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims, whether they tell one act, and how much that counts."""

    one: Act
    other: Act
    same: bool
    weight: float
    portal: bool = False


def main() -> None:
    """Fit and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    args = ask.parse_args()
    own, numbers = own_texts()
    retold = list(retellings(numbers))
    typed = [
        *within(own, 0.5),
        *far(own),
        *across(retold, 2.0),
        *within([t for t in retold if t[0].number], 2.0),
        *within(list(dev(args.shared)), 2.0),
        *portal(args.shared),
    ]
    typeless = [*within([untyped(t) for t in own], 0.2), *across([untyped(t) for t in retold], 0.5)]
    for name, weight in sorted(fit(typed, typeless).items()):
        print(f'    "{name}": {weight},')


def own_texts() -> tuple[list[Told], dict[tuple[str, int], list[Told]]]:
    """The gold acts of `corpus/train`, all and by set and line."""
    texts: dict[tuple[str, int], list[Told]] = {}
    for path in sorted((ROOT / "corpus" / "train").glob("*.jsonl")):
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines()):
            number = len(texts) + 1
            texts[path.stem, line] = [
                (act, (number, str(event["event"]))) for act, event in given(json.loads(text), number)
            ]
    return [t for told in texts.values() for t in told], texts


def retellings(texts: dict[tuple[str, int], list[Told]]) -> Iterator[Told]:
    """Acts of the texts that are retold, and what the reader finds in the second reports of what is marked there."""
    documents, marks, sources = [], [], []
    for block in re.split(r"^## ", (HERE / "retold.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = block.partition("\n")
        name, line, published = head.split()
        text, marked = unmarked(body.strip())
        documents.append(Document(id=head, published=published, language="en", text=text))
        marks.append(marked)
        sources.append((name, int(line)))
    for source in dict.fromkeys(sources):
        yield from ((act, (source, event)) for act, (_, event) in texts[source])
    for n, report in enumerate(read_many(documents)):
        for act, event in zip(together(acts_of(report, 10_000 + n)), report.events, strict=True):
            names = [k for low, high, k in marks[n] if event.trigger.start < high and low < event.trigger.end]
            if names:
                yield act, (sources[n], names[0])


def unmarked(body: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A text without its marks, and where they stand."""
    text, marks, at = "", [], 0
    for mark in re.finditer(r"\[\[([^|\]]+)\|(\w+)\]\]", body):
        text += body[at : mark.start()]
        marks.append((len(text), len(text) + len(mark[1]), mark[2]))
        text += mark[1]
        at = mark.end()
    return text + body[at:], marks


def dev(shared: Path) -> Iterator[Told]:
    """The reader's claims on `gold/dev` whose triggers are annotated."""
    number = 20_000
    for name in ("reports", "articles"):
        lines = (shared / "gold" / "dev" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        records = [json.loads(line) for line in lines]
        documents = [Document(**{k: r["document"].get(k) for k in Document.model_fields}) for r in records]
        for record, report in zip(records, read_many(documents), strict=True):
            number += 1
            free = list(record["events"])
            for act, event in zip(together(acts_of(report, number)), report.events, strict=True):
                start, end = event.trigger.start, event.trigger.end
                gold = next((g for g in free if g["trigger"]["start"] < end and start < g["trigger"]["end"]), None)
                if gold:
                    free.remove(gold)
                    yield act, (number, gold["event"])


def portal(shared: Path) -> Iterator[Pair]:
    """Labelled pairs of the reader's claims on reports of world events."""
    with (HERE / "portal.tsv").open(encoding="utf-8", newline="") as lines:
        next(lines)
        rows = list(csv.DictReader(lines, delimiter="\t"))
    wanted = {r[side] for r in rows for side in ("one", "other")}
    with gzip.open(shared / "corpora/train/j-wce-linked.train.jsonl.gz", "rt", encoding="utf-8") as lines:
        reports = [r for r in map(json.loads, lines) if r["id"] in wanted]
    documents = [Document(id=r["id"], published=r["date"], text=r["text"], language="en") for r in reports]
    known: dict[tuple[str, int], Act] = {}
    for n, report in enumerate(read_many(documents)):
        acts = together(acts_of(report, 30_000 + n))
        known |= {(report.document.id, act.start): act for act in acts}
    for row in rows:
        one, other = known.get((row["one"], int(row["at"]))), known.get((row["other"], int(row["other_at"])))
        if one and other:
            yield Pair(one, other, row["same"] == "1", 2.0, portal=True)


def untyped(told: Told) -> Told:
    """A claim whose type is not known."""
    return replace(told[0], type=None, mode=None, number=0), told[1]


def within(told: list[Told], weight: float) -> Iterator[Pair]:
    """Pairs of claims of one document."""
    documents: dict[int, list[Told]] = defaultdict(list)
    for act, event in told:
        documents[act.document].append((act, event))
    for claims in documents.values():
        for n, (one, event) in enumerate(claims):
            yield from (Pair(one, other, event == e, weight) for other, e in claims[:n])


def across(told: list[Told], weight: float) -> Iterator[Pair]:
    """Pairs of claims of one story in different documents."""
    for n, (one, event) in enumerate(told):
        for other, e in told[:n]:
            if event[0] == e[0] and one.document != other.document:
                yield Pair(one, other, event == e, weight)


def far(told: list[Told]) -> Iterable[Pair]:
    """Pairs across texts, which all tell different stories."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, (act, _) in enumerate(told):
        for anchor in traits(act).anchors:
            blocks[traits(act).kind, anchor].append(n)
    found = {
        (i, j)
        for block in blocks.values()
        for n, i in enumerate(block)
        for j in block[:n]
        if told[i][0].document != told[j][0].document and comparable(told[i][0], told[j][0])
    }
    drawn = random.Random(3).sample(sorted(found), min(len(found), FAR))
    return [Pair(told[i][0], told[j][0], same=False, weight=0.1) for i, j in drawn]


def comparable(one: Act, other: Act) -> bool:
    """Whether nothing rules out that two claims tell one act."""
    x, y = traits(one), traits(other)
    return not ruled_out(x, y) and (one.document == other.document or not strangers(x, y))


def fit(typed: list[Pair], typeless: list[Pair]) -> dict[str, float]:
    """Weights by name: those of typed claims first, then what is added where there is no type."""
    typed, typeless = ([p for p in pairs if comparable(p.one, p.other)] for pairs in (typed, typeless))
    rows = [
        dict(evidence(traits(p.one), traits(p.other))) | ({PORTAL: 1.0} if p.portal else {})
        for p in (*typed, *typeless)
    ]
    names = sorted({name for row in rows for name in row})
    place = {name: n for n, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for n, row in enumerate(rows):
        for name, amount in row.items():
            table[n, place[name]] = amount
    same = np.array([float(p.same) for p in (*typed, *typeless)])
    weight = np.array([p.weight for p in (*typed, *typeless)])
    added = np.array(["no type" in name for name in names])
    first, rest = slice(0, len(typed)), slice(len(typed), None)
    found = np.zeros(len(names))
    found[~added] = regression(table[first][:, ~added], same[first], weight[first])
    known = table[rest][:, ~added] @ found[~added]
    found[added] = regression(table[rest][:, added], same[rest], weight[rest], known)
    print(f"# {len(typed)} pairs with types, {len(typeless)} without", file=sys.stderr)
    return {name: round(float(found[place[name]]), 2) for name in names if name != PORTAL}


def regression(table: np.ndarray, same: np.ndarray, weight: np.ndarray, known: np.ndarray | float = 0.0) -> np.ndarray:
    """Logistic regression with an L2 penalty, by Newton's method."""
    found = np.zeros(table.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-(table @ found + known)))
        slope = table.T @ (weight * (chance - same)) + STRENGTH * found
        curve = (table.T * (weight * chance * (1 - chance))) @ table + STRENGTH * np.eye(len(found))
        found -= np.linalg.solve(curve, slope)
    return found


if __name__ == "__main__":
    main()
