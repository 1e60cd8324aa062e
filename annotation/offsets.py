"""Annotations over others' texts as offsets and labels only, and back again.

    python annotation/offsets.py strip GOLD.jsonl OUT.jsonl          # gold records -> committed annotations
    python annotation/offsets.py join CORPUS.jsonl.gz OUT.jsonl      # committed annotations -> gold records

The texts themselves are not part of this repository. An annotation names its text by id and a digest; joining it with another
text than the one it was made on is an error. Passages of a corpus of single sentences are named by their first and last
sentence (`gmb-17..gmb-21`).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from communique.label import label_of

HERE = Path(__file__).resolve().parent
COMMITTED = (HERE / "reports", HERE / "passages")


def digest(text: str) -> str:
    """Twelve hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def strip(record: dict[str, Any]) -> dict[str, Any]:
    """A gold record without any of its text.

    Names become the offsets of their occurrence in the text; a name that is not in the text becomes the mention's own.
    """
    text = record["document"]["text"]

    def bare(value: Any) -> Any:
        if isinstance(value, list):
            return [bare(v) for v in value]
        if not isinstance(value, dict):
            return value
        out = {k: bare(v) for k, v in value.items() if k not in ("text", "name", "label")}
        if "start" in value:
            out.pop("start"), out.pop("end")
            out = {"at": [value["start"], value["end"]], **out}
        if (name := value.get("name")) and name != value.get("text"):
            at = text.find(name)
            out["name"] = [at, at + len(name)] if at >= 0 else None
        return out

    return {"id": record["document"]["id"], "text": digest(text), "events": [bare(e) for e in record["events"]]}


def join(annotation: dict[str, Any], text: str, published: str | None) -> dict[str, Any]:
    """The gold record of an annotation and its text."""
    if digest(text) != annotation["text"]:
        raise ValueError(f"{annotation['id']}: the text is not the one that was annotated")

    def full(value: Any) -> Any:
        if isinstance(value, list):
            return [full(v) for v in value]
        if not isinstance(value, dict):
            return value
        out = {k: full(v) for k, v in value.items() if k not in ("at", "name")}
        if "at" in value:
            start, end = value["at"]
            out = {"start": start, "end": end, "text": text[start:end], **out}
        if "code" in value:
            out.setdefault("text", "agentless")
            name = value.get("name")
            out["name"] = text[name[0] : name[1]] if name else out["text"]
        return out

    events = [full(e) for e in annotation["events"]]
    for event in events:
        event["label"] = label_of(event)
    meta = {"id": annotation["id"], "published": published, "publisher": None, "title": None, "url": None}
    return {"document": {**meta, "language": "en", "text": text}, "events": events}


def load_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a corpus: JSON lines, gzip."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def committed() -> Iterator[dict[str, Any]]:
    """All committed annotations, in the order of their files."""
    for path in [p for folder in COMMITTED for p in sorted(folder.glob("*.jsonl"))]:
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def text_of(corpus: dict[str, dict[str, Any]], name: str) -> tuple[str, str | None]:
    """The text and the publication date of a report, or of a passage `first..last` of single sentences.

    Raises:
        KeyError: the corpora lack it.
    """
    first, _, last = name.partition("..")
    stem, _, low = first.rpartition("-")
    parts = [name] if not last else [f"{stem}-{n}" for n in range(int(low), int(last.rpartition("-")[2]) + 1)]
    if missing := [part for part in parts if part not in corpus]:
        raise KeyError(f"{name}: no {missing[0]} in the corpora")
    return " ".join(corpus[part]["text"] for part in parts), None if last else corpus[name].get("date")


def joined(corpora: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """The gold records of all committed annotations whose corpus is there, in the order of their files.

    Says on standard error how many were left out because their corpus was not given.
    """
    corpus, left = {r["id"]: r for path in corpora for r in load_rows(path)}, 0
    for annotation in committed():
        if annotation["id"].partition("..")[0] in corpus:
            yield join(annotation, *text_of(corpus, annotation["id"]))
        else:
            left += 1
    if left:
        print(f"{left} annotated texts left out: their corpus is not given", file=sys.stderr)


def load_records(
    corpora: Iterable[Path], limit: int | None = None, own: int = 1, others: int | None = None
) -> list[dict[str, Any]]:
    """The training records: annotated reports and passages (the first `limit`), then our own texts, `own` times.

    With `others`, so many annotated reports and passages, drawn with a fixed seed, stand beside our own texts.

    Of our texts that two annotators read, both annotations are there: where they differ, the text can be read both ways.
    """
    records = list(joined(corpora))[:limit]
    if others is not None:
        records = random.Random(0).sample(records, min(others, len(records)))
    if limit is None:
        corpus = HERE.parent / "corpus"
        first = sorted((corpus / "train").glob("*.jsonl"))
        parts = [part for path in first for part in (path, corpus / "second" / path.name) if part.exists()]
        ours = [json.loads(line) for part in parts for line in part.read_text(encoding="utf-8").splitlines()]
        records += ours * own
    return records


def main() -> None:
    """Strip or join one file."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("do", choices=("strip", "join"))
    ask.add_argument("source", type=Path)
    ask.add_argument("out", type=Path)
    args = ask.parse_args()
    if args.do == "strip":
        records = [strip(json.loads(line)) for line in args.source.read_text(encoding="utf-8").splitlines()]
    else:
        records = list(joined([args.source]))
    args.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    print(f"{len(records)} records")


if __name__ == "__main__":
    main()
