"""JSON lines, PLOVER and GDELT."""

import json

import duckdb
import pandas as pd
import pytest

from communique.export.cameo import CODES, QUAD, SCORES, code, fold, score
from communique.export.formats import export
from communique.export.gdelt import EVENT_COLUMNS, MENTION_COLUMNS, pairs
from communique.export.hold import Bundle, Options
from communique.export.plover import PREFIX, RECORDS
from communique.model import Report
from communique.ontology import MODES
from communique.record.values import Claim, RecordEvent, Who


def lines_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def made(**fields):
    """An event with nothing but what is given."""
    base = {"id": 9, "type": "CONSULT", "label": "REPORTED", "status": "happened", "state": "single-origin", "because": "", "origins": 1, "reports": 1, "outlets": 1, "claims": ()}  # fmt: skip
    return RecordEvent(**base | fields)


def test_event_lines_are_the_events_with_their_claims(hold, stamp, tmp_path):
    export("jsonl", hold, tmp_path / "out", stamp)
    for line, event in zip(lines_of(tmp_path / "out" / "events.jsonl"), hold.events(), strict=True):
        claims = [Claim.model_validate(c) for c in line.pop("claims")]
        assert [c.id for c in claims] == [c.id for c in hold.claims_of(event)]
        assert claims == list(hold.claims_of(event))
        assert RecordEvent.model_validate(line | {"claims": [c.id for c in claims]}) == event


def test_report_lines_are_what_reading_prints(hold, stamp, tmp_path):
    export("jsonl", hold, tmp_path / "out", stamp)
    back = [Report.model_validate(line) for line in lines_of(tmp_path / "out" / "reports.jsonl")]
    assert [r.document for r in back] == [d.document for d in hold.documents()]
    assert [e for r in back for e in r.events] == [c.event for c in hold.claims()]
    for report in back:
        for event in report.events:
            trigger = event.trigger
            assert report.document.text[trigger.start : trigger.end] == trigger.text


def test_report_lines_leave_out_claims_of_an_older_reading_and_keep_documents_without_any(hold, stamp, tmp_path):
    old = [c.model_copy(update={"current": c.document != 1}) for c in hold.claims()]
    export("jsonl", Bundle.of(hold.events(), old, hold.documents()), tmp_path / "out", stamp)
    assert [len(line["events"]) for line in lines_of(tmp_path / "out" / "reports.jsonl")] == [0, 3]


def test_duckdb_reads_event_lines(hold, stamp, tmp_path):
    export("jsonl", hold, tmp_path / "out", stamp)
    found = duckdb.sql(f"select id, len(claims) from read_json('{tmp_path}/out/events.jsonl') order by id").fetchall()
    assert found == [(1, 2), (2, 1), (3, 1), (5, 1), (6, 1)]


def test_the_companion_of_lines_names_versions_licence_and_columns(hold, stamp, tmp_path):
    export("jsonl", hold, tmp_path / "out", stamp)
    about = json.loads((tmp_path / "out" / "about.json").read_text(encoding="utf-8"))
    assert (about["record"], about["version"], about["codebook"], about["licence"]) == (
        stamp.record,
        "17",
        "1.1",
        stamp.licence,
    )
    assert about["rows"] == {"events.jsonl": 5, "reports.jsonl": 2}


def test_plover_has_its_required_fields_and_drops_what_is_denied_or_speculated(hold, stamp, tmp_path):
    tally = export("plover", hold, tmp_path / "out", stamp)
    records = {r["id"]: r for r in lines_of(tmp_path / "out" / "plover.jsonl")}
    assert set(records) == {"E1", "E3", "E5"}
    assert tally.left_out == {"SPECULATED": 1, "no day is known": 1}
    known = {c.name for c in RECORDS.columns}
    for record in records.values():
        assert {"id", "date", "actor", "event"} <= set(record) <= known
        assert record["event"][0] in MODES
    one = records["E1"]
    assert (one["date"], one["event"], one["mode"], one["quad_code"], one["event_scale"]) == (
        "2031-05-05",
        ["CONSULT"],
        ["visit"],
        1,
        4.0,
    )
    assert one["actor"] == [
        {
            "code": "KEN",
            "sector": "GOV",
            "entity_text": 'Ada "Iron" Obi',
            "identifier_id": "Q1",
            "identifier_text": "Ada Obi",
        }
    ]
    assert one["event_loc"]["geonameid"] == 186301
    assert one["link"] == ["E3"]
    assert one["cite_info"]["url"].startswith("https://News.example/")
    assert one[PREFIX + "deny"] == ["Torv"]
    assert [c["label"] for c in one[PREFIX + "claims"]] == ["ALLEGED", "DENIED"]


def test_planned_cooperation_becomes_agreement_and_keeps_the_act(hold, stamp, tmp_path):
    export("plover", hold, tmp_path / "out", stamp)
    plan = next(r for r in lines_of(tmp_path / "out" / "plover.jsonl") if r["id"] == "E3")
    assert (plan["event"], plan["date"], plan["enddate"]) == (["AGREE"], "2031-06-01", "2031-06-30")
    assert "mode" not in plan
    assert (plan[PREFIX + "type"], plan[PREFIX + "label"], plan[PREFIX + "status"]) == ("AID", "PLANNED", "planned")


@pytest.mark.parametrize(
    ("kind", "mode", "label", "status", "folded"),
    [
        ("CONSULT", "visit", "PLANNED", "planned", ("AGREE", ())),
        ("RETREAT", "withdraw", "PLANNED", "planned", ("CONCEDE", ())),
        ("CONCEDE", None, "PLANNED", "planned", ("CONCEDE", ())),
        ("SANCTION", "expel", "PLANNED", "planned", ("SANCTION", ("expel", "future"))),
        ("CONSULT", "visit", "WARNED", "planned", ("CONSULT", ("visit", "future", "hypothetical"))),
        ("ASSAULT", None, "SPECULATED", "happened", ("ASSAULT", ("hypothetical",))),
        ("AID", None, "DENIED", "planned", ("AID", ("future", "negation"))),
        ("AID", None, "ALLEGED", "happened", ("AID", ())),
    ],
)
def test_folding_never_makes_a_plan_or_a_rumour_a_fact(kind, mode, label, status, folded):
    found = fold(made(type=kind, mode=mode, label=label, status=status))
    assert (found.type, found.modes) == folded


def test_background_is_marked_in_plover(hold, stamp, tmp_path):
    export("plover", hold, tmp_path / "out", stamp)
    fight = next(r for r in lines_of(tmp_path / "out" / "plover.jsonl") if r["id"] == "E5")
    assert fight["mode"] == ["historical"]
    assert (fight["date"], fight[PREFIX + "assumed"]) == ("2031-05-07", True)
    assert "recipient" not in fight


def test_options_keep_what_is_denied_or_speculated(hold, stamp, tmp_path):
    denied = made(label="DENIED", latest="2031-05-07", claims=(4,))
    more = Bundle.of([*hold.events(), denied], hold.claims(), hold.documents())
    export("plover", more, tmp_path / "out", stamp, Options(denied=True, speculated=True))
    records = {r["id"]: r for r in lines_of(tmp_path / "out" / "plover.jsonl")}
    assert records["E9"]["mode"] == ["negation"]
    assert records["E2"]["mode"] == ["hypothetical"]


def test_every_type_and_mode_has_a_score_a_quad_class_and_a_cameo_code():
    for kind, modes in MODES.items():
        assert 1 <= QUAD[kind] <= 4
        for mode in (None, *modes):
            event = made(type=kind, mode=mode)
            assert score(fold(event)) is None or -10 <= score(fold(event)) <= 10
            coded = code(event)
            assert 3 <= len(coded.code) <= 4
            assert coded.root == coded.base[:2] == coded.code[:2]
            assert 1 <= coded.quad <= 4
    assert all(mode is None or mode in MODES[kind] for kind, mode in (*CODES, *SCORES))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"type": "CONSULT", "mode": "visit"}, ("042", 1.9, 1)),
        ({"type": "CONSULT", "mode": "visit", "label": "PLANNED", "status": "planned"}, ("036", 4.0, 1)),
        ({"type": "CONCEDE"}, ("080", 5.0, 2)),
        ({"type": "RETREAT"}, ("080", None, 2)),
        ({"type": "RETREAT", "mode": "ceasefire"}, ("0871", 9.0, 2)),
        ({"type": "ACCUSE", "mode": "investigate"}, ("090", -2.0, 3)),
        ({"type": "ASSAULT"}, ("180", None, 4)),
        ({"type": "ASSAULT", "actors": (Who(name="army", code="KEN MIL"),)}, ("190", None, 4)),
        ({"type": "ASSAULT", "mode": "unconventional"}, ("204", -10.0, 4)),
        ({"type": "COERCE", "mode": "cyber"}, ("170", -7.0, 4)),
        ({"type": "AGREE"}, ("030", 4.0, 1)),
    ],
)
def test_cameo_codes_and_open_values_where_plover_does_not_tell_them_apart(fields, expected):
    coded = code(made(**fields))
    assert (coded.code, coded.goldstein, coded.quad) == expected


def read_gdelt(folder):
    names = [[c.name for c in t.columns] for t in (EVENT_COLUMNS, MENTION_COLUMNS)]
    files = (folder / "events.export.CSV", folder / "mentions.CSV")
    return [pd.read_csv(f, sep="\t", header=None, names=n, dtype=str) for f, n in zip(files, names, strict=True)]


def test_gdelt_has_61_and_16_columns_in_every_line(hold, stamp, tmp_path):
    export("gdelt", hold, tmp_path / "out", stamp)
    for name, width in (("events.export.CSV", 61), ("mentions.CSV", 16)):
        text = (tmp_path / "out" / name).read_text(encoding="utf-8")
        lines = text.split("\n")[:-1]
        assert lines
        assert {line.count("\t") for line in lines} == {width - 1}
        assert '"' not in text


def test_gdelt_tells_only_what_happened_or_what_cameo_has_a_code_for(hold, stamp, tmp_path):
    tally = export("gdelt", hold, tmp_path / "out", stamp)
    events, mentions = read_gdelt(tmp_path / "out")
    assert events["GLOBALEVENTID"].tolist() == ["1", "3", "5", "6", "6"]
    assert tally.left_out == {"SPECULATED": 1}
    assert tally.rows == {"events.export.CSV": 5, "mentions.CSV": 5}
    one = events.iloc[0].dropna().to_dict()
    assert one == {
        "GLOBALEVENTID": "1", "SQLDATE": "20310505", "MonthYear": "203105", "Year": "2031", "FractionDate": "2031.4247",
        "Actor1Code": "KENGOV", "Actor1Name": "Ada Obi", "Actor1CountryCode": "KEN", "Actor1Type1Code": "GOV",
        "Actor2Code": "TZA", "Actor2Name": "Torvald Reis", "Actor2CountryCode": "TZA",
        "EventCode": "042", "EventBaseCode": "042", "EventRootCode": "04", "QuadClass": "1", "GoldsteinScale": "1.9",
        "NumMentions": "2", "NumSources": "1", "NumArticles": "2",
        "ActionGeo_Type": "4", "ActionGeo_FullName": "Port Lune", "ActionGeo_CountryCode": "KE", "ActionGeo_Lat": "-4.04321987", "ActionGeo_Long": "39.66",
        "DATEADDED": "20310506100000", "SOURCEURL": "https://News.example/a?b=1&c=ü",
    }  # fmt: skip
    plan = events.iloc[1]
    assert (plan["EventCode"], plan["MonthYear"]) == ("033", "203106")
    assert pd.isna(plan["SQLDATE"])
    # no report dates the fight: its day is that of its first report, as GDELT has it
    assert events.iloc[2]["SQLDATE"] == "20310507"
    first = mentions.iloc[0]
    assert (first["MentionType"], first["MentionSourceName"], first["InRawText"]) == ("1", "Lune 'Daily'; News", "1")
    assert (mentions.iloc[1]["MentionType"], mentions.iloc[1]["MentionIdentifier"]) == ("2", "reports/2.txt")
    texts = {c.id: hold.document_of(c.document).document.text for c in hold.claims()}
    assert texts[1][int(first["ActionCharOffset"]) :].startswith("visited")
    assert texts[1][int(first["Actor1CharOffset"]) :].startswith('Ada "Iron"')
    assert first["MentionDocLen"] == str(len(texts[1]))


def test_gdelt_codes_parties_in_cameo(hold, stamp, tmp_path):
    export("gdelt", hold, tmp_path / "out", stamp)
    rows = read_gdelt(tmp_path / "out")[0].iloc[3:]
    assert rows["Actor1Type1Code"].tolist() == ["UAF", "UAF"]
    assert rows["Actor1CountryCode"].isna().all()
    assert rows["Actor2KnownGroupCode"].tolist()[0] == "UNO"
    assert rows["Actor2Code"].tolist() == ["UNO", "ROMCVL"]


def test_pairs_of_actors():
    a, b, c = (Who(name=n) for n in "abc")
    assert pairs(made(actors=(a, b), recipients=(c,))) == [(a, c), (b, c)]
    assert pairs(made(actors=(a, b, c))) == [(a, b), (a, c), (b, c)]
    assert pairs(made(actors=(a,))) == [(a, None)]
    assert pairs(made(recipients=(c,))) == [(None, c)]
    assert pairs(made()) == [(None, None)]
