"""Choose passages of world news to annotate from a corpus of single sentences with the number of their article.

    python annotation/choose_passages.py SENTENCES.jsonl.gz OUT_DIR --count 900 --batch 40

A passage is some consecutive sentences of an article, 450 to 1,500 characters, political by its words. Fixed seed. What is annotated already is left out.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "training"), str(ROOT / "annotation")]

from choose import POLITICAL, SPORT, options, write_batches
from offsets import committed, load_rows
from unannotated import passages

LONGEST = 1500
"""Characters of a passage: about 300 word pieces, so that sources and parties have to be followed over sentences."""


def political(text: str) -> bool:
    """Whether a passage is about world politics, by its words."""
    return len(text) >= 450 and len(POLITICAL.findall(text)) >= 5 and not SPORT.search(text)


def main() -> None:
    """Write batches of passages."""
    args = options(__doc__, count=900, batch=40)
    done = {annotation["id"] for annotation in committed()}
    rows = passages(load_rows(args.corpus), LONGEST)
    fit = [(name, text) for name, text in rows if political(text) and name not in done]
    chosen = random.Random(args.seed).sample(fit, min(args.count, len(fit)))
    write_batches([(name, None, text) for name, text in chosen], "v", args)
    print(f"{len(chosen)} of {len(fit)} passages")


if __name__ == "__main__":
    main()
