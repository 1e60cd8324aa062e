"""Agreement of two annotators: `python annotation/agreement.py [--shared ../shared]`.

`corpus/second` holds a second, independent annotation of texts of `corpus/train` and `corpus/test`, made from the text and the codebook alone. The
first is taken as gold, the second as system, and the codebook's scorer counts.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "evaluation"))

from run import score


def records(*folders: str) -> dict[str, dict]:
    """The records of some folders of the corpus by document id."""
    paths = [p for folder in folders for p in sorted((ROOT / "corpus" / folder).glob("*.jsonl"))]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return {r["document"]["id"]: r for r in map(json.loads, lines)}


def main() -> None:
    """Print the table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with score.py")
    args = ask.parse_args()
    second = records("second")
    first = records("train", "test")
    gold = [first[key] for key in second]
    print(score(gold, list(second.values()), args.shared / "score.py", "--ci", "--by-type"), end="")


if __name__ == "__main__":
    main()
