"""Label Studio tasks with what the record says as pre-annotations, and the labelling interface for them.

A trigger is a region with the type of its event; parties, objects, places, times and cues are regions of their own; relations tie
them to the trigger. What belongs to a region (status, name, code …) hangs on it. `read_back.py` makes gold records of them again.
Label Studio counts Unicode code points, as the codebook does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from communique.export.codebook import about, write_json
from communique.export.columns import Column, Table
from communique.export.hold import Hold, Options, Stamp, Tally, by_document
from communique.model import Event
from communique.ontology import CERTAINTY, MODES, POLARITY, STANCE, STATUS, TYPES

Json = dict[str, Any]

DOCUMENT = ("id", "published", "publisher", "title", "url", "language", "text")
"""Fields of a document in the codebook; they are the data of a task."""

ROLES: Mapping[str, str] = {
    "actor": "party",
    "recipient": "party",
    "object": "object",
    "place": "place",
    "time": "time",
    "source": "party",
    "cue": "cue",
}
"""Relation from a trigger -> the kind of region it points at."""

QUOTES = ("direct", "partial", "indirect")
DECISIONS: Mapping[str, tuple[str, ...]] = {
    "status": STATUS,
    "polarity": POLARITY,
    "certainty": CERTAINTY,
    "stance": STANCE,
}
"""Choices that every trigger has."""

CONTEXTS = (
    "military", "intelligence", "executive", "legislative", "election", "political_institutions", "pro_democracy", "pro_autocracy",
    "economic", "legal", "reparations", "human_rights", "rights_freedoms", "repression", "human_security", "gender", "lgbt",
    "religion_ethnicity", "inequality", "diplomatic", "territory", "peacekeeping", "health", "asylum", "migration", "disasters",
    "natural_resource", "environment", "technology", "terrorism", "cbrn", "cyber", "misinformation", "crime", "corruption",
    "illegal_drugs", "trafficking",
)  # fmt: skip
"""PLOVER's contexts."""

ITEMS = (
    "arms", "arms.small", "arms.ammunition", "arms.major", "missile", "nuclear", "dual-use", "training", "money", "food", "fuel",
    "luxury", "vehicle", "labour", "prisoners", "territory", "other",
)  # fmt: skip
"""Classes of objects in the codebook."""

TASKS = Table(
    "tasks.json",
    "one document with what it says as a prediction",
    "documents",
    lambda d: (d,),
    (
        Column("data", "string", f"{', '.join(DOCUMENT)} of the document", lambda d: d),
        Column(
            "predictions",
            "list",
            "regions with their choices and texts, and relations from triggers to regions",
            lambda d: d,
        ),
    ),
)


def codebook_event(event: Event) -> Json:
    """An event with the fields of the codebook alone: no reasons, identities, dealings or computed dates.

    Args:
        event: what a report says.
    """
    dumped = event.model_dump(mode="json")
    kept: Json = {k: dumped[k] for k in ("event", "type", "mode", "contexts", "trigger")}
    span = ("start", "end", "text")
    for role in ("actors", "recipients"):
        kept[role] = [{k: m[k] for k in (*span, "name", "code")} for m in dumped[role]]
    kept["objects"] = [{k: m[k] for k in (*span, "item", "gift")} for m in dumped["objects"]]
    for name, last in (("place", "country"), ("time", "value")):
        kept[name] = {k: dumped[name][k] for k in (*span, last)} if dumped[name] else None
    kept |= {k: dumped[k] for k in DECISIONS}
    source = dumped["source"]
    told = (*span, "name", "code", "unnamed", "cue", "quote")
    kept["source"] = {k: source[k] for k in told if k in source} if source else None
    return kept | {"label": dumped["label"]}


@dataclass(slots=True)
class _Results:
    """The results of a task while they are made: a region once for all that say the same of it."""

    text: str
    results: list[Json] = field(default_factory=list)
    relations: list[Json] = field(default_factory=list)
    regions: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def region(self, label: str, span: Json, about: Json, *, shared: bool = True) -> str:
        """A region with what hangs on it.

        Args:
            label: its label.
            span: start, end and text.
            about: control -> value: a string, a number, or a list of choices; None where there is none.
            shared: whether a region that says the same is taken again.

        Returns:
            Its id.
        """
        at = {k: span[k] for k in ("start", "end", "text")}
        key = (label, at["start"], at["end"], json.dumps(about, sort_keys=True))
        if shared and key in self.regions:
            return self.regions[key]
        number = f"r{len(self.regions) + 1}"
        self.regions[key if shared else (number,)] = number
        self._result(number, "span", "labels", {**at, "labels": [label]})
        for control, value in about.items():
            if isinstance(value, list) and value:
                self._result(number, control, "choices", {**at, "choices": value})
            elif isinstance(value, int):
                self._result(number, control, "number", {**at, "number": value})
            elif isinstance(value, str):
                # a text field of Label Studio holds what was typed where a region holds its words
                self._result(number, control, "textarea", {**at, "text": [value]})
        return number

    def _result(self, number: str, control: str, kind: str, value: Json) -> None:
        self.results.append({"id": number, "from_name": control, "to_name": "text", "type": kind, "value": value})

    def relate(self, trigger: str, role: str, region: str) -> None:
        """A relation from a trigger to a region."""
        self.relations.append(
            {"type": "relation", "from_id": trigger, "to_id": region, "direction": "right", "labels": [role]}
        )


def task(document: Json, events: list[Json], model: str) -> Json:
    """A task of a gold record.

    Args:
        document: in the codebook's format.
        events: likewise.
        model: what made the predictions.
    """
    made = _Results(document["text"])
    for event in events:
        trigger = made.region(event["type"], event["trigger"], _trigger(event), shared=False)
        for role, field_ in (("actor", "actors"), ("recipient", "recipients")):
            for mention in event[field_]:
                made.relate(trigger, role, made.region("party", mention, _named(mention)))
        for thing in event["objects"]:
            gift = ["gift"] if thing["gift"] else None
            made.relate(trigger, "object", made.region("object", thing, {"item": [thing["item"]], "gift": gift}))
        if event["place"]:
            place = {"country": event["place"]["country"]}
            made.relate(trigger, "place", made.region("place", event["place"], place))
        if event["time"]:
            value = {"time_value": event["time"]["value"]}
            made.relate(trigger, "time", made.region("time", event["time"], value))
        source = event["source"]
        if source and "start" in source:
            made.relate(trigger, "source", made.region("party", source, _named(source)))
        if source and source["cue"]:
            made.relate(trigger, "cue", made.region("cue", source["cue"], {}))
    data = {name: document[name] for name in DOCUMENT}
    return {"data": data, "predictions": [{"model_version": model, "result": made.results + made.relations}]}


def _trigger(event: Json) -> Json:
    """What hangs on a trigger."""
    source = event["source"]
    kind = [
        k
        for k, is_so in (("agentless", source and "start" not in source), ("unnamed", source and source["unnamed"]))
        if is_so
    ]
    return {
        "number": event["event"],
        "mode": [event["mode"]] if event["mode"] else None,
        "contexts": list(event["contexts"]),
        **{name: [event[name]] for name in DECISIONS},
        "source_kind": kind,
        "quote": [source["quote"]] if source else None,
    }


def _named(mention: Json) -> Json:
    """What hangs on a party."""
    return {"name": mention["name"], "code": mention["code"]}


def write_labelstudio(hold: Hold, out: Path, stamp: Stamp, _options: Options) -> Tally:
    """A folder with `tasks.json` to import, `interface.xml` to paste into the labelling setup, and `about.json`."""
    count = 0
    with (out / "tasks.json").open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("[")
        for made in _tasks(hold, stamp):
            stream.write((",\n" if count else "\n") + json.dumps(made, ensure_ascii=False))
            count += 1
        stream.write("\n]\n")
    (out / "interface.xml").write_text(interface(), encoding="utf-8", newline="\n")
    tally = Tally({"tasks.json": count})
    write_json(out / "about.json", about(stamp, "Documents as tasks for Label Studio.", (TASKS,), tally))
    return tally


def _tasks(hold: Hold, stamp: Stamp) -> Iterator[Json]:
    """A task for each document."""
    for entry, claims in by_document(hold):
        model = claims[0].versions.reader if claims else stamp.reader
        yield task(entry.document.model_dump(mode="json"), [codebook_event(c.event) for c in claims], f"reader {model}")


def interface() -> str:
    """The labelling interface, for Label Studio's labelling setup."""
    kinds = tuple(dict.fromkeys(ROLES.values()))
    modes = tuple(dict.fromkeys(m for many in MODES.values() for m in many))
    on_trigger = [
        '<Number name="number" toName="text" perRegion="true" min="1"/>',
        _choices("mode", modes),
        *(_choices(name, values) for name, values in DECISIONS.items()),
        _choices("source_kind", ("agentless", "unnamed"), "multiple"),
        _choices("quote", QUOTES),
        _choices("contexts", CONTEXTS, "multiple"),
    ]
    lines = [
        "<View>",
        "<Style>.htx-text{white-space:pre-wrap}</Style>",
        f"<Relations>{''.join(f'<Relation value={quoteattr(r)}/>' for r in ROLES)}</Relations>",
        '<Labels name="span" toName="text">',
        *(f"<Label value={quoteattr(label)}/>" for label in (*TYPES, *kinds)),
        "</Labels>",
        '<Header value="$title"/>',
        '<Text name="text" value="$text"/>',
        *_shown(TYPES, on_trigger),
        *_shown(("party",), [_typed("name"), _typed("code")]),
        *_shown(("object",), [_choices("item", ITEMS), _choices("gift", ("gift",), "multiple")]),
        *_shown(("place",), [_typed("country")]),
        *_shown(("time",), [_typed("time_value")]),
        "</View>",
    ]
    return "\n".join(lines) + "\n"


def _shown(labels: tuple[str, ...], controls: list[str]) -> list[str]:
    """Controls that are shown while a region of some label is selected."""
    wanted = ",".join(labels)
    return [f'<View visibleWhen="region-selected" whenTagName="span" whenLabelValue="{wanted}">', *controls, "</View>"]


def _choices(name: str, values: tuple[str, ...], choice: str = "single-radio") -> str:
    inner = "".join(f"<Choice value={quoteattr(v)}/>" for v in values)
    return f'<Header value="{name}"/><Choices name="{name}" toName="text" perRegion="true" choice="{choice}">{inner}</Choices>'


def _typed(name: str) -> str:
    return f'<Header value="{name}"/><TextArea name="{name}" toName="text" perRegion="true" maxSubmissions="1" editable="true"/>'
