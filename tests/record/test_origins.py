import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.record import grouping
from communique.record.credits import agency
from communique.record.filter import Filter
from communique.record.origins import count, origin_of, wire_credit
from communique.record.record import Record
from communique.record.standing import origin_tree
from reports import VERSIONS, event, quotes, report

BODY = "Norland has handed three patrol boats to Kestria, the admiralty in Port Alder said on Friday.\n\nFog kept others away."
PESKOV = "dmitry peskov|RUS GOV"


def of(source=None, family=1, outlet=None, credit=None, *, unnamed=False, agentless=False, name=None, code=None):
    return origin_of(
        source_key=source,
        unnamed=unnamed,
        agentless=agentless,
        publisher=outlet,
        family=family,
        credit=credit,
        name=name,
        code=code,
    )


@pytest.mark.parametrize(
    ("text", "key", "name"),
    [
        (f"SEOUL, July 9 (Halla Press) - {BODY}", "halla press", "Halla Press"),
        (f"SEOUL (Yonhap) -- {BODY}", "yonhap", "Yonhap"),
        (f"MOSCOW, October 12. /TASS/. {BODY}", "tass", "TASS"),
        (f"PORT ALDER, 3 May (The Kestria Wire): {BODY}", "kestria wire", "Kestria Wire"),
        (f"The Hague (Reuters) - {BODY}", "reuters", "Reuters"),
        (f"(Kestria Wire) — {BODY}", "kestria wire", "Kestria Wire"),
        (f"May 3 (UPI) -- {BODY}", "upi", "UPI"),
        (f"LA PAZ (Diario del Lago) - {BODY}", "diario del lago", "Diario del Lago"),
        (f"PARIS, May 3 (AFP/Kestria Wire) - {BODY}", "afp", "AFP"),
        (f"Boats change hands\n\nPORT ALDER (AP) — {BODY}", "ap", "AP"),
        (f"By The Associated Press\n\n{BODY}", "ap", "AP"),
        (f"By ILSE TAMM, Associated Press\n{BODY}", "ap", "AP"),
        (f"By Ilse Tamm | Reuters\n{BODY}", "reuters", "Reuters"),
        (f"{BODY}\n\n— Kestria Wire", "kestria wire", "Kestria Wire"),
        (f"{BODY}\n\n— Kestria Wire, with reporting from Hest\n", "kestria wire", "Kestria Wire"),
        (f"{BODY}\n\n— from Kestria Wire and other reports", "kestria wire", "Kestria Wire"),
        (f"{BODY} - AFP", "afp", "AFP"),
        (f"{BODY} (Reuters)", "reuters", "Reuters"),
        (f"{BODY}\n\nBlack Fjord Wire, Port Alder", "black fjord wire", "Black Fjord Wire"),
        (f"{BODY}\n\nSource: Kestria Wire", "kestria wire", "Kestria Wire"),
        (f"{BODY}\n\nSource: Agence France-Presse", "afp", "AFP"),
        (f"{BODY}\n© AFP", "afp", "AFP"),
        (f"{BODY}\n\nCopyright 2024 The Associated Press. All rights reserved.", "ap", "AP"),
        (f"{BODY}\n\n© 2024 Harbour Times Ltd", "harbour times", "Harbour Times Ltd"),
        (f"{BODY}\n(With inputs from PTI)", "pti", "PTI"),
        ("Norland has handed over boats, the Yonhap news agency reported on Friday. Fog fell.", "yonhap", "Yonhap"),
        (f"BISHKEK (Agencies) – {BODY}", "agencies", "agencies"),
        (f"TRIPOLI (Staff and agencies) - {BODY}", "agencies", "agencies"),
    ],
)
def test_a_text_credits_an_agency(text, key, name):
    credit = wire_credit(text, None)
    assert credit is not None
    assert (credit.key, credit.name) == (key, name)
    assert agency(text[credit.start : credit.end]) == key or key == "agencies"
    assert name in credit.because


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"PORT ALDER, May 3 — {BODY}",
        "Norland has handed over three boats, according to KCNA. It did not say when.",
        f"{BODY} The ship had left, Reuters reported later. Nobody was hurt.",
        f"{BODY} It did so again, the state news agency KCNA said.",
        f"TOKYO (Thursday) — {BODY}",
        f"ANKARA (Newsdesk) {BODY}",
        f"UNITED NATIONS (Sept 11) - {BODY}",
        "The World Health Organization (WHO) - a body of many rooms - moved house on Friday.",
        "Representatives of the Government of National Accord (GNA) signed a truce on Friday.",
        "Police in Hest (Kestria) said that three boats had sunk.",
        f"KINSHASA (Congo) - {BODY}",
        f"By Petra Novak\n\n{BODY}",
        f"{BODY}\n\n— Vladimir Putin",
        f"{BODY}\n\nSource: https://example.org/boats",
        "The Copyright Act is read in parliament today",
        f"{BODY}\n© Getty Images",
        "Aid agencies and the press left the town of Hest on foot",
        "",
        "()",
    ],
)
def test_a_text_that_credits_nobody(text):
    assert wire_credit(text, None) is None


def test_an_outlet_that_credits_itself_and_an_agency_prints_the_agency():
    text = f"PORT ALDER (Harbour Times) - {BODY}\n\n— Kestria Wire"
    assert wire_credit(text, "The Harbour Times").key == "kestria wire"
    assert wire_credit(text, "Belmar Evening Post").key == "harbour times"
    own = f"PORT ALDER (Harbour Times) - {BODY}"
    assert wire_credit(own, "The Harbour Times").key == "harbour times"


@pytest.mark.parametrize("name", ["AP", "ap", "The Associated Press", "Associated Press", "AP News"])
def test_the_names_of_an_agency_are_one_key(name):
    assert agency(name) == "ap"
    assert of(credit=name).key == "wire:ap"


WORDS = st.sampled_from(
    ["SEOUL", "(", ")", "/", "\n", " ", "-", "— ", "©", "By ", "Source: ", "AP", "Reuters", "reported", ".", "“", "July 9", "é", "ß", "😀", "with inputs from "]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(WORDS, max_size=30).map("".join)))
def test_a_credit_of_any_text_lies_inside_it(text):
    credit = wire_credit(text, None)
    if credit is not None:
        assert 0 <= credit.start < credit.end <= len(text)
        assert credit.key
        assert "\n" not in text[credit.start : credit.end]
    assert credit == wire_credit(text, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kestria’s admiralty|KES MIL", "kestria's admiralty|KES MIL"),
        ("the “wolf” brigade|KES REB", 'the "wolf" brigade|KES REB'),
        ("al‐noor|KES REB", "al-noor|KES REB"),
        ("al–noor|KES REB", "al noor|KES REB"),
        ("Ilse Brán|NOR GOV", "ilse bran|NOR GOV"),
    ],
)
def test_apostrophes_quotation_marks_and_dashes_make_no_other_origin(one, other):
    first, second = of(one, 1, "Harbour Times", name="A"), of(other, 2, "Belmar Evening Post", name="B")
    assert first.key == second.key
    assert of(first.key.removeprefix("source:"), 1).key == first.key  # a key that was kept is known again
    assert count([first, second])[0] == 1


def test_one_name_in_two_countries_is_two_origins():
    assert of("the admiralty|KES MIL").key != of("the admiralty|NOR MIL").key
    assert of("!!!|KES REB").key != of("???|KES REB").key


def test_an_identified_source_is_the_origin_whoever_prints_it():
    one, other = of(PESKOV, 1, "Harbour Times"), of(PESKOV, 2, "Belmar Evening Post", credit="Reuters")
    assert one.key == other.key == f"source:{PESKOV}"
    assert "Dmitry Peskov" in one.because
    assert one.holder == PESKOV
    assert of("wikidata:Q1", name="Ilse Bran", code="NOR GOV").key == "source:wikidata:Q1"


@pytest.mark.parametrize("voice", [{}, {"source": "officials|KES GOV", "unnamed": True}, {"agentless": True}])
def test_without_an_identified_source_the_text_is_the_origin(voice):
    assert of(family=7, outlet="Harbour Times", **voice).key == "family:7"
    credited = of(family=7, outlet="Harbour Times", credit="halla press", **voice)
    assert credited.key == of(family=9, outlet="Hest Echo", credit="Halla Press", **voice).key == "wire:halla press"
    assert "Halla Press" in credited.because
    assert credited.holder is None


def test_an_agency_is_one_origin_credited_cited_or_publishing():
    credited, cited = of(family=1, outlet="Hest Echo", credit="Yonhap"), of("yonhap|KOR JRN", 2, "Harbour Times")
    own = of(family=3, outlet="Yonhap News Agency")
    assert credited.key == cited.key == own.key == "wire:yonhap"
    assert count([credited, cited, own]) == (1, "1 origin: Yonhap (3 reports)")


def test_the_reason_tells_who_and_how_often():
    origins = [
        of(PESKOV, 1, "Harbour Times"),
        of(PESKOV, 2, "Hest Echo"),
        of(None, 3, "Halla Press", "halla press"),
        of(None, 3, "Hest Echo", "halla press"),
        of(None, 3, "Port Alder Post", "halla press"),
        of(None, 4, "Kestria Weekly", "halla press"),
        of(None, 5, "The Harbour Times"),
    ]
    assert count(origins) == (3, "3 origins: Dmitry Peskov (2 reports), Halla Press (copied by 3), The Harbour Times")
    assert count(origins[::-1])[0] == 3


def test_no_claims_have_no_origin():
    assert count([]) == (0, "0 origins")


def test_copies_without_credit_are_one_origin():
    assert count([of(family=4, outlet="Harbour Times"), of(family=4, outlet="Hest Echo")]) == (
        1,
        "1 origin: Harbour Times (copied by 1)",
    )
    assert count([of(family=4), of(family=5)]) == (2, "2 origins: D4, D5")
    assert count([of(family=4, outlet=" "), of(family=5, outlet="")])[0] == 2


def test_what_an_outlet_prints_of_others_is_not_its_own_word():
    wire = [of(family=1, outlet="Harbour Times", credit="AP"), of(family=1, outlet="Hest Echo")]
    assert count([*wire, of(family=2, outlet="Hest Echo")])[0] == 2
    shared = [of(family=3, outlet="Harbour Times"), of(family=3, outlet="Hest Echo")]
    assert count([*shared, of(family=4, outlet="Hest Echo"), of(family=5, outlet="Harbour Times")])[0] == 2


def test_a_reprint_does_not_make_another_origin_of_an_outlet():
    own = [of(family=1, outlet="Harbour Times"), of(family=2, outlet="Harbour Times")]
    assert count(own)[0] == 1
    assert count([*own, of(family=2, outlet="Hest Echo")])[0] == 1


def test_one_outlet_in_its_own_voice_is_one_origin():
    twice = [of(family=1, outlet="Harbour Times"), of(family=2, outlet="The Harbour Times")]
    assert count(twice)[0] == 1


def test_an_outlet_cited_by_others_is_the_outlet():
    assert count([of("harbour times|KES JRN", 1, "Hest Echo"), of(family=2, outlet="The Harbour Times")])[0] == 1


def test_unnamed_sources_are_told_apart_by_their_texts_only():
    officials = [of("officials|KES GOV", n, outlet, unnamed=True) for n, outlet in ((1, "Harbour Times"), (1, "Hest Echo"), (2, "Port Alder Post"))]  # fmt: skip
    assert count(officials[:2])[0] == 1
    assert count(officials)[0] == 2


def test_a_text_that_names_a_source_adds_no_word_of_its_own():
    told = [
        of(PESKOV, 1, "Harbour Times"),
        of(None, 1, "Harbour Times"),
        of("aides|RUS GOV", 1, "Hest Echo", unnamed=True),
    ]
    assert count(told) == (1, "1 origin: Dmitry Peskov; not counted: Harbour Times, whose text names Dmitry Peskov")
    assert count([*told, of(None, 2, "Port Alder Post")])[0] == 2
    assert count([*told, of(None, 2, "Harbour Times")])[0] == 2, "here it has nobody to rest on"


@pytest.mark.parametrize(
    ("sources", "number"),
    [
        (["dmitry peskov|RUS GOV", "peskov|RUS GOV"], 1),
        (["dmitry peskov|RUS GOV", "dmitri peskov|RUS GOV"], 1),
        (["dmitry peskov|RUS GOV", "sergey lavrov|RUS GOV"], 2),
        (["ilse bran|NOR GOV", "ilse bran|KES GOV"], 2),
        (["dmitry peskov|RUS GOV", "kremlin|RUS GOV"], 1),
        (["kremlin|RUS GOV", "dmitry peskov|RUS GOV", "sergey lavrov|RUS GOV"], 2),
        (["kremlin|RUS GOV", "foreign ministry|RUS GOV"], 1),
        (["moscow|RUS", "dmitry peskov|RUS GOV"], 1),
        (["the army|KES MIL", "foreign ministry|KES GOV"], 2),
        (["kremlin|RUS GOV", "white house|USA GOV"], 2),
        (["free hest front|KES REB", "tove lind|KES REB"], 1),
        (["free hest front|KES REB", "bay liberation army|KES REB"], 2),
        (["tamm shipping group|NOR BUS", "hest fishing union|NOR BUS"], 2),
        (["united nations|UNO", "international atomic energy agency|UNO"], 2),
        (["ilse bran|---", "tove lind|---"], 2),
    ],
)
def test_sources_of_one_side(sources, number):
    origins = [of(source, family, f"Outlet {family}") for family, source in enumerate(sources, 1)]
    assert count(origins)[0] == number
    assert count(origins[::-1])[0] == number


def test_two_people_of_the_tables_are_never_one():
    kims = [
        of(f"wikidata:Q{n}", n, name=name, code="PRK GOV") for n, name in enumerate(("Kim Jong Un", "Kim Jong Il"), 1)
    ]
    assert count(kims)[0] == 2
    assert count([*kims, of("kim|PRK GOV", 3)])[0] == 2


def test_agencies_that_nobody_names_add_nothing_to_one_that_is_named():
    unnamed = [
        of(family=1, outlet="Harbour Times", credit="agencies"),
        of(family=2, outlet="Hest Echo", credit="agencies"),
    ]
    assert count(unnamed)[0] == 1
    number, because = count([*unnamed, of(family=3, outlet="Port Alder Post", credit="AFP")])
    assert number == 1
    assert "not counted: unnamed agencies" in because


def test_a_long_list_is_cut():
    number, because = count([of(f"person number{chr(97 + n) * 9}|KES CVL", n) for n in range(20)])
    assert number == 20
    assert because.endswith("8 more")


SOURCES = st.sampled_from([None, PESKOV, "kremlin|RUS GOV", "yonhap|KOR JRN", "ilse bran|NOR GOV"])
OUTLETS = st.sampled_from([None, "Harbour Times", "Hest Echo", "Yonhap"])
CREDITS = st.sampled_from([None, "yonhap", "agencies", "halla press"])
ORIGINS = st.lists(st.builds(of, SOURCES, st.integers(1, 4), OUTLETS, CREDITS, agentless=st.booleans()), max_size=9)


@given(ORIGINS, st.randoms(use_true_random=False))
def test_the_number_of_origins_does_not_depend_on_their_order(origins, random):
    number, because = count(origins)
    assert (number, because) == count(list(origins))
    assert bool(origins) == bool(number)
    assert number <= len({o.key for o in origins})
    assert count([*origins, *origins])[0] == number
    shuffled = list(origins)
    random.shuffle(shuffled)
    assert count(shuffled)[0] == number


ADMIRALTY = "The boats are back, Kestria{}s admiralty said on Friday.\n"


def test_one_source_spelt_with_two_apostrophes_is_one_origin(fresh_url):
    with Record(fresh_url, create=True) as record:
        for key, mark in (("a", "’"), ("b", "'")):
            text = ADMIRALTY.format(mark)
            told = event(text, "back", "RETREAT", source=(f"Kestria{mark}s admiralty", "NOR MIL"))
            given = report(key, text, told, publisher=f"Outlet {key}")
            record.add(given, quotes(given), VERSIONS)
        with record.reading() as connection:
            assert grouping.count(connection, Filter(), "origins") == 1
            assert [origin.claims for origin in origin_tree(connection, Filter())] == [2]
