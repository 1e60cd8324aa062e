"""Lists of names as a run of the watch asks them, over a small record; all people and lists are invented."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from dealings import party
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

import communique
from communique.errors import BadRequest
from communique.model import Identity
from communique.record.record import Record
from communique.record.told import AskedFor
from communique.watch import kept, namesakes
from communique.watch.kept import Kept
from communique.watch.looking import KEY, load_lists, looked_up, parties, without_lists
from communique.watch.rules import Pack, load
from communique.watch.watching import Lists, Run, watch
from communique.watch.yente import Service

AS_OF = date(2024, 6, 1)
LISTED = "id: own.listed\n  says: Meetings with listed persons.\n  when: {type: CONSULT, listed: un-sc}"
ANY = "id: own.any\n  says: Meetings.\n  when: {type: CONSULT, from: [KEN, ETH]}\n  except: [{rule: own.listed}]"
ARREST = "id: own.arrest\n  says: Arrests.\n  when: {type: COERCE, from: GHA}"
SEEN = "2024-05-30T00:00:00"


def entry(id_: str, name: str, country: str, listed: str | None = "2020-01-02", seen: str = SEEN) -> str:
    sanctions = [{"id": f"s-{id_}", "schema": "Sanction", "properties": {"listingDate": [listed]}}] if listed else []
    told = {"name": [name], "country": [country], "sanctions": sanctions, "birthDate": ["1961"]}
    whole = {"id": id_, "schema": "Person", "properties": told, "datasets": ["made_up"], "last_seen": seen}
    return json.dumps(whole) + "\n"


def own(tmp_path: Path, *rules: str) -> Pack:
    path = tmp_path / "own.yaml"
    path.write_text("format: watch/1\nrules:\n" + "".join(f"- {r}\n" for r in rules), encoding="utf-8")
    return load(path, shipped=False)


def file(tmp_path: Path, *entries: str, name: str = "list.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("".join(entries), encoding="utf-8")
    return path


@pytest.fixture
def record(own_record: Path) -> Iterator[Record]:
    with Record(own_record) as opened:
        yield opened


@pytest.fixture
def own_record(request: pytest.FixtureRequest) -> Path:
    """A copy of the small record of `desk`: Dawit Alemu of Ethiopia and Ada Moro of Kenya met on 4 March 2024."""
    return request.getfixturevalue("own")


def lists(path: Path, record: Record) -> Lists:
    return looked_up(load_lists([f"un-sc={path}"]).lists, namesakes.judgements(record))


def run(record: Record, pack: Pack, asked: Lists | None, day: int = 1) -> Run:
    return watch(record, pack, as_of=AS_OF, at=f"2024-06-{day:02}T08:00:00Z", lists=asked)


def alerts(record: Record, rule: str = "own.listed") -> list[Kept]:
    return kept.find(record, AskedFor(rules=(rule,), ended=True))[0]


def the_alert(record: Record, rule: str = "own.listed") -> Kept:
    (found,) = alerts(record, rule)
    return found


def told_of_list(record: Record) -> str:
    return next(told for told in the_alert(record).alert.inferred if "un-sc" in told)


def test_an_alert_says_which_list_of_which_day_how_like_and_what_is_missing(record, tmp_path):
    pack = own(tmp_path, LISTED)
    run(record, pack, lists(file(tmp_path, entry("eth-1", "Dawit ALEMU", "et")), record))
    told = told_of_list(record)
    for part in (
        "may be on the list un-sc",
        "“Dawit ALEMU” (eth-1), score 95 of 100",
        "100 % like",
        "both of ETH",
        "listed on 2020-01-02",
        "a snapshot as of 2024-05-30",
        "a date of birth: the list has 1961, the report gives none",
        "a name alone confirms nobody",
    ):
        assert part in told


@pytest.mark.parametrize(("listed", "found"), [("2024-03-04", True), ("2024-03-05", False), (None, True)])
def test_who_was_listed_after_the_event_was_not_listed_then(record, tmp_path, listed, found):
    run(record, own(tmp_path, LISTED), lists(file(tmp_path, entry("eth-1", "Dawit Alemu", "et", listed)), record))
    assert bool(alerts(record)) == found


def test_a_list_that_is_older_than_the_event_cannot_tell(record, tmp_path):
    path = file(tmp_path, entry("eth-1", "Dawit Alemu", "et", seen="2023-01-02T00:00:00"))
    run(record, own(tmp_path, LISTED), lists(path, record))
    assert any("the list of 2024-03-04; this one is as of 2023-01-02" in t for t in the_alert(record).alert.inferred)


def test_judged_not_the_same_the_alert_is_withdrawn_and_undone_it_returns(record, tmp_path):
    pack, path = own(tmp_path, LISTED), file(tmp_path, entry("eth-1", "Dawit Alemu", "et"))
    run(record, pack, lists(path, record))
    first = the_alert(record)
    kept.say(record, [first.alert.id], "accepted", who="Ann", why="looks right")
    judged = namesakes.add(record, "Dawit Alemu", "eth-1", who="Ben", why="another year of birth")
    run(record, pack, lists(path, record), 2)
    gone = the_alert(record)
    assert (gone.alert.id, gone.state, gone.history[-1].kinds) == (first.alert.id, "new", ("withdrawn",))
    assert gone.ended
    run(record, pack, lists(path, record), 3)
    assert the_alert(record).number == gone.number
    namesakes.undo(record, judged.id, who="Ann", why="the year was of somebody else")
    run(record, pack, lists(path, record), 4)
    back = the_alert(record)
    assert (back.alert.id, back.ended) == (first.alert.id, None)
    assert back.history[-1].number > gone.history[-1].number


def test_one_candidate_who_is_judged_leaves_the_next(record, tmp_path):
    path = file(tmp_path, entry("eth-1", "Dawit Alemu", "et"), entry("eth-2", "Dawit Alemu", "et"))
    namesakes.add(record, "Dawit Alemu", "eth-1", who="Ben", why="another year of birth")
    run(record, own(tmp_path, LISTED), lists(path, record))
    told = told_of_list(record)
    assert "(eth-2)" in told
    assert "(eth-1)" not in told


def test_without_its_list_a_rule_is_left_out_and_its_alerts_stay(record, tmp_path):
    pack = own(tmp_path, LISTED, ANY, ARREST)
    run(record, pack, lists(file(tmp_path, entry("eth-1", "Dawit Alemu", "et")), record))
    before = the_alert(record)
    rest, told = without_lists(pack, ())
    assert [rule.id for rule in rest.rules] == ["own.arrest"]
    assert told == (
        "own.listed: needs the list un-sc; give --list un-sc=FILE",
        "own.any: excepts own.listed, which needs the list un-sc; give --list un-sc=FILE",
    )
    again = run(record, rest, None, 2)
    assert again.left == ("own.listed",)
    assert the_alert(record) == before
    assert without_lists(pack, ("un-sc",)) == (pack, ())


def test_a_rule_that_excepts_what_a_list_tells_follows_the_list(record, tmp_path):
    pack = own(tmp_path, LISTED, ANY)
    run(record, pack, lists(file(tmp_path, entry("x", "Nobody Known", "pe")), record))
    assert [(k.alert.rule, k.ended) for k in alerts(record, "own")] == [("own.any", None)]
    run(record, pack, lists(file(tmp_path, entry("eth-1", "Dawit Alemu", "et")), record), 2)
    assert {k.alert.rule for k in alerts(record, "own") if k.ended is None} == {"own.listed"}


def test_a_list_that_is_cut_off_stops_neither_the_other_lists_nor_the_other_rules(record, tmp_path):
    cut = file(tmp_path, entry("eth-1", "Dawit Alemu", "et") * 2, name="cut.jsonl")
    good = file(tmp_path, entry("ken-1", "Ada Moro", "ke"), name="good.jsonl")
    loaded = load_lists([f"un-sc={cut}", f"desk={good}", f"gone={tmp_path / 'gone'}"])
    assert loaded.names == ("desk",)
    assert [(Path(e.path).name, e.line) for e in loaded.broken] == [("cut.jsonl", 2), ("gone", None)]
    pack = own(tmp_path, LISTED, LISTED.replace("own.listed", "own.desk").replace("un-sc", "desk"), ARREST)
    rest, (told,) = without_lists(pack, loaded.names, loaded.reasons)
    assert "own.listed: needs the list un-sc, which could not be loaded (" in told
    assert "cut.jsonl:2:" in told
    run(record, rest, looked_up(loaded.lists, ()))
    assert {k.alert.rule for k in alerts(record, "own")} == {"own.desk", "own.arrest"}


def test_a_list_has_the_name_it_is_given_or_its_own(tmp_path):
    path = file(tmp_path, entry("a", "Miro Tasek", "ke"), name="made=up.jsonl")
    assert load_lists([f"un-sc={path}"]).names == ("un-sc",)
    assert load_lists([str(path)]).names == ("made_up",)
    twice = load_lists([str(path), f"made_up={path}", f"other={path}", f"={path}"])
    assert twice.names == ("made_up", "other")
    assert "would be the list made_up" in str(twice.broken[0])
    assert "is given no name" in str(twice.broken[1])
    assert twice.reasons == {}


def test_services_are_given_as_lists_are():
    environ = {KEY: "k", f"{KEY}_MY_YENTE": "own"}
    (one,) = load_lists((), ["https://yente.example/api"], environ=environ).services.items()
    assert one == ("sanctions", Service("https://yente.example/api", key="k"))
    two = load_lists((), ["my yente=https://a.example#peps", "https://b.example?x=1#un"], environ=environ).services
    assert two == {
        "my yente": Service("https://a.example", "peps", key="own"),
        "un": Service("https://b.example?x=1", "un"),
    }


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("x=ftp://a.example", "is no http or https address"),
        ("x=", "is no http or https address"),
        ("http://[", "is no http or https address"),
        ("x=https://ann:pw@a.example", "put the key into"),
    ],
)
def test_a_service_with_a_bad_address_is_refused(option, said):
    with pytest.raises(BadRequest, match=said):
        load_lists((), [option])
    with pytest.raises(BadRequest, match="the list x is given twice"):
        load_lists((), ["x=https://a.example", "x=https://b.example"])


def test_a_state_as_a_whole_is_not_looked_for():
    assert parties(party("PRK", "North Korea")) == ()
    assert parties(party("KEN", "the Kenyan")) != ()


def test_whom_the_tables_know_is_looked_for_under_that_name_too(tmp_path):
    loaded = load_lists([f"un-sc={file(tmp_path, entry('eth-1', 'Dawit Alemu', 'et'))}"]).lists
    envoy = party("ETH", "Envoy Alemu").model_copy(
        update={"identity": Identity(name="Dawit Alemu", wikidata="Q1", because="the only envoy of that name")}
    )
    told = looked_up(loaded, ()).on_list("un-sc", envoy, "2024-03-04")
    assert told
    assert told.startswith("the tables take “Envoy Alemu” for Dawit Alemu (the only envoy of that name); ")
    for name in ("Envoy Alemu", "Dawit Alemu"):
        judged = namesakes.NotSame(name, None, "eth-1", "Ann", "2024-01-01", "another one")
        assert looked_up(loaded, (judged,)).on_list("un-sc", envoy, "2024-03-04") is None


def test_an_event_without_a_last_day_is_judged_by_no_day(tmp_path):
    loaded = load_lists([f"un-sc={file(tmp_path, entry('eth-1', 'Dawit Alemu', 'et'))}"]).lists
    told = looked_up(loaded, ()).on_list("un-sc", party("ETH", "Dawit Alemu"), "9999-12-31")
    assert told
    assert "9999" not in told


class Yente:
    """A service that knows one person, and counts who it is asked for."""

    def __init__(self, server: HTTPServer, name: str = "Dawit Alemu") -> None:
        self.asked: list[str] = []
        self.name, self.status = name, 200
        self.during = lambda: None
        server.expect_request("/match/sanctions", method="POST").respond_with_handler(self._answer)
        self.options = [f"un-sc={server.url_for('/')}"]

    def _answer(self, request: Request) -> Response:
        queries = json.loads(request.data)["queries"]
        names = {q: told["properties"]["name"][0] for q, told in queries.items()}
        self.asked += names.values()
        self.during()
        person = {"id": "eth-1", "schema": "Person", "properties": {"name": [self.name], "country": ["et"]}}
        sure = {**person, "datasets": ["made_up"], "last_seen": SEEN, "score": 0.9, "features": {"name_match": 0.9}}
        found = {q: {"results": [sure] if self.name in name else []} for q, name in names.items()}
        return Response(json.dumps({"responses": found}), status=self.status, content_type="application/json")

    def lists(self, record: Record) -> Lists:
        loaded = load_lists((), self.options, allow_private=True)
        return looked_up(loaded.lists, namesakes.judgements(record), loaded.services)


def test_a_service_answers_as_a_list_does_and_is_asked_once_a_run(record, tmp_path, httpserver):
    yente = Yente(httpserver)
    pack = own(tmp_path, LISTED, ANY)
    done = run(record, pack, yente.lists(record))
    assert done.unheard == ()
    told = told_of_list(record)
    assert "“Dawit Alemu” (eth-1), score 90 of 100; the service gives 0.90 of 1" in told
    assert sorted(name for name in yente.asked if name in ("Ada Moro", "Dawit Alemu")) == ["Ada Moro", "Dawit Alemu"]
    asked = list(yente.asked)
    run(record, pack, yente.lists(record), 2)
    assert yente.asked == asked
    namesakes.add(record, "Dawit Alemu", "eth-1", who="Ben", why="another year of birth")
    run(record, pack, yente.lists(record), 3)
    assert the_alert(record).ended


def test_while_a_service_thinks_others_can_write(record, own_record, tmp_path, httpserver):
    yente, added = Yente(httpserver, "Rosa Kern"), []
    more = (
        "Kenyan Foreign Minister Ada Moro met her Ethiopian counterpart, Dawit Alemu, and Peruvian President Rosa Kern "
        "in Nairobi on Monday, a spokesman said."
    )

    def during() -> None:
        if not added:
            with Record(own_record) as other:
                added.append(
                    communique.add(other, communique.read(more, published="2024-03-05", publisher="Gulf Post"))
                )

    yente.during = during
    run(record, own(tmp_path, LISTED), yente.lists(record))
    assert [a.joined for a in added] == [1]
    found = [t for a in alerts(record) for t in a.alert.inferred if "Rosa Kern" in t]
    assert found


@pytest.mark.parametrize("failing", ["500", "hangs", "nonsense", "private"])
def test_a_service_without_an_answer_holds_up_nothing_else(record, tmp_path, httpserver, failing):
    yente = Yente(httpserver)
    pack = own(tmp_path, LISTED, ANY, ARREST)
    run(record, pack, yente.lists(record))
    before = the_alert(record)
    silent = Yente(httpserver) if failing == "private" else None
    over = threading.Event()
    loaded = load_lists((), yente.options, allow_private=failing != "private")
    service = loaded.services["un-sc"]
    httpserver.clear()
    if failing == "500":
        httpserver.expect_request("/match/sanctions").respond_with_data("later", status=500)
    elif failing == "nonsense":
        httpserver.expect_request("/match/sanctions").respond_with_data("<html>")
    elif failing == "hangs":
        service = Service(service.url, allow_private=True, seconds=0.5)
        httpserver.expect_request("/match/sanctions").respond_with_handler(lambda r: (over.wait(20), Response())[1])
    # a judgement makes the rules look at everything again, and so ask the service
    namesakes.add(record, "Rosa Kern", "eth-1", who="Ben", why="another country")
    changed = own(tmp_path, LISTED, ANY, ARREST.replace("Arrests", "Arrests of anybody"))
    try:
        done = run(record, changed, looked_up({}, namesakes.judgements(record), {"un-sc": service}), 2)
    finally:
        over.set()
    assert [told.partition(":")[0] for told in done.unheard] == ["own.listed", "own.any"]
    assert "needs the list un-sc, which gives no answer now (" in done.unheard[0]
    assert the_alert(record) == before
    assert before.alert.id not in {change.subject for change in done.changes}
    assert the_alert(record, "own.arrest").alert.digest == changed.digests["own.arrest"]
    assert silent is None or silent.asked == []
    httpserver.clear()
    mended = Yente(httpserver, "Nobody Known")
    run(record, changed, mended.lists(record), 3)
    assert mended.asked
    assert the_alert(record).ended
