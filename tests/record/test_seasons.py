"""Seasons of talk on either database: what was gathered stays together, an id means one alert, and nothing that a rule finds goes unseen."""

from __future__ import annotations

import pytest
from shipped import add, alerts, kinds, look
from sqlalchemy import select

from communique.record.record import Record
from communique.record.schema_watch import verdicts
from communique.watch import kept
from communique.watch.rules import Pack, load
from reports import event, report

TALKS = """format: watch/1
rules:
- id: own.prk.talks
  says: Talk of arms with the DPRK.
  binds: the larch league
  kind: precursor
  basis: [{act: Larch 1, para: "4", from: 2020-01-01, covers: [arms]}]
  when: {item: [arms], any_party: PRK, stage: [talks]}
  gather: {days: 90}
"""
STATES = {"Russia": "RUS", "North Korea": "PRK", "China": "CHN"}


@pytest.fixture
def record(fresh_url):
    with Record(fresh_url, create=True) as made:
        yield made


@pytest.fixture
def pack(tmp_path) -> Pack:
    path = tmp_path / "talks.yaml"
    path.write_text(TALKS)
    return load(path, shipped=False)


def talk(key: str, day: str, *, by: str = "Seoul", third: bool = False, arms: bool = True, more: str = ""):
    """A report that Russia and North Korea, and perhaps China, talked about arms or the weather on a day."""
    who = {name: f"{code} GOV" for name, code in STATES.items() if third or code != "CHN"}
    text = f"{' and '.join(who)} discussed {'arms deliveries' if arms else 'the weather'}, {by} said.{more}"
    codes = tuple(sorted(STATES[name] for name in who))
    dealt = ({"item": "arms.unspecified", "stage": "talks", "between": codes},) if arms else ()
    act = event(text, "discussed", "CONSULT", actors=who, day=day, source=(by, "KOR GOV"), transfers=dealt)
    return report(key, text, act, published=day, publisher=f"{key} Times")


def rests_on(record: Record) -> dict[str, tuple[int, ...]]:
    """Events of each standing alert."""
    return {k.alert.id: k.alert.events for k in alerts(record) if k.ended is None}


def everything_is_seen(record: Record) -> bool:
    """Whether each event that a rule finds is in one standing alert, the one that its verdict names."""
    with record.reading() as connection:
        found = connection.execute(
            select(verdicts.c.event, verdicts.c.alert).where(verdicts.c.outcome == "alert")
        ).all()
    shown = sorted((event, alert) for alert, events in rests_on(record).items() for event in events)
    return shown == sorted((row.event, row.alert) for row in found)


def test_an_older_event_that_turns_out_to_be_of_the_season_does_not_cut_it(record, pack):
    add(record, talk("old", "2024-03-01", arms=False), talk("a", "2024-05-10"), talk("b", "2024-07-10"))
    look(record, pack)
    (before,) = rests_on(record)
    kept.say(record, [before], "accepted", who="Ann", why="known")
    add(record, talk("late", "2024-03-01", by="Tokyo"), day=2)
    look(record, pack, 2)
    assert list(rests_on(record)) == [before]
    assert alerts(record)[0].state == "accepted"


def test_two_alerts_never_get_one_id(record, pack):
    add(record, talk("weather", "2024-01-10", arms=False), talk("a", "2024-05-10"))
    look(record, pack)
    record.judge("same", "E1", "E2", who="Ann")
    look(record, pack, 2)
    add(record, talk("b", "2024-01-10", by="Tokyo"), day=3)
    look(record, pack, 3)
    record.judge("undo", "J1", who="Ann")
    look(record, pack, 4)
    assert sorted(rests_on(record).values()) == [(1,), (2,)]
    assert everything_is_seen(record)


def test_the_event_that_founded_an_alert_does_not_take_it_back(record, pack):
    page = {"url": "https://a.example/1"}
    first = talk("a", "2024-05-10").model_copy()
    add(record, first.model_copy(update={"document": first.document.model_copy(update=page)}), talk("b", "2024-06-10"))
    look(record, pack)
    corrected = talk("a", "2024-05-10", arms=False)
    add(record, corrected.model_copy(update={"document": corrected.document.model_copy(update=page)}), day=2)
    look(record, pack, 2)
    (kept_id,) = rests_on(record)
    add(record, talk("c", "2024-05-10", by="Tokyo", third=True), day=3)
    look(record, pack, 3)
    assert rests_on(record)[kept_id] == (2,)
    assert everything_is_seen(record)


def test_a_season_with_a_third_party_lets_go_of_a_claim_that_is_wrong(record, pack):
    add(record, talk("a", "2024-05-10"), talk("b", "2024-06-10"))
    look(record, pack)
    add(record, talk("c", "2024-06-10", by="Tokyo", third=True), day=2)
    look(record, pack, 2)
    assert list(rests_on(record).values()) == [(1, 2)]
    record.judge("wrong", "C1", who="Ann")
    look(record, pack, 3)
    (found,) = alerts(record)
    assert (found.alert.events, {e.claim for e in found.alert.evidence}) == ((2,), {2, 3})
    assert any("a judgement calls C1 wrong" in told for told in found.history[-1].told)


def test_two_seasons_that_come_to_lie_within_one_are_one(record, pack):
    page = {"url": "https://b.example/1"}
    later, corrected = talk("b", "2024-08-20", by="Tokyo"), talk("b", "2024-08-05", by="Tokyo", more=" Corrected.")
    add(record, talk("a", "2024-05-10"), later.model_copy(update={"document": later.document.model_copy(update=page)}))
    look(record, pack)
    assert len(rests_on(record)) == 2
    add(record, corrected.model_copy(update={"document": corrected.document.model_copy(update=page)}), day=2)
    look(record, pack, 2)
    assert sorted(*rests_on(record).values()) == [1, 2]
    (gone,) = [k for k in alerts(record) if k.ended]
    assert (kinds(gone)[-1], gone.state) == ("merged", "closed")


def test_a_rebuild_changes_no_season(record, pack):
    add(record, talk("a", "2024-05-10"), talk("b", "2024-06-10"), talk("c", "2024-06-10", by="Tokyo", third=True))
    look(record, pack)
    before = [k.values() for k in alerts(record)]
    record.rebuild()
    assert look(record, pack, 2).changes == ()
    assert [k.values() for k in alerts(record)] == before
