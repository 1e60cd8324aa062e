"""Learn the weights of `communique.grounding.implied`: `python training/implied.py CORPUS.jsonl.gz…`.

Every party of the training records whose own words show no country is one case; the country of its gold code is right. Multinomial
logistic regression by Newton's method with a ridge, in plain numpy: seconds, and the same weights every time.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / p) for p in ("src", "annotation", "training", "evaluation")]

from communique.grounding.evidence import gather
from communique.grounding.ground import place_of
from communique.grounding.implied import FACTS, candidates, facts
from communique.grounding.names import DATA
from communique.grounding.parties import cast_of, setting, shown_parties
from given_mentions import reading_of
from offsets import load_records

RIDGE = 1.0


def cases(record: dict) -> list[tuple[np.ndarray, int]]:
    """Facts of each candidate and the index of the right one, for each open party of a record."""
    text = record["document"]["text"]
    reading = reading_of(record, sectors=True)
    seen = gather(text, record["document"]["published"])
    cast = cast_of(reading.mentions, seen)
    found = []
    for event, frame in zip(record["events"], reading.frames, strict=True):
        place = place_of(frame, cast)
        shown = shown_parties(frame, cast)
        for role, parties in shown.items():
            golds = event[role] if role != "source" else [event["source"]]
            for (mention, party), gold in zip(parties, golds, strict=False):
                if party.country:
                    continue
                where = setting(role, mention, party, frame, shown, cast, place)
                options = candidates(where)
                right = gold["code"].split(" ")[0].replace("---", "")
                if right in options:
                    found.append((np.array([facts(where, c) for c in options]), options.index(right)))
    return found


def fit(data: list[tuple[np.ndarray, int]], steps: int = 25) -> np.ndarray:
    """The weights."""
    weights = np.zeros(len(FACTS))
    for _ in range(steps):
        gradient, curvature = -RIDGE * weights, RIDGE * np.eye(len(FACTS))
        for matrix, right in data:
            scores = matrix @ weights
            share = np.exp(scores - scores.max())
            share /= share.sum()
            mean = share @ matrix
            gradient += matrix[right] - mean
            curvature += (matrix * share[:, None]).T @ matrix - np.outer(mean, mean)
        weights += np.linalg.solve(curvature, gradient)
    return weights


def main() -> None:
    """Fit and write."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("corpora", type=Path, nargs="+")
    args = ask.parse_args()
    records = load_records(args.corpora)
    data = [case for record in records for case in cases(record)]
    weights = fit(data)
    right = sum(int((matrix @ weights).argmax() == index) for matrix, index in data)
    table = dict(zip(FACTS, weights.round(3).tolist(), strict=True))
    (DATA / "implied.json").write_text(json.dumps(table, indent=0) + "\n", encoding="utf-8")
    print(f"{len(data)} parties without a country of their own, {right / len(data):.3f} right")
    for name, weight in sorted(table.items(), key=lambda row: -abs(row[1])):
        print(f"{weight:7.3f}  {name}")


if __name__ == "__main__":
    main()
