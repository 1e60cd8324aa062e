"""Choose passages of world news to annotate from a corpus of single sentences with the number of their article.

    python annotation/choose_passages.py SENTENCES.jsonl.gz OUT_DIR --count 900 --batch 40

A passage is some consecutive sentences of an article, 450 to 1,500 characters, political by its words. Fixed seed. What is annotated already is left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "training"), str(ROOT / "annotation")]

from choose import POLITICAL, SPORT, annotated
from unannotated import passages

LONGEST = 1500
"""Characters of a passage: about 300 word pieces, so that sources and parties have to be followed over sentences."""


def political(text: str) -> bool:
    """Whether a passage is about world politics, by its words."""
    return len(text) >= 450 and len(POLITICAL.findall(text)) >= 5 and not SPORT.search(text)


def main() -> None:
    """Write batches of passages."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("sentences", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--count", type=int, default=900)
    ask.add_argument("--batch", type=int, default=40)
    ask.add_argument("--seed", type=int, default=11)
    ask.add_argument("--first", type=int, default=0, help="number of the first batch")
    args = ask.parse_args()
    with gzip.open(args.sentences, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    done = annotated()
    fit = [(name, text) for name, text in passages(rows, LONGEST) if political(text) and name not in done]
    chosen = random.Random(args.seed).sample(fit, min(args.count, len(fit)))
    args.out.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(chosen), args.batch):
        with (args.out / f"v{args.first + start // args.batch:02d}.jsonl").open("w", encoding="utf-8") as out:
            for n, (name, text) in enumerate(chosen[start : start + args.batch], 1):
                out.write(json.dumps({"n": n, "id": name, "published": None, "text": text}, ensure_ascii=False) + "\n")
    print(f"{len(chosen)} of {len(fit)} passages")


if __name__ == "__main__":
    main()
