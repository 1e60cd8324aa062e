"""Do claims of one act find each other? `python evaluation/merging.py [--shared ../shared] [--check] [--raise]`.

MEANTIME dev (gold mentions, no types): CoNLL F1 within documents, across those of a topic, and over all of them, with and without
events of one mention; the baseline joins what has the same lemma. Our stories (`corpus/stories`): F1 of pairs within and across
documents, once with the gold claims and once with the reader's; the baselines join claims of one trigger word, and claims of one type,
actors, recipients and day. Documents come in the order of their dates; each claim finds its event once, as in a record. `--check` and `--raise` as in
`run.py`.
"""

from __future__ import annotations

import argparse
import calendar
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from communique.grounding.ground import ground
from communique.grounding.names import find_names
from communique.model import Document, Event, Report
from communique.pipeline import read_many
from communique.reading.sentences import sentences
from communique.record import same
from communique.record.act import Act, Party, act_of, together, words
from communique.record.triggers import stem
from coreference import Score, conll, pairs
from given_mentions import reading_of
from run import below, raise_floors

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
STORIES = ROOT / "corpus" / "stories"
MEANTIME = "corpora/dev/c-meantime.dev.jsonl.gz"
REAL = ("happened", "ongoing")
BASELINE = "  baseline"
READ = "stories, the reader's claims"
READ_CLAIMS = 450
"""About so many of the reader's claims are scored: how far a floor gives way to the rounding of a processor."""

Labels = Sequence[Hashable]


def main() -> int:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with corpora/dev")
    ask.add_argument("--json", action="store_true", help="print the numbers as JSON")
    ask.add_argument("--errors", type=int, default=0, help="so many pairs of stories that are wrongly joined or parted")
    ask.add_argument("--check", action="store_true")
    ask.add_argument("--raise", dest="lift", action="store_true")
    args = ask.parse_args()
    found: dict[str, dict[str, float]] = {}
    path = args.shared / MEANTIME
    if path.exists():
        found |= of_meantime(path)
    else:
        print(f"no corpus at {path}: give the folder with --shared", file=sys.stderr)
    found |= of_stories(args.errors)
    if args.json:
        print(json.dumps(found, indent=1))
    else:
        for name, scores in found.items():
            print(f"{name:58} " + "  ".join(f"{k} {v:.3f}" for k, v in scores.items()))
    measured = {name: scores for name, scores in found.items() if BASELINE not in name}
    if args.lift:
        raise_floors(measured)
    counts = {READ: {measure: {"wanted": READ_CLAIMS} for measure in measured.get(READ, {})}}
    faults = below(measured, counts) if args.check else []
    for fault in faults:
        print(f"below its floor: {fault}", file=sys.stderr)
    return 1 if faults else 0


# stories of our own


def of_stories(errors: int) -> dict[str, dict[str, float]]:
    """Scores of pairs on the stories, with gold claims and with the reader's."""
    records, event_of = stories()
    gold = [(act, event_of[n, event["event"]]) for n, r in enumerate(records) for act, event in given(r, n + 1)]
    acts, labels = [a for a, _ in gold], [e for _, e in gold]
    joined = same.cluster(acts)
    found = {
        "stories, gold claims": scores(acts, labels, joined),
        "stories, gold claims, without pairs of plan and deed": scores(acts, labels, joined, plans=False),
        f"{BASELINE}: one trigger word": scores(acts, labels, [stem(a.trigger.casefold()) for a in acts]),
        f"{BASELINE}: type, actors, recipients, day": scores(acts, labels, [one_tuple(a) for a in acts]),
    }
    read = list(of_reader(records, event_of))
    joined_read = same.cluster([a for a, _ in read])
    aligned = [n for n, (_, e) in enumerate(read) if e is not None]
    theirs, events = [read[n][0] for n in aligned], [read[n][1] for n in aligned]
    found[READ] = {
        **scores(theirs, events, [joined_read[n] for n in aligned]),
        "claims found": len(aligned) / len(acts),
    }
    found[f"{BASELINE}: one trigger word, reader"] = scores(
        theirs, events, [stem(a.trigger.casefold()) for a in theirs]
    )
    found[f"{BASELINE}: type, actors, recipients, day, reader"] = scores(theirs, events, [one_tuple(a) for a in theirs])
    show(acts, labels, joined, errors)
    return found


def stories() -> tuple[list[dict[str, Any]], dict[tuple[int, int], str]]:
    """The reports of the stories in the order of their dates, and the act of each event of each report."""
    told = []
    for name in ("a", "b"):
        lines = (STORIES / f"{name}.map").read_text(encoding="utf-8").splitlines()
        act_of_event = {(int(d), int(e)): act for d, e, _, act in (line.split() for line in lines)}
        for n, line in enumerate((STORIES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines(), 1):
            record = json.loads(line)
            acts = {e["event"]: act_of_event[n, e["event"]] for e in record["events"]}
            told.append((record["document"]["published"], name, n, record, acts))
    told.sort(key=lambda t: t[:3])
    return [t[3] for t in told], {(n, event): act for n, t in enumerate(told) for event, act in t[4].items()}


def scores(acts: Sequence[Act], gold: Labels, system: Labels, *, plans: bool = True) -> dict[str, float]:
    """F1 of pairs in all, within and across documents, and precision and recall in all."""

    def counted(i: int, j: int) -> bool:
        return plans or not plan_and_deed(acts[i], acts[j])

    inside = [a.document for a in acts]
    every = pairs(gold, system, counted)
    within = pairs(gold, system, lambda i, j: inside[i] == inside[j] and counted(i, j))
    across = pairs(gold, system, lambda i, j: inside[i] != inside[j] and counted(i, j))
    return {
        "F1": every.f1,
        "within": within.f1,
        "across": across.f1,
        "precision": every.precision,
        "recall": every.recall,
    }


def plan_and_deed(a: Act, b: Act) -> bool:
    """Whether one act is planned and the other done: the record links these and never joins them."""
    return (a.status == "planned" and b.status in REAL) or (b.status == "planned" and a.status in REAL)


def one_tuple(act: Act) -> Hashable:
    """Type, countries of actors and recipients, and first day, or that of publication."""
    sides = [tuple(sorted({p.country for p in role})) for role in (act.actors, act.recipients)]
    return act.type, *sides, act.earliest or act.published


def given(record: dict[str, Any], number: int) -> Iterator[tuple[Act, dict[str, Any]]]:
    """The acts of a gold record: parties, countries and times as annotated, points and identities as grounded. No coreference is told."""
    document = Document(**{k: record["document"].get(k) for k in Document.model_fields})
    report = ground(document, reading_of(record, sectors=True))
    acts = [
        _as_annotated(act, event, gold)
        for act, event, gold in zip(acts_of(report, number), report.events, record["events"], strict=True)
    ]
    yield from zip(together(acts), record["events"], strict=True)


def acts_of(report: Report, number: int) -> list[Act]:
    """The acts of a report."""
    text = report.document.text
    spans = sentences(text)
    told = [next((text[a:b] for a, b in spans if a <= e.trigger.start < b), "") for e in report.events]
    return [act_of(e, s, report.document.published, number) for e, s in zip(report.events, told, strict=True)]


def _as_annotated(act: Act, event: Event, gold: dict[str, Any]) -> Act:
    """An act with codes, countries and times of the annotation."""
    changed: dict[str, Any] = {"number": 0, "label": gold["label"]}
    for role in ("actors", "recipients"):
        mentions = {m.start: m for m in getattr(event, role)}
        found = {}
        for party in gold[role]:
            country, _, sector = party["code"].partition(" ")
            mention = mentions.get(party.get("start"))
            known = mention.identity if mention and mention.code.partition(" ")[0] == country else None
            name = (known.name if known else party["name"]).casefold()
            found[Party(country, sector, name, known.wikidata if known else None)] = None
        changed[role] = tuple(found)
    if gold["time"] and gold["time"]["value"]:
        changed["earliest"], changed["latest"] = bounds(gold["time"]["value"])
        changed["dated"] = True
    if gold["place"]:
        changed["country"] = gold["place"]["country"]
    return replace(act, **changed)


def bounds(value: str) -> tuple[str | None, str | None]:
    """First and last day of a date or an interval."""
    first, slash, last = value.partition("/")
    return _edge(first, last=False), _edge(last if slash else first, last=True)


def _edge(value: str, *, last: bool) -> str | None:
    """First or last day of a date."""
    if not value or value.startswith("-"):
        return None
    year, *rest = value.split("-")
    if not rest:
        return f"{year}-12-31" if last else f"{year}-01-01"
    if len(rest) == 1:
        return f"{value}-{calendar.monthrange(int(year), int(rest[0]))[1] if last else 1:02d}"
    return value[:10]


def of_reader(records: list[dict[str, Any]], event_of: dict[tuple[int, int], str]) -> Iterator[tuple[Act, str | None]]:
    """What the reader finds in the stories, each with the act of the gold claim whose trigger it overlaps, None if there is none."""
    documents = [Document(**{k: r["document"].get(k) for k in Document.model_fields}) for r in records]
    for n, (report, record) in enumerate(zip(read_many(documents), records, strict=True)):
        free = list(record["events"])
        for act, event in zip(together(acts_of(report, n + 1)), report.events, strict=True):
            start, end = event.trigger.start, event.trigger.end
            gold = next((g for g in free if g["trigger"]["start"] < end and start < g["trigger"]["end"]), None)
            if gold:
                free.remove(gold)
            yield act, event_of[n, gold["event"]] if gold else None


def show(acts: Sequence[Act], gold: Labels, system: Labels, most: int) -> None:
    """Pairs that are wrongly joined or parted."""
    for wanted, title in ((False, "wrongly joined"), (True, "wrongly parted")):
        left = most
        for i in range(len(acts)):
            for j in range(i):
                if left and (gold[i] == gold[j]) is wanted and (system[i] == system[j]) is not wanted:
                    left -= 1
                    a, b = acts[j], acts[i]
                    print(f"{title}: {gold[j]} {a.trigger!r} ({a.published}), {gold[i]} {b.trigger!r} ({b.published})")
                    print(f"    {same.compare(a, b).because}")


# MEANTIME


def of_meantime(path: Path) -> dict[str, dict[str, float]]:
    """CoNLL F1 on the mentions in fully annotated sentences."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        documents = sorted((json.loads(line) for line in lines), key=lambda d: (d["date"], d["id"]))
    told = [(d, e, act) for n, d in enumerate(documents) for e, act in mentions(d, n + 1)]
    found = {}
    for name, groups in (
        ("within documents", [[t for t in told if t[0] is d] for d in documents]),
        (
            "across those of a topic",
            [[t for t in told if t[0]["topic"] == p] for p in sorted({d["topic"] for d in documents})],
        ),
        ("across all", [told]),
    ):
        for title, labelled in (("MEANTIME", ours), (f"{BASELINE}: one lemma", lemmas)):
            gold, system = [], []
            for number, group in enumerate(groups):
                gold += [(number, chain(d, e)) for d, e, _ in group]
                system += [(number, label) for label in labelled(group)]
            with_all, without = conll(gold, system), conll(gold, system, singletons=False)
            found[f"{title}, {name}"] = {
                "CoNLL": number_of(with_all["CoNLL"]),
                **{k: number_of(with_all[k]) for k in ("MUC", "B3", "CEAFe")},
                "without singletons": number_of(without["CoNLL"]),
            }
    return found


def number_of(score: Score | float) -> float:
    """F1, or the mean that is already one."""
    return score.f1 if isinstance(score, Score) else score


def ours(group: list[tuple[dict[str, Any], dict[str, Any], Act]]) -> Labels:
    """Events as the record finds them."""
    return same.cluster([act for _, _, act in group])


def lemmas(group: list[tuple[dict[str, Any], dict[str, Any], Act]]) -> Labels:
    """One event for each lemma; for a group of one document, in that document."""
    return [e["pred"] for _, e, _ in group]


def chain(document: dict[str, Any], event: dict[str, Any]) -> Hashable:
    """The event of a mention: across documents where that is annotated, else within its own, else by itself."""
    if event.get("instance"):
        return event["instance"]
    own = event.get("doc_instance")
    return (document["id"], own) if own else (document["id"], "mention", event["id"])


def mentions(document: dict[str, Any], number: int) -> Iterator[tuple[dict[str, Any], Act]]:
    """The mentions in fully annotated sentences, each as an act without a type."""
    known = [e for e in document["events"] if e["sent"] < document["fully_annotated_sentences"]]
    acts = together(_untyped(document, e, number) for e in sorted(known, key=lambda e: (e["start"], e["id"])))
    yield from zip(sorted(known, key=lambda e: (e["start"], e["id"])), acts, strict=True)


def _untyped(document: dict[str, Any], event: dict[str, Any], number: int) -> Act:
    """A mention: parties and place from its participants, days from its links with time expressions."""
    roles: dict[str, list[Party]] = defaultdict(list)
    place = None
    for link in document["participants"]:
        if link["event"] == event["id"]:
            name, country = _entity(document, link["arg"])
            if link["role"] == "Argm-LOC":
                place = (name, country)
            elif link["role"] == "Arg0":
                roles["actors"].append(Party(country, "", name))
            elif link["role"] in ("Arg1", "Arg2"):
                roles["recipients"].append(Party(country, "", name))
    first, last = document["sentences"][event["sent"]]
    dated = _dates(document, event)
    return Act(
        document=number,
        number=0,
        type=None,
        mode=None,
        trigger=event["text"],
        start=event["start"],
        actors=tuple(dict.fromkeys(roles["actors"])),
        recipients=tuple(dict.fromkeys(roles["recipients"])),
        earliest=dated[0] if dated else None,
        latest=dated[1] if dated else None,
        dated=dated is not None,
        published=document["date"],
        place=place[0] if place else None,
        country=place[1] if place and place[1] != "---" else None,
        status={"FUTURE": "planned"}.get(event["time"], "happened"),
        polarity="neg" if event["polarity"] == "NEG" else "pos",
        words=words(document["text"][first:last]),
    )


def _entity(document: dict[str, Any], number: str) -> tuple[str, str]:
    """The fullest name that the document has for an entity, folded, and its country if our tables know it."""
    entities = {e["id"]: e for e in document["entities"]}
    mention = entities.get(number)
    if mention is None:
        return f"{document['id']}/{number}", "---"
    chain_of = mention.get("doc_instance")
    named = [e["text"] for e in entities.values() if e.get("doc_instance") == chain_of and e["syntactic_type"] == "NAM"]
    name = max(named, key=len) if named and chain_of else mention["text"]
    codes = [entry.code.partition(" ")[0] for match in find_names(name) for entry in match.entries[:1] if entry.code]
    return name.casefold(), codes[0] if len(set(codes)) == 1 else "---"


def _dates(document: dict[str, Any], event: dict[str, Any]) -> tuple[str | None, str | None] | None:
    """First and last day that a link with a time expression gives an event."""
    times = {t["id"]: t["value"] for t in document["timex"] if t["type"] in ("DATE", "TIME")}
    for link in document["links"]:
        if link["type"] != "TLINK":
            continue
        ends = (link["source"], link["target"])
        inside = (link["rel"] in ("IS_INCLUDED", "SIMULTANEOUS") and ends[0] == event["id"] and ends[1] in times) or (
            link["rel"] in ("INCLUDES", "SIMULTANEOUS") and ends[1] == event["id"] and ends[0] in times
        )
        if inside and (value := _calendar(times[ends[1] if ends[0] == event["id"] else ends[0]])):
            return value
    return None


def _calendar(value: str) -> tuple[str | None, str | None] | None:
    """First and last day of a TIMEX3 value, None if it is no date of the calendar."""
    day = value.partition("T")[0]
    parts = day.split("-")
    return bounds(day) if all(p.isdigit() for p in parts) and len(parts[0]) == 4 else None


if __name__ == "__main__":
    sys.exit(main())
