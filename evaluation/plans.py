"""How well are plans followed to their outcome? `python evaluation/plans.py [--read] [--errors]`.

Over `corpus/stories`: every pair of acts of one story, from gold mentions (grounded as a perfect reader would hand them over), or with
`--read` as the reader reads them. A link counts as right if `links.tsv` has it: act, plan and kind. Under `blocked` also: how many of
the annotated links the keys of a record would find at all.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from itertools import permutations
from pathlib import Path

from communique.grounding.ground import ground
from communique.model import Document, Event, Report
from communique.reading.sentences import sentences
from communique.record import plans
from communique.record.act import Act, act_of
from given_mentions import reading_of

STORIES = Path(__file__).resolve().parent.parent / "corpus" / "stories"

Link = tuple[str, str, str]


def sentence_of(text: str, event: Event) -> str:
    """The sentence of a trigger."""
    return next((text[a:b] for a, b in sentences(text) if a <= event.trigger.start < b), event.trigger.text)


def acts_of(report: Report, number: int) -> list[tuple[int, Act]]:
    """Event numbers and acts of a report."""
    text, day = report.document.text, report.document.published
    return [(e.event, act_of(e, sentence_of(text, e), day, number)) for e in report.events]


def given(name: str) -> list[tuple[str, Act]]:
    """Acts of a set under their names, from gold mentions."""
    named = {}
    for line in (STORIES / f"{name}.map").read_text(encoding="utf-8").splitlines():
        report, event, _, act = line.split("\t")
        named[int(report), int(event)] = act
    found = []
    for number, line in enumerate((STORIES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines(), 1):
        record = json.loads(line)
        document = Document(**{k: record["document"].get(k) for k in Document.model_fields})
        report = ground(document, reading_of(record, sectors=True))
        acts = acts_of(report, number if name == "a" else 100 + number)
        for gold, (_, act) in zip(record["events"], acts, strict=True):
            found.append((named[number, gold["event"]], act))
    return found


def read(name: str) -> list[tuple[str, Act]]:
    """Acts of a set as the reader reads them, under the name of the gold mention that their trigger overlaps; the rest under none."""
    from communique.reading.reader import load_reader

    reader, found = load_reader(), []
    named = {}
    for line in (STORIES / f"{name}.map").read_text(encoding="utf-8").splitlines():
        report, event, _, act = line.split("\t")
        named[int(report), int(event)] = act
    for number, line in enumerate((STORIES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines(), 1):
        record = json.loads(line)
        document = Document(**{k: record["document"].get(k) for k in Document.model_fields})
        report = ground(document, reader.read(document.text))
        for event, (_, act) in zip(
            report.events, acts_of(report, number if name == "a" else 100 + number), strict=True
        ):
            at = event.trigger
            gold = next(
                (g for g in record["events"] if g["trigger"]["start"] < at.end and at.start < g["trigger"]["end"]), None
            )
            if gold:
                found.append((named[number, gold["event"]], act))
    return found


def links(acts: list[tuple[str, Act]]) -> dict[Link, plans.Outcome]:
    """Links between acts, the best outcome of any two claims."""
    members: dict[str, list[Act]] = defaultdict(list)
    for name, act in acts:
        members[name].append(act)
    found: dict[Link, plans.Outcome] = {}
    for plan, later in permutations(sorted(members), 2):
        for one in members[plan]:
            for other in members[later]:
                settled = plans.outcome(one, other, [a for a in members[later] if a is not other])
                link = (later, plan, settled.kind) if settled else None
                if link and settled and (link not in found or settled.score > found[link].score):
                    found[link] = settled
    return found


def blocked(acts: list[tuple[str, Act]], wanted: set[Link]) -> set[Link]:
    """Links that the keys lead to."""
    kept: dict[str, set[str]] = defaultdict(set)
    looked: dict[str, set[str]] = defaultdict(set)
    for name, act in acts:
        kept[name] |= set(plans.keys(act))
        looked[name] |= set(plans.sought(act))
    return {link for link in wanted if looked[link[0]] & kept[link[1]] or looked[link[1]] & kept[link[0]]}


def main() -> None:
    """Compare and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--read", action="store_true", help="as the reader reads the reports, not from gold mentions")
    ask.add_argument("--errors", action="store_true", help="print every link that is right, missing or wrong")
    args = ask.parse_args()
    acts = [pair for name in ("a", "b") for pair in (read if args.read else given)(name)]
    rows = (STORIES / "links.tsv").read_text(encoding="utf-8").splitlines()[1:]
    wanted = {(one, other, kind) for _, one, other, kind in (row.split("\t") for row in rows)}
    found = links(acts)
    right = wanted & found.keys()
    precision, recall = len(right) / max(1, len(found)), len(right) / len(wanted)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(
        f"{len(acts)} claims, {len(wanted)} links: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} ({len(right)} of {len(found)})"
    )
    print(f"found under the keys: {len(blocked(acts, wanted))} of {len(wanted)}")
    if args.errors:
        for mark, some in (("right", right), ("wrong", found.keys() - wanted), ("missing", wanted - found.keys())):
            for link in sorted(some):
                print(
                    f"{mark:8}",
                    *link,
                    *((found[link].score, found[link].lag, found[link].because) if link in found else ()),
                )


if __name__ == "__main__":
    main()
