"""The Markdown brief: what it must never lose, and what can never get through."""

import re

import pytest
import yaml
from markdown_it import MarkdownIt

from communique.errors import BadRequest
from communique.export.brief import write_brief
from communique.export.formats import export
from communique.export.hold import Bundle, Options
from communique.export.phrases import OPENINGS, PHRASES, sentence
from communique.ontology import LABELS, MODES, STATUS
from communique.record.values import Link, Who


def brief(hold, stamp, tmp_path, words=1000):
    export("brief", hold, tmp_path / "out.md", stamp, Options(words=words), force=True)
    return (tmp_path / "out.md").read_text(encoding="utf-8")


def body_of(text):
    """What is bounded: the title and the sections."""
    return text.split("---\n", 2)[2].split("\n[^1]:")[0]


def section(text, event):
    return re.search(rf"## {event} · (.*?)(?=\n## |\n\[\^1\]:)", text, re.DOTALL).group(1)


def test_a_brief_tells_who_did_what_to_whom_when_where_and_according_to_whom(hold, stamp, tmp_path):
    told = section(brief(hold, stamp, tmp_path), "E1")
    assert (
        "Alleged: Ada Obi visited Torvald Reis, in Port Lune (KEN), on 2031-05-05, according to the foreign ministry (UGA GOV).[^1]"
        in told
    )
    assert "Denied by Torv (TZA GOV).[^2]" in told
    assert (
        "It stands as contested (affirmed by the foreign ministry; denied by Torv): 2 reports, 2 independent origins."
        in told
    )
    assert "It fulfils what E3 planned, 3 days before the end of the planned time (same parties; in its time)." in told


def test_a_plan_stays_a_plan_and_a_rumour_a_rumour(hold, stamp, tmp_path):
    text = brief(hold, stamp, tmp_path)
    assert (
        "Planned: Kavaria to provide material aid to Torv, between 2031-06-01 and 2031-06-30, according to a general"
        in section(text, "E3")
    )
    assert "Goods: arms.salw.rifle, from KEN, to TZA, stage offer, called a gift, 5,000." in section(text, "E3")
    assert (
        "Speculated, nobody stands for it: Ada Obi and Torvald Reis may reach or offer agreement, not after 2031-05-06 (bounded by publication only)"
        in section(text, "E2")
    )
    assert "Told as background." in section(text, "E5")


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("status", STATUS)
def test_no_sentence_lacks_how_the_event_stands(label, status):
    for kind, modes in MODES.items():
        for mode in (None, *modes):
            told = sentence(kind, mode, label, status, ["Ann"], ["Bob"])
            assert told.startswith(OPENINGS[label])
            claimed = f": Ann {(PHRASES.get(f'{kind}/{mode}') or PHRASES[kind]).past}"
            assert (claimed in told) == (label in ("REPORTED", "ACKNOWLEDGED", "ALLEGED") and status != "ongoing"), told


def test_every_type_and_mode_has_its_words():
    assert set(PHRASES) == {k for kind, modes in MODES.items() for k in (kind, *(f"{kind}/{m}" for m in modes))}


def test_footnotes_hold_what_is_needed_to_check_a_quotation(hold, stamp, tmp_path):
    text = brief(hold, stamp, tmp_path)
    note = next(line for line in text.splitlines() if line.startswith("[^2]:"))
    entry = hold.document_of(2)
    assert (
        "C4, DENIED. outlet not known → Torv (TZA GOV), “denied”, indirect: “Torv denied that Ada Obi had visited Port Lune.”"
        in note
    )
    assert f"characters 0 to 47 of D2, version 1, SHA-256 {entry.hash}, captured 2031-05-07T10:00:00Z." in note
    first = next(line for line in text.splitlines() if line.startswith("[^1]:"))
    assert "<https://News.example/a?b=1&c=ü>" in first
    marks, notes = (
        set(re.findall(r"(?<!\n)\[\^(\d+)\](?!:)", text)),
        set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE)),
    )
    assert marks == notes == {str(n) for n in range(1, 7)}


@pytest.mark.parametrize("words", [75, 100, 150, 200, 400])
def test_the_words_are_bounded_and_denials_kept(hold, stamp, tmp_path, words):
    text = brief(hold, stamp, tmp_path, words)
    counted = [w for w in re.sub(r"\[\^\d+\]", "", body_of(text)).split() if re.search(r"\w", w)]
    assert len(counted) <= words
    assert "Denied by Torv (TZA GOV)." in text
    for event in hold.events():
        assert f"E{event.id}" in text, "told, or named as left out"


def test_too_few_words_for_the_denials_are_refused(hold, stamp, tmp_path):
    with pytest.raises(BadRequest, match="do not suffice for E1 with what is denied"):
        brief(hold, stamp, tmp_path, 30)
    assert list(tmp_path.iterdir()) == []


def test_events_that_may_be_the_same_are_named_in_one_sentence(hold, stamp, tmp_path):
    event = next(iter(hold.events()))
    near = tuple(Link(event=a, other=b, kind="near", score=0.5, because="") for a, b in ((1, 7), (8, 1)))
    only = Bundle.of([event.model_copy(update={"links": near})], hold.claims(), hold.documents())
    assert "Possibly the same act as E7 and E8." in brief(only, stamp, tmp_path)


def test_every_denier_is_cited_even_of_one_origin(hold, stamp, tmp_path):
    claims = list(hold.claims())
    other = claims[3].model_copy(update={"id": 7, "event": claims[3].event.model_copy(update={"source": claims[3].event.source.model_copy(update={"name": "Reis"})})})  # fmt: skip
    event = next(iter(hold.events()))
    both = (*event.deny, Who(name="Reis", code="TZA GOV", claims=(7,)))
    more = Bundle.of([event.model_copy(update={"deny": both, "claims": (1, 4, 7)})], [*claims, other], hold.documents())
    assert "Denied by Torv (TZA GOV) and Reis (TZA GOV).[^2][^3]" in brief(more, stamp, tmp_path)


NASTY = "<img src=x onerror=alert(1)> *b* _i_ `c` [l](javascript:a) ![p](http://x.example/p.png) http://x.example www.x.example a@b.example\n\n# h\n- l\n1. n\n| t |\n[^1] $x$ ~~s~~ ==m== %%h%% &lt;b&gt; \u202eabc\u202c \x1b[31m <!-- c --> {{t}} https://x.example"  # fmt: skip


def test_text_from_outside_is_shown_and_never_becomes_markup(hold, stamp, tmp_path):
    claims = [c.model_copy(update={"publisher": NASTY, "title": NASTY, "url": "javascript:alert(1)//" + NASTY, "quotation": c.quotation.model_copy(update={"text": NASTY})}) for c in hold.claims()]  # fmt: skip
    names = (Who(name=NASTY, code="KEN GOV", claims=(1,)),)
    events = [
        e.model_copy(update={"actors": names, "affirm": names, "deny": names, "because": NASTY}) for e in hold.events()
    ]
    write_brief(Bundle.of(events, claims, hold.documents()), tmp_path / "out.md", stamp, Options(words=5000))
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert not re.search("[\u202a-\u202e\x00-\x09\x0b-\x1f]", text)
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = reader.parse(text.split("---\n", 2)[2])
    kinds = {t.type for t in tokens} | {c.type for t in tokens for c in t.children or ()}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "code_inline", "strong_open", "s_open", "fence", "code_block", "table_open", "bullet_list_open", "ordered_list_open"}  # fmt: skip
    assert {t.content for t in tokens if t.type == "inline" and t.level == 1 and t.content.startswith("E")} == {
        f"E{e.id} · {e.label}" for e in events
    }
    shown = "".join(c.content for t in tokens for c in t.children or () if c.type == "text")
    assert "<img src=x onerror=alert(1)> *b* _i_ `c` [l](javascript:a)" in shown


def test_the_front_matter_is_yaml_with_versions_and_licence(hold, stamp, tmp_path):
    odd = type(stamp)(**{n: getattr(stamp, n) for n in ("version", "revision", "communique", "reader", "tables", "created")}, record='a: "b"\n---\n#c \x7f')  # fmt: skip
    front = yaml.safe_load(brief(hold, odd, tmp_path).split("---\n")[1])
    assert front["record"] == 'a: "b" --- #c  '
    assert (front["licence"], front["codebook"], front["reader"]) == (odd.licence, "1.1", "0.3.0")
