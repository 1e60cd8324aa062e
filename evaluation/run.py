"""Score the installed reader: `python evaluation/run.py [--shared ../shared] [--check] [--raise]`.

Reads the gold sets, scores them with the codebook's scorer and prints one table with 95 % intervals. `--check` fails where a
score is below its floor in `floors.json`; `--raise` moves floors up to what was measured, less the margin, and never down.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from communique.model import Document
from communique.pipeline import read_many
from communique.reading.reader import Reader, load_reader

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FLOORS = HERE / "floors.json"
MARGIN = 0.01
"""A floor lies this much below the score it was raised from."""
SLACK = {"label macro": 1.0}
"""A score holds its floor if it lies within so many divided by the root of the number of items below it; 0.5 for all others. Processors round differently, and one
network rounded in four ways (signed and unsigned, seven and eight bits, single precision) gave on gold/dev reports record F1 from 0.528 to 0.562, source F1 from 0.874 to 0.897,
label accuracy from 0.881 to 0.901 and label macro-F1 from 0.844 to 0.915, on 958 events of our own test set typed F1 from 0.739 to 0.753."""

MEASURES = [
    "trigger",
    "typed",
    "mode",
    "status",
    "polarity",
    "certainty",
    "stance",
    "label",
    "actors",
    "actors+sector",
    "recipients",
    "recipients+sector",
    "source",
    "place",
    "time",
    "record",
    "over-claims",
    "label macro",
]
LOWER_IS_BETTER = ("over-claims",)


def gold_sets(shared: Path) -> dict[str, list[dict[str, Any]]]:
    """The gold sets that are at hand, by name."""
    files = {
        "dev reports": [shared / "gold" / "dev" / "reports.jsonl"],
        "dev articles": [shared / "gold" / "dev" / "articles.jsonl"],
        "own test": sorted((ROOT / "corpus" / "test").glob("*.jsonl")),
    }
    found = {}
    for name, paths in files.items():
        records = [json.loads(line) for p in paths if p.exists() for line in p.read_text(encoding="utf-8").splitlines()]
        if records:
            found[name] = records
    return found


def predict(gold: list[dict[str, Any]], reader: Reader) -> list[dict[str, Any]]:
    """The reader's records of the documents of some gold records."""
    documents = (Document(**{k: r["document"].get(k) for k in Document.model_fields}) for r in gold)
    return [report.model_dump(mode="json") for report in read_many(documents, reader=reader)]


def score(gold: list[dict[str, Any]], system: list[dict[str, Any]], scorer: Path, *options: str) -> str:
    """What the scorer prints."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "gold.jsonl", Path(folder) / "system.jsonl"]
        for path, records in zip(paths, (gold, system), strict=True):
            path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
        command = [sys.executable, str(scorer), *map(str, paths), *options]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def intervals(printed: str) -> dict[str, str]:
    """The interval that the scorer printed for each measure."""
    rows = (line.rpartition("  [") for line in printed.splitlines() if "  [" in line)
    return {head[:20].strip(): "[" + tail for head, _, tail in rows}


def table(results: dict[str, dict[str, float]], ranges: dict[str, dict[str, str]]) -> str:
    """Measures by set."""
    names = list(results)
    lines = ["| measure | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for measure in MEASURES:
        cells = [
            f"{results[n][measure]:.3f} {ranges[n].get(measure, '')}".strip() if measure in results[n] else ""
            for n in names
        ]
        lines.append(f"| {measure} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def slack(measure: str, counts: dict[str, dict[str, float]]) -> float:
    """How far below its floor a score may lie by the rounding of a processor alone."""
    items = counts.get("label" if measure == "label macro" else measure, {}).get("wanted", 0)
    return SLACK.get(measure, 0.5) / items**0.5 if items else 0.0


def below(results: dict[str, dict[str, float]], counts: dict[str, dict[str, dict[str, float]]]) -> list[str]:
    """The scores that are below their floors by more than a processor's rounding."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    faults = []
    for name, measures in floors.items():
        for measure, floor in measures.items():
            value = results.get(name, {}).get(measure)
            if value is None:
                continue
            room = slack(measure, counts.get(name, {}))
            worse = value > floor + room if measure in LOWER_IS_BETTER else value < floor - room
            if worse:
                faults.append(f"{name}: {measure} {value:.3f}, floor {floor:.3f} less {room:.3f} for rounding")
    return faults


def raise_floors(results: dict[str, dict[str, float]]) -> None:
    """Move floors to the measured scores where those are better."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    for name, measures in results.items():
        kept = floors.setdefault(name, {})
        for measure, value in measures.items():
            if measure in LOWER_IS_BETTER:
                kept[measure] = min(kept.get(measure, 1.0), round(value + MARGIN, 3))
            else:
                kept[measure] = max(kept.get(measure, 0.0), round(value - MARGIN, 3))
    FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Score, print, and check or raise the floors."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with score.py and gold/dev")
    ask.add_argument("--weights", type=Path, help="folder of weights other than the shipped ones")
    ask.add_argument("--out", type=Path, help="write the reader's records here, one file a set")
    ask.add_argument("--check", action="store_true")
    ask.add_argument("--raise", dest="lift", action="store_true")
    args = ask.parse_args()
    scorer = args.shared / "score.py"
    if not scorer.exists():
        print(f"no scorer at {scorer}: nothing is scored; give its folder with --shared", file=sys.stderr)
        return 2
    reader = load_reader(args.weights) if args.weights else load_reader()
    results, ranges, counts = {}, {}, {}
    for name, gold in gold_sets(args.shared).items():
        system = predict(gold, reader)
        if args.out:
            args.out.mkdir(parents=True, exist_ok=True)
            lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in system)
            (args.out / f"{name.replace(' ', '-')}.jsonl").write_text(lines, encoding="utf-8")
        scores = json.loads(score(gold, system, scorer, "--json"))
        counts[name] = scores
        results[name] = {m: round(scores[m]["f1"], 4) for m in MEASURES if m in scores}
        ranges[name] = intervals(score(gold, system, scorer, "--ci"))
    print(table(results, ranges))
    if args.lift:
        raise_floors(results)
    faults = below(results, counts) if args.check else []
    for fault in faults:
        print(f"below its floor: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
