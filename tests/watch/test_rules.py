"""Files of rules: what is read, and what is said of what is not."""

from __future__ import annotations

from datetime import date

import pytest

from communique.errors import BadFile
from communique.watch.checking import about, check, explain, listing
from communique.watch.conditions import Amount, Size, WrongCondition, holds, parse
from communique.watch.rules import SHIPPED, below, load, schema

TODAY = date(2026, 12, 1)
SHIPPED_IDS = {
    "un.dprk.arms.to",
    "un.dprk.arms.from",
    "un.dprk.arms.precursor",
    "un.dprk.wmd-missile",
    "un.dprk.mil-training",
    "un.dprk.luxury",
    "un.dprk.sci-tech",
    "un.dprk.labour",
    "un.dprk.vehicles-machinery",
    "un.yemen.houthi-arms",
    "un.dprk.launch",
    "un.iran.arms",
    "eu.rus.arms",
    "meta.plan-due",
}

HEAD = "format: watch/1\nrules:\n"
RULE = HEAD + '- id: own.one\n  says: "No arms to Egypt."\n  when: {item: [arms], to: EGY}\n'


def written(tmp_path, text, name="own.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_pack_is_whole_and_nothing_in_it_is_verified():
    pack = load()
    assert {r.id for r in pack.rules} == SHIPPED_IDS
    for rule in pack.rules:
        assert rule.kind == "calendar" or rule.basis
        for basis in rule.basis:
            checked = basis.checked or rule.checked
            assert checked
            assert checked.against in ("secondary", "memory")
    assert not any(row.verified for row in listing(pack, as_of=TODAY))


@pytest.mark.parametrize(
    ("rule", "against", "confidence"),
    [
        ("un.dprk.arms.to", "secondary", "high"),
        ("un.dprk.arms.from", "secondary", "high"),
        ("un.dprk.arms.precursor", "memory", "medium"),
        ("un.dprk.wmd-missile", "secondary", "high"),
        ("un.dprk.mil-training", "secondary", "high"),
        ("un.dprk.luxury", "secondary", "medium"),
        ("un.dprk.sci-tech", "secondary", "high"),
        ("un.dprk.labour", "memory", "medium"),
        ("un.dprk.vehicles-machinery", "secondary", "high"),
        ("un.yemen.houthi-arms", "secondary", "medium"),
        ("un.iran.arms", "memory", "medium"),
        ("eu.rus.arms", "memory", "medium"),
    ],
)
def test_references_are_as_checked_as_the_research_says(rule, against, confidence):
    checked = load().by_id[rule].checked
    assert (checked.on, checked.against, checked.confidence) == ("2026-11-23", against, confidence)


def test_paragraphs_known_from_memory_say_so_in_a_rule_that_was_checked():
    pack = load()
    told = {
        b.told: b.checked.against
        for number in ("un.dprk.luxury", "un.dprk.sci-tech")
        for b in pack.by_id[number].basis
        if b.checked
    }
    assert told == {
        "S/RES/2270, paragraph 39 + annex": "memory",
        "S/RES/2321, paragraph 5 + annex IV": "memory",
        "S/RES/2321, paragraph 11": "memory",
    }


def test_defaults_fill_what_a_rule_leaves_out(tmp_path):
    path = written(
        tmp_path,
        "format: watch/1\ndefaults:\n  binds: all\n  checked: {on: 2024-01-01, against: memory, confidence: low}\n"
        "rules:\n- {id: own.one, says: One., when: {item: arms}}\n"
        "- {id: own.two, says: Two., binds: some, when: {item: arms}}\n"
        "- {id: own.plan, says: Plans., kind: calendar, when: {status: planned, window: set}}\n",
    )
    one, two, plan = load(path, shipped=False).rules
    assert (one.binds, two.binds, plan.binds) == ("all", "some", None)
    assert one.checked
    assert one.checked.against == "memory"
    assert plan.checked is None


def test_one_value_stands_for_a_list(tmp_path):
    (rule,) = load(written(tmp_path, RULE.replace("[arms]", "arms")), shipped=False).rules
    assert rule.when.item == ("arms",)
    assert rule.when.taker == ("EGY",)


BASIS = '- id: own.one\n  says: One.\n  when: {item: [arms]}\n  basis:\n  - {act: A, para: "1", covers: [arms]%s}\n'


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", None, 'is empty; write "format: watch/1"'),
        ("- id: own.one", 1, 'starts with "format: watch/1"'),
        ("rules: []", 1, "format: is missing"),
        ("format: watch/2\nrules: []", 1, "format: is not known; the format of files of rules is watch/1"),
        ("format: watch/1\n", 1, "rules: is missing"),
        ("format: watch/1\nrules: []", 2, "rules: has nothing in it"),
        (
            "format: watch/1\nruels: []",
            2,
            "ruels: there is no such field; the fields are format, defaults, groups, rules",
        ),
        (HEAD + "- own.one", 3, r"rules\[1\]: must have fields"),
        (RULE + "  whne: {}\n", 6, r"rules\[1\].whne: there is no such field; the fields are id, says, binds"),
        (RULE + "  ask: ''\n", 6, r"rules\[1\].ask: write 1 to 600 characters"),
        (RULE + '  ask: "a\\x1b[31mb"\n', 6, "without control characters"),
        (RULE.replace("own.one", "Own One"), 3, r"rules\[1\].id: 'Own One' is no id"),
        (RULE.replace("to: EGY", "to: Egypt"), 5, r"rules\[1\].when.to\[1\]: 'Egypt' is no country code"),
        (
            RULE.replace("to: EGY", "two: EGY"),
            5,
            r"when.two: there is no such field; the fields are item, from, to, any_party",
        ),
        (RULE.replace("to: EGY", "stage: sold"), 5, r"when.stage\[1\]: 'sold' is none of want, request"),
        (RULE.replace("to: EGY", "label: DENIED"), 5, "when.label: denials attach to alerts"),
        (RULE.replace("[arms]", "[Arms]"), 5, r"when.item\[1\]: 'Arms' is no item"),
        (RULE.replace("{item: [arms], to: EGY}", "{}"), 5, r"when: says nothing"),
        (RULE.replace("item: [arms], to: EGY", "to: EGY, stage: use"), 5, "when: stage is about dealings"),
        (RULE.replace("to: EGY", "bound_party: EU"), 5, "when.bound_party: there is no group EU"),
        (RULE.replace("to: EGY", "window: set"), 5, "when.window: only a calendar rule has this"),
        (RULE + "  emit: [due]\n", 6, r"emit: only a calendar rule has this"),
        (RULE + "  gather: {days: 5}\n", 6, "gather: only a precursor gathers events"),
        (RULE + "  kind: precursor\n  gather: {days: 0}\n", 7, "gather.days: must be 1 or more"),
        (RULE + "  kind: calendar\n", 5, r"when.item: a calendar rule has no such field"),
        (RULE + "  kind: talks\n", 6, "kind: 'talks' is none of transfer, precursor, calendar"),
        (RULE + "  materiality:\n    low: gift and\n", 7, r"materiality.low: ends too early"),
        (RULE + "  materiality: {low: __import__('os')}\n", 6, "is not understood"),
        (RULE + "  except: [{test: manual}]\n", 6, r"except\[1\]: write either rule, or text"),
        (RULE + "  except: [{text: Food.}]\n", 6, r"except\[1\].test: is missing"),
        (RULE + "  except: [{text: Food., test: auto}]\n", 6, r"except\[1\].test"),
        (RULE + "  except: [{rule: own.two}]\n", 6, r"except\[1\].rule: there is no rule own.two"),
        (RULE + "  except: [{rule: own.one}]\n", 6, "go round in a circle: own.one → own.one"),
        (HEAD + BASIS % ", from: 2016-13-02", 7, r"basis\[1\].from: '2016-13-02' is no date; write it as 2016-03-02"),
        (HEAD + BASIS % ", from: 1456876800", 7, r"basis\[1\].from: '1456876800' is no date"),
        (HEAD + BASIS % ", from: 2016-03-02, until: 2016-03-01", 7, r"basis\[1\].until: 2016-03-01 is before from"),
        (HEAD + BASIS % ", checked: {on: 2020-01-01, against: web, confidence: high}", 7, "'web' is none of primary"),
        (HEAD + (BASIS % "").replace(", covers: [arms]", ""), 7, r"basis\[1\].covers: is missing"),
        ("format: watch/1\ndefaults: &d {binds: all}\nrules:\n- <<: *d\n", 4, r"references \(\*name\) are not read"),
        (
            "format: watch/1\ndefaults: {says: all}\nrules: [x]",
            2,
            "defaults.says: there is no such field; the fields are binds",
        ),
        ("format: watch/1\ngroups:\n  eu: {members: []}\nrules: [x]", 3, "is no name of a group"),
        ("format: watch/1\ngroups:\n  EU: {members: []}\nrules: [x]", 3, r"groups.EU.members: has nothing in it"),
    ],
)
def test_a_mistake_is_one_clear_error(tmp_path, text, line, reason):
    path = written(tmp_path, text)
    with pytest.raises(BadFile, match=reason) as raised:
        load(path, shipped=False)
    assert (raised.value.path, raised.value.line) == (str(path), line)
    assert "\n" not in str(raised.value)


def test_an_id_stands_for_one_rule_across_files(tmp_path):
    first = written(tmp_path, RULE)
    second = written(tmp_path, RULE, "second.yaml")
    with pytest.raises(BadFile, match=r"own\.one is there already, in .*own\.yaml, line 3") as raised:
        load(first, second, shipped=False)
    assert (raised.value.path, raised.value.line) == (str(second), 3)
    with pytest.raises(BadFile, match="is there already"):
        load(written(tmp_path, RULE.replace("own.one", "un.dprk.luxury")))


def test_a_circle_of_exceptions_is_found_over_files(tmp_path):
    one = written(tmp_path, RULE + "  except: [{rule: own.two}]\n")
    two = written(tmp_path, RULE.replace("own.one", "own.two") + "  except: [{rule: own.one}]\n", "two.yaml")
    with pytest.raises(BadFile, match=r"own\.one → own\.two → own\.one"):
        load(one, two, shipped=False)


def test_a_wrong_rule_holds_up_no_other(tmp_path):
    good = RULE + "- {id: own.bad, says: Bad., when: {item: [arms], stage: sold}}\n"
    good += "- {id: own.three, says: Three., when: {item: [wmd]}}\n- {id: own.last, says: X., when: {item: [arms]}, except: [{rule: own.bad}]}\n"
    written(tmp_path, good)
    written(tmp_path, "rules: [", "broken.yaml")
    pack = load(tmp_path, strict=False)
    assert {r.id for r in pack.rules} == SHIPPED_IDS | {"own.one", "own.three"}
    assert len(pack.broken) == 3
    assert [(f.level, f.line) for f in check(tmp_path, as_of=TODAY) if f.level == "error"] == [
        ("error", 1),
        ("error", 6),
        ("error", 8),
    ]


def test_a_folder_without_rules_and_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadFile, match="folder without files of rules"):
        load(tmp_path, shipped=False)
    with pytest.raises(BadFile, match="cannot be opened"):
        load(tmp_path / "none.yaml", shipped=False)


def test_a_file_given_twice_is_read_once(tmp_path):
    path = written(tmp_path, RULE)
    assert len(load(path, tmp_path, shipped=False).rules) == 1
    assert len(load(SHIPPED).rules) == len(SHIPPED_IDS)


def test_a_change_of_meaning_changes_the_digest_and_a_comment_does_not(tmp_path):
    first = load(written(tmp_path, RULE), shipped=False)
    same = load(written(tmp_path, "# words\n" + RULE), shipped=False)
    other = load(written(tmp_path, RULE.replace("EGY", "FIN")), shipped=False)
    assert first.digest == same.digest != other.digest
    assert first.digests["own.one"] == first.rules[0].digest


def test_check_tells_what_is_probably_a_mistake(tmp_path):
    path = written(
        tmp_path,
        HEAD + "- id: own.odd\n  says: A violation.\n  kind: transfer\n"
        '  basis: [{act: A, para: "1", from: 2001-01-01, until: 2002-01-01, covers: [fuel.oil]}]\n'
        "  checked: {on: 2020-01-01, against: primary, confidence: high}\n"
        "  when: {item: [arms.rayguns], to: XQX, to_org: Order of the Larch}\n",
    )
    told = " | ".join(f.told for f in check(path, as_of=TODAY))
    for part in (
        "does not know arms.rayguns",
        "code XQX",
        "body 'Order of the Larch'",
        "covers fuel.oil, which the rule does not",
    ):
        assert part in told
    for part in (
        "no paragraph covers arms.rayguns",
        "speaks of violation",
        "2526 days before",
        "2002-01-01, has passed",
    ):
        assert part in told
    assert {f.level for f in check(path, as_of=TODAY)} == {"warning"}


def test_check_of_the_shipped_pack_finds_no_error():
    found = check(as_of=TODAY, shipped=True)
    assert [f.told for f in found if f.level != "note"] == [
        "un.dprk.vehicles-machinery: the table of items does not know goods.vessel.new, so that it never matches"
    ]
    assert all("NOT VERIFIED" in f.told for f in found if f.level == "note")


def test_list_and_explanation_never_call_memory_verified():
    pack = load()
    for row in listing(pack, as_of=TODAY):
        told = explain(pack, pack.by_id[row.id], as_of=TODAY)
        assert row.id in told
        assert row.says in told
        assert told.count("NOT VERIFIED") >= len(pack.by_id[row.id].basis)
        assert "checked against the document itself" not in told
    assert "contested by IRN, RUS, CHN" in explain(pack, pack.by_id["un.iran.arms"], as_of=TODAY)
    assert about(pack.by_id["eu.rus.arms"].when).startswith("arms or dualuse; with RUS; another party in EU")


def test_schema_knows_the_fields_of_the_files():
    made = schema()
    defined = made["$defs"]
    assert set(made["properties"]) == {"format", "defaults", "groups", "rules"}
    assert {"from", "to", "any_party", "to_org"} <= set(defined["When"]["properties"])
    assert {"from", "until", "covers", "except"} <= set(defined["Basis"]["properties"])
    assert "except" in defined["Rule"]["properties"]
    one, several = defined["When"]["properties"]["stage"]["anyOf"]
    assert "agreement" in one["enum"]
    assert several["items"] == one
    assert defined["Rule"]["required"] == ["id", "says", "when"]
    assert all(defined[part]["additionalProperties"] is False for part in ("Rule", "Basis", "When", "Checked", "Force"))


def test_a_pack_tells_what_it_looks_at():
    wanted = load().interests
    assert {"arms", "wmd", "luxury", "training.military", "other.art"} <= set(wanted.items)
    assert "arms.major" not in wanted.items
    assert (wanted.types, wanted.any_type, wanted.plans) == ((), False, True)


def test_a_node_is_no_prefix_of_a_word():
    assert below("arms.salw.rifle", "arms")
    assert not below("armsuits.old", "arms")


def size(gift=True, origins=1, *amounts):  # noqa: FBT002
    return Size(gift=gift, assumed=False, historical=False, origins=origins, amounts=amounts)


@pytest.mark.parametrize(
    ("text", "told", "so"),
    [
        ("gift", size(), True),
        ("not gift", size(), False),
        ("gift and qty <= 1", size(True, 1, Amount(1, 1)), True),
        ("gift and qty <= 1", size(True, 1, Amount(1, 3)), None),
        ("gift and qty <= 1", size(True, 1, Amount(2, 3)), False),
        ("gift and qty <= 1", size(), None),
        ("gift and qty <= 1", size(False), False),
        ("qty <= 1", size(True, 1, Amount(1, 1, "t")), None),
        ("qty <= 5 t", size(True, 1, Amount(1, 1, "t")), True),
        ("qty > 100", size(True, 1, Amount(200, None)), True),
        ("qty > 100", size(True, 1, Amount(None, 100)), False),
        ("qty == 2 or origins >= 2", size(True, 3), True),
        ("not (gift or qty < 5)", size(False, 1, Amount(9, 9)), True),
        ("assumed or historical and gift", size(), False),
    ],
)
def test_conditions(text, told, so):
    assert holds(parse(text), told) is so


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gift gift",
        "qty",
        "qty <= x",
        "qty <= -1",
        "(gift",
        "gift)",
        "gift;",
        "().__class__",
        "gift and",
        "not " * 40 + "gift",
        "x" * 201,
    ],
)
def test_conditions_that_make_no_sense(text):
    with pytest.raises(WrongCondition):
        parse(text)


def test_nobody_has_checked_anything_on_a_day_to_come(tmp_path):
    text = RULE + "  checked: {on: 2999-01-01, against: primary, confidence: high}\n"
    with pytest.raises(BadFile, match="2999-01-01 is still to come"):
        load(written(tmp_path, text), shipped=False)


def test_a_check_with_low_confidence_verifies_nothing(tmp_path):
    basis = "  basis: [{act: Larch, para: '1', covers: [arms]}]\n"
    for confidence, verified in (("high", True), ("low", False)):
        text = RULE + basis + f"  checked: {{on: 2024-01-01, against: primary, confidence: {confidence}}}\n"
        (row,) = listing(load(written(tmp_path, text), shipped=False), as_of=TODAY)
        assert row.verified is verified
