"""Annotated tasks of Label Studio → gold records in the codebook's format."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from communique.errors import UnreadableSource
from communique.export.labelstudio import CONTEXTS, DECISIONS, DOCUMENT, ITEMS, QUOTES, ROLES
from communique.label import label_of
from communique.ontology import MODES, TYPES

Json = dict[str, Any]


def read_tasks(path: str | Path, *, predictions: bool = False) -> Iterator[Json]:
    """Gold records of tasks that people annotated.

    Of the annotations of a task the one that was changed last counts; cancelled ones do not. Labels are computed anew.

    Args:
        path: a JSON file as Label Studio exports it (JSON, not JSON-MIN).
        predictions: take the prediction of a task that nobody annotated; else such tasks are left out.

    Raises:
        UnreadableSource: the file, a task, a region or a relation makes no sense; says which and what to do.
    """
    try:
        tasks = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableSource(str(path), f"cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise UnreadableSource(str(path), "is no JSON; export the project from Label Studio as JSON") from None
    if not isinstance(tasks, list) or not all(isinstance(t, dict) and isinstance(t.get("data"), dict) for t in tasks):
        raise UnreadableSource(
            str(path), "is no list of tasks; export the project from Label Studio as JSON, not JSON-MIN"
        )
    for number, made in enumerate(tasks, start=1):
        where = f"{path}: task {made.get('id', number)}"
        results = _chosen(made, predictions=predictions)
        if results is not None:
            yield _Task(where, _document(made["data"], where), results).record()


def _chosen(made: Json, *, predictions: bool) -> Sequence[Json] | None:
    """The results that count."""
    done = [a for a in made.get("annotations") or () if not a.get("was_cancelled")]
    if done:
        # the later of equal times is the later in the list
        last = max(enumerate(done), key=lambda a: (a[1].get("updated_at") or a[1].get("created_at") or "", a[0]))[1]
        return last.get("result") or []
    if predictions and made.get("predictions"):
        return made["predictions"][0].get("result") or []
    return None


def _document(data: Json, where: str) -> Json:
    """The document of a task."""
    if not isinstance(data.get("text"), str) or not isinstance(data.get("id"), str):
        raise UnreadableSource(
            where, "its data have no text or no id; make tasks by `communique export --format labelstudio`"
        )
    return {name: data.get(name) for name in DOCUMENT}


@dataclass(slots=True)
class _Region:
    """A region and what hangs on it: control -> choices, texts or number."""

    id: str
    start: int
    end: int
    text: str
    label: str = ""
    about: dict[str, Any] = field(default_factory=dict)


class _Task:
    """One task: its regions, then its relations, then the events they make."""

    def __init__(self, where: str, document: Json, results: Sequence[Json]) -> None:
        self._where = where
        self._document = document
        self._regions: dict[str, _Region] = {}
        self._tied: dict[str, dict[str, list[_Region]]] = {}
        for result in results:
            if result.get("type") != "relation":
                self._take(result)
        for region in self._regions.values():
            if not region.label:
                raise self._wrong(region, "has no label; give it one, or delete it")
        for result in results:
            if result.get("type") == "relation":
                self._tie(result)

    def _wrong(self, region: _Region | None, reason: str) -> UnreadableSource:
        at = f"region {region.id} (“{region.text[:40]}”) " if region else ""
        return UnreadableSource(self._where, at + reason)

    def _take(self, result: Json) -> None:
        """A result that is a region or hangs on one."""
        number, value, kind = str(result.get("id")), result.get("value") or {}, result.get("type")
        region = self._regions.get(number)
        if region is None:
            region = self._regions[number] = self._region(number, value)
        if kind == "labels":
            labels = value.get("labels") or []
            if len(labels) != 1 or labels[0] not in (*TYPES, *ROLES.values()):
                raise self._wrong(region, f"has the labels {labels}; it needs one of those of the interface")
            said = value.get("text")
            if isinstance(said, str) and said != region.text:
                raise self._wrong(region, f"says “{said[:40]}” elsewhere; was the text of the task changed?")
            region.label = labels[0]
        elif kind in ("choices", "textarea", "number"):
            region.about[str(result.get("from_name"))] = value.get("text" if kind == "textarea" else str(kind))

    def _region(self, number: str, value: Json) -> _Region:
        """A stretch of the text."""
        start, end, text = value.get("start"), value.get("end"), self._document["text"]
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
            raise UnreadableSource(self._where, f"region {number} goes from {start} to {end}, outside the text")
        return _Region(number, start, end, text[start:end])

    def _tie(self, result: Json) -> None:
        """A relation."""
        ends = [self._regions.get(str(result.get(end))) for end in ("from_id", "to_id")]
        labels = result.get("labels") or []
        trigger, region = ends
        if trigger is None or region is None:
            raise UnreadableSource(self._where, "has a relation to a region that is not there; delete it")
        if len(labels) != 1 or labels[0] not in ROLES:
            raise self._wrong(trigger, f"has a relation with the labels {labels}; it needs one of {', '.join(ROLES)}")
        if trigger.label not in TYPES or region.label != ROLES[labels[0]]:
            raise self._wrong(
                trigger,
                f"is tied as {labels[0]} to “{region.text[:40]}”; that leads from a trigger to a {ROLES[labels[0]]}",
            )
        self._tied.setdefault(trigger.id, {}).setdefault(labels[0], []).append(region)

    def record(self) -> Json:
        """The gold record."""
        triggers = [r for r in self._regions.values() if r.label in TYPES]
        given = [t.about.get("number") for t in triggers]
        free = max((n for n in given if isinstance(n, int)), default=0)
        events = []
        for trigger, number in zip(triggers, given, strict=True):
            if not isinstance(number, int):
                free += 1
            events.append(self._event(trigger, number if isinstance(number, int) else free))
        return {"document": self._document, "events": events}

    def _event(self, trigger: _Region, number: int) -> Json:
        """The event of a trigger."""
        tied = self._tied.get(trigger.id, {})
        event: Json = {
            "event": number,
            "type": trigger.label,
            "mode": self._one(trigger, "mode", MODES[trigger.label], needed=False),
            "contexts": self._many(trigger, "contexts", CONTEXTS),
            "trigger": _span(trigger),
            "actors": [self._party(r) for r in tied.get("actor", ())],
            "recipients": [self._party(r) for r in tied.get("recipient", ())],
            "objects": [self._object(r) for r in tied.get("object", ())],
            "place": self._single(trigger, tied, "place", "country", "country"),
            "time": self._single(trigger, tied, "time", "time_value", "value"),
            **{name: self._one(trigger, name, values) for name, values in DECISIONS.items()},
            "source": self._source(trigger, tied),
        }
        return event | {"label": label_of(event)}

    def _source(self, trigger: _Region, tied: Mapping[str, list[_Region]]) -> Json | None:
        """Who says it."""
        kind = self._many(trigger, "source_kind", ("agentless", "unnamed"))
        holder, cue = self._alone(trigger, tied, "source"), self._alone(trigger, tied, "cue")
        if holder is None and "agentless" not in kind:
            if cue is not None:
                raise self._wrong(trigger, "has a cue but no source; tie a source to it or choose agentless")
            return None
        if holder is not None and "agentless" in kind:
            raise self._wrong(trigger, "has a source and is agentless; keep one of them")
        said = self._party(holder) if holder else {"text": "agentless", "name": "agentless", "code": "---"}
        return said | {
            "unnamed": "unnamed" in kind,
            "cue": _span(cue) if cue else None,
            "quote": self._one(trigger, "quote", QUOTES),
        }

    def _party(self, region: _Region) -> Json:
        name, code = self._typed(region, "name"), self._typed(region, "code")
        if code is None:
            raise self._wrong(region, "has no code; write one such as KEN GOV, or --- where the text does not tell")
        return {**_span(region), "name": region.text if name is None else name, "code": code}

    def _object(self, region: _Region) -> Json:
        gift = self._many(region, "gift", ("gift",))
        return {**_span(region), "item": self._one(region, "item", ITEMS), "gift": bool(gift)}

    def _single(
        self, trigger: _Region, tied: Mapping[str, list[_Region]], role: str, control: str, name: str
    ) -> Json | None:
        region = self._alone(trigger, tied, role)
        return {**_span(region), name: self._typed(region, control)} if region else None

    def _alone(self, trigger: _Region, tied: Mapping[str, list[_Region]], role: str) -> _Region | None:
        """The one region of a role that can have only one."""
        regions = tied.get(role, [])
        if len(regions) > 1:
            raise self._wrong(trigger, f"has {len(regions)} regions as {role}; it can have one")
        return regions[0] if regions else None

    def _typed(self, region: _Region, control: str) -> str | None:
        """What was typed for a region."""
        texts = region.about.get(control)
        text = texts[0] if isinstance(texts, list) and texts else texts
        return text if isinstance(text, str) else None

    def _many(self, region: _Region, control: str, allowed: Sequence[str]) -> list[str]:
        """What was chosen for a region."""
        chosen = region.about.get(control) or []
        if wrong := [c for c in chosen if c not in allowed]:
            raise self._wrong(
                region, f"has {control} {wrong[0]!r}; it can be {', '.join(allowed) or 'left empty only'}"
            )
        return list(chosen)

    def _one(self, region: _Region, control: str, allowed: Sequence[str], *, needed: bool = True) -> str | None:
        """The one thing that was chosen for a region."""
        chosen = self._many(region, control, allowed)
        if len(chosen) > 1 or (needed and not chosen):
            raise self._wrong(region, f"has {len(chosen) or 'no'} {control}; choose one of {', '.join(allowed)}")
        return chosen[0] if chosen else None


def _span(region: _Region) -> Json:
    return {"start": region.start, "end": region.end, "text": region.text}
