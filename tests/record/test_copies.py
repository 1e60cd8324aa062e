import itertools
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.record.copies import (
    LEAST_QUOTED,
    VALUES,
    bands,
    containment,
    copy_of,
    digest,
    likeness,
    quotations,
    shared_quotations,
    signature,
)

REPORT = """OSTRAVA BAY, May 3 (Kestria Wire) - Norland has handed three patrol boats to the coastguard of Kestria, the admiralty in
Port Alder said on Friday, a month after fishermen from both countries had come to blows over a shoal of herring.

The boats were built in the yard of Tamm and can stay at sea for ten days. Two of them are to be stationed at Ostrava Bay and the third on
the island of Hest, where the lighthouse keeper has been asking for company since the winter storms.

Admiral Ilse Bran, who signed the papers on the quay, told reporters that the crews had trained together since March. A further pair
of boats may follow next year if the parliament of Norland finds the money for them.

Belmar, which claims the shoal as its own, called the gift a needless provocation and summoned the ambassador. Its own fleet has kept away
from the bay for a week, according to the harbour master, because of fog."""

STRANGER = """PORT ALDER - The opera house of Kestria will open its doors again in October after eleven years of repairs, the minister of
culture told a cheerful crowd in front of the scaffolding on Tuesday.

Seats in the upper gallery are to cost no more than a tram ticket. The first evening belongs to a comedy about two bakers who fall out over
a recipe, and to the choir of the railway workers, which has rehearsed in a depot all these years."""


def edited(text: str, every: int) -> str:
    """The text with every so many words replaced."""
    return " ".join(f"altogether{n}" if n % every == 0 else word for n, word in enumerate(text.split(), 1))


def verdict(a: str, b: str) -> bool:
    return copy_of(a, signature(a), b, signature(b))[0]


def meet(a: str, b: str) -> bool:
    return bool(set(bands(signature(a))) & set(bands(signature(b))))


def test_a_digest_sees_through_white_space_and_composition_only():
    assert digest("Two  boats\n\nleft.") == digest(" Two boats left.\t")
    assert digest(unicodedata.normalize("NFD", "São Tomé")) == digest("São Tomé")
    assert digest("Two boats left.") != digest("Two boats left")
    assert digest("Two boats left.") != digest("two boats left.")


def test_signatures_of_the_record_stay_what_they_are():
    # a change here makes every record that exists compare wrongly
    assert signature(REPORT).hex()[:64] == "882fe9006edbe801ed402b00ab2135002c3bac023f040d008b475300d2d48e01"
    assert digest(signature(REPORT).hex()) == "bc11c59c9637c6ef9edc8c694a009289fb034caf3a938b713e1744afd6a85f3f"
    assert digest(REPORT) == "5b378c338348d3b1f34c9bf90ef172325f7acaf77f482d7f6cc4a4d511ca06bf"
    assert bands(signature(REPORT))[:3] == (-4014770500659556786, 2527608195534008744, -1609273651703101182)


def test_case_and_punctuation_do_not_change_a_signature():
    loud = REPORT.upper().replace(".", " !").replace("\n", "  ")
    assert signature(loud) == signature(REPORT)


def test_keys_fit_a_database():
    keys = bands(signature(REPORT))
    assert len(set(keys)) == len(keys) == 48
    assert all(isinstance(k, int) and -(2**63) <= k < 2**63 for k in keys)


@pytest.mark.parametrize(("every", "least", "most"), [(50, 0.8, 1.0), (10, 0.4, 0.8), (3, 0.0, 0.2)])
def test_likeness_falls_with_what_is_edited(every, least, most):
    assert least <= likeness(signature(REPORT), signature(edited(REPORT, every))) <= most


def test_an_edited_text_is_a_copy_and_is_found():
    for every in (50, 10, 5):
        assert meet(REPORT, edited(REPORT, every))
        assert verdict(REPORT, edited(REPORT, every))


def test_another_headline_and_dateline_hide_no_copy():
    body = REPORT.partition(" - ")[2]
    other = f"Boats change hands in the north\n\nBELMAR CITY, May 4 — {body}\n\n© Belmar Evening Post"
    assert meet(REPORT, other)
    assert verdict(REPORT, other)


def test_a_text_that_loses_its_last_paragraphs_is_a_copy():
    short = "\n\n".join(REPORT.split("\n\n")[:2])
    assert meet(REPORT, short)
    is_copy, score, because = copy_of(REPORT, signature(REPORT), short, signature(short))
    assert (is_copy, score) == (True, 1.0)
    assert "word for word" in because


def test_a_brief_inside_an_article_is_a_copy_of_it():
    brief = REPORT.split("\n\n")[1]
    article = f"{STRANGER}\n\n{brief}\n\n{STRANGER[::-1]}"
    assert containment(brief, article) == 1.0
    assert containment(article, brief) < 0.4
    assert verdict(brief, article)
    assert verdict(article, brief)


def test_different_reports_are_no_copies():
    is_copy, score, because = copy_of(REPORT, signature(REPORT), STRANGER, signature(STRANGER))
    assert not is_copy
    assert score < 0.1
    assert "values" in because
    assert containment(STRANGER, REPORT) < 0.1


def test_two_reports_that_quote_one_speech_are_no_copies():
    speech = (
        "“We have waited for these boats through two winters, and I would rather see them rust in our own harbour than shine in theirs. "
        "Nobody who has stood on the quay at Hest in January will ask what we need them for, and nobody who has not should be asked.”"
    )
    one = f"{REPORT}\n\n{speech}, she said."
    other = f"{STRANGER}\n\nThe admiral spoke as well. {speech}"
    assert containment(other, one) > 0.3
    assert not verdict(one, other)
    assert len(shared_quotations(one, other)) == 1


def test_short_reports_of_one_pattern_are_no_copies():
    one = "The harbour office of Hest counts 31 boats at anchor, three more than last week, as herring prices in the bay keep falling."
    other = "The harbour office of Tamm counts 44 boats at anchor, nine more than last week, as herring prices in the bay keep falling."
    is_copy, score, because = copy_of(one, signature(one), other, signature(other))
    assert not is_copy
    assert score > 0.35
    assert "short" in because
    assert verdict(one, f"Kestria: {one}")


def test_the_stories_are_told_apart_from_their_reprints():
    stories = Path(__file__).parents[2] / "corpus" / "stories"
    lines = [line for name in ("a", "b") for line in (stories / f"{name}.jsonl").read_text("utf-8").splitlines()]
    texts = {d["id"]: d["text"] for d in (json.loads(line)["document"] for line in lines)}
    signatures = {name: signature(text) for name, text in texts.items()}
    copies = {
        (a, b)
        for a, b in itertools.combinations(texts, 2)
        if copy_of(texts[a], signatures[a], texts[b], signatures[b])[0]
    }
    assert copies == {
        ("a-02", "a-03"),
        ("a-09", "a-10"),
        ("a-27", "a-28"),
        ("b-04", "b-05"),
        ("b-08", "b-09"),
        ("b-22", "b-23"),
        ("b-26", "b-27"),
        ("b-35", "b-36"),
    }


@pytest.mark.parametrize("wrong", [b"", b"\0" * 255, b"\0" * 512])
def test_what_is_no_signature_is_refused(wrong):
    with pytest.raises(ValueError, match="256 bytes"):
        likeness(signature(REPORT), wrong)
    with pytest.raises(ValueError, match="256 bytes"):
        bands(wrong)


@pytest.mark.parametrize("text", ["", "  \n", "—", "?!"])
def test_a_text_without_words_is_like_no_other(text):
    assert len(signature(text)) == 4 * VALUES
    assert bands(signature(text)) == ()
    assert containment(text, REPORT) == 0.0
    assert not verdict(text, REPORT)
    assert verdict(text, text)


def test_a_very_long_text_has_a_signature():
    words = " ".join(f"word{n}" for n in range(20_000))
    assert likeness(signature(words), signature(words + " end")) > 0.9


@settings(deadline=None)
@given(st.text())
def test_any_text_has_a_signature_of_its_own(text):
    mine = signature(text)
    assert len(mine) == 4 * VALUES
    assert likeness(mine, mine) == 1.0
    assert copy_of(text, mine, text, mine)[:2] == (True, 1.0)
    assert set(bands(mine)) == set(bands(signature(f"  {text} ")))
    assert 0.0 <= containment(text, REPORT) <= 1.0


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_which_text_comes_first_does_not_matter(a, b):
    one, two = signature(a), signature(b)
    assert likeness(one, two) == likeness(two, one)
    assert copy_of(a, one, b, two)[:2] == copy_of(b, two, a, one)[:2]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said: “We signed nothing at all.” Then he left.", ["We signed nothing at all."]),
        ('"We signed nothing at all," he said, "and we never will do so."', ["We signed nothing at all,", "and we never will do so."]),
        ("‘It isn’t ours to give away,’ she said.", ["It isn’t ours to give away,"]),
        ("Il a dit « nous ne signerons rien », puis partit.", [" nous ne signerons rien "]),
        ("Er sagte: „Wir haben nichts unterschrieben“, und ging.", ["Wir haben nichts unterschrieben"]),
        ("“The first paragraph stays open\n“and the second one closes it.”", ["The first paragraph stays open", "and the second one closes it."]),
        ("He saw “openings” and called it “a grave provocation”.", []),
        ('A 5" pipe and a 6" pipe were found in the hold of the ship.', []),
        ("The ministers’ plan and the soldiers’ pay were read out.", []),
        ("“He called it ‘a bargain with no thieves’ and laughed.”", ["He called it ‘a bargain with no thieves’ and laughed."]),
        ("", []),
    ],
)  # fmt: skip
def test_quotations(text, quoted):
    assert [text[q.start : q.end] for q in quotations(text)] == quoted


def test_quotations_are_shared_with_slips_and_parts():
    one = (
        "“We will not give up a single boat of this fleet to anybody,” she said. “Fog is the best of all our sailors.”"
    )
    trimmed = "She would “not give up a single boat of this fleet”, she told the paper."
    slip = 'She said: "We will not give up a single boat of the fleet to anybody."'
    other = "“We will not take back a word of what was said here,” he told them."
    assert [(p.key, q.key) for p, q in shared_quotations(one, trimmed)] == [
        ("we will not give up a single boat of this fleet to anybody", "not give up a single boat of this fleet")
    ]
    assert len(shared_quotations(one, slip)) == 1
    assert shared_quotations(one, other) == ()
    assert len(shared_quotations(one, one)) == 2
    assert shared_quotations(one, "") == ()


MARKS = st.text(alphabet=st.sampled_from('“”"‘’«»„ \n.,-aBéß한ﬁ́😀1'), max_size=120)


@given(st.one_of(st.text(), MARKS))
def test_quotations_of_any_text_lie_in_order_inside_it(text):
    found = quotations(text)
    at = 0
    for quotation in found:
        assert at <= quotation.start < quotation.end <= len(text)
        assert "\n" not in text[quotation.start : quotation.end]
        assert len(quotation.key.split()) >= LEAST_QUOTED
        at = quotation.end
    assert [p.key for p, _ in shared_quotations(text, text)] == [q.key for q in found]
