"""Speed and size of the installed reader: `python evaluation/benchmark.py [--threads 2] [--json FILE]`.

Articles of 400 tokens are cut from our own test texts. Everything is measured in one run on one machine: articles a second in
batches, where the time goes, one report cold (a fresh interpreter), peak memory, and the wheel.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from communique.grounding.ground import ground
from communique.model import Document
from communique.pipeline import read_many
from communique.reading.network import Network
from communique.reading.reader import load_reader

ROOT = Path(__file__).resolve().parent.parent
TOKENS = 400
TARGETS = {"articles a second": 25, "cold seconds": 1.5, "peak MB": 700, "wheel MB": 60, "outside the encoder": 0.4}


def articles(count: int) -> list[Document]:
    """Articles of 400 tokens (words and punctuation marks), from the test texts in turn."""
    texts = []
    for path in sorted((ROOT / "corpus" / "test").glob("*.jsonl")):
        texts += [json.loads(line)["document"]["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    pool = "\n".join(texts)
    tokens = list(re.finditer(r"\w+|[^\w\s]", pool))
    cuts = [(tokens[i].start(), tokens[i + TOKENS - 1].end()) for i in range(0, len(tokens) - TOKENS, TOKENS)]
    return [
        Document(id=f"article-{n}", published="2024-05-06", text=pool[slice(*cuts[n % len(cuts)])])
        for n in range(count)
    ]


def timed(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    """The function with its time added up under a name."""

    def measured(*args: Any, **options: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            spent[name] += time.perf_counter() - began

    return measured


def shares(documents: list[Document]) -> dict[str, float]:
    """Seconds an article by stage, on one thread."""
    spent: dict[str, float] = defaultdict(float)
    reader = load_reader()
    tag = Network.tag
    try:
        Network.tag = timed(tag, "encoder", spent)  # type: ignore[method-assign]
        readings = []
        began = time.perf_counter()
        for document in documents:
            readings.append(reader.read(document.text))
        reading = time.perf_counter() - began
    finally:
        Network.tag = tag  # type: ignore[method-assign]
    began = time.perf_counter()
    for document, found in zip(documents, readings, strict=True):
        ground(document, found)
    spent["grounding"] = time.perf_counter() - began
    spent["decode"] = reading - spent["encoder"]
    return {name: value / len(documents) for name, value in spent.items()}


def cold(runs: int) -> float:
    """Median seconds of one report in a fresh interpreter."""
    text = "France’s foreign minister met his Kenyan counterpart in Nairobi on Monday, a spokesman said.\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        path.write_text(text, encoding="utf-8")
        times = []
        for _ in range(runs):
            began = time.perf_counter()
            command = [sys.executable, "-m", "communique", "read", str(path), "--published", "2024-05-07"]
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def wheel_size() -> float | None:
    """Megabytes of the wheel; None where it cannot be built."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, str(ROOT)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            return None
        return sum(p.stat().st_size for p in Path(folder).glob("*.whl")) / 1e6


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--count", type=int, default=300)
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--json", type=Path)
    args = ask.parse_args()
    documents = articles(args.count)
    list(read_many(documents[:20], threads=args.threads))
    began = time.perf_counter()
    events = sum(len(r.events) for r in read_many(documents, threads=args.threads))
    rate = len(documents) / (time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    stages = shares(documents[:100])
    whole = sum(stages.values())
    found = {
        "articles a second": rate,
        "cold seconds": cold(7),
        "peak MB": peak,
        "wheel MB": wheel_size(),
        "outside the encoder": 1 - stages["encoder"] / whole,
    }
    print(
        f"{platform.processor() or platform.machine()}, {args.threads} threads, {events / len(documents):.1f} events an article\n"
    )
    print("| measure | found | target |\n|---|---|---|")
    for name, value in found.items():
        print(f"| {name} | {'not built' if value is None else f'{value:.2f}'} | {TARGETS[name]} |")
    print("\n| stage | ms an article | share |\n|---|---|---|")
    for name, value in stages.items():
        print(f"| {name} | {1000 * value:.2f} | {value / whole:.0%} |")
    if args.json:
        args.json.write_text(json.dumps({**found, "stages": stages}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
