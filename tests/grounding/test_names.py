from hypothesis import given
from hypothesis import strategies as st

from communique.grounding.names import find_names, fold


def kinds(text):
    return [(text[m.start : m.end], m.entries[0].kind, m.entries[0].code.split(" ")[0]) for m in find_names(text)]


def test_longest_match_and_accents():
    assert kinds("The Côte d’Ivoire army and the U.S. met in Sao Paulo.") == [
        ("Côte d’Ivoire", "country", "CIV"),
        ("U.S", "country", "USA"),
        ("Sao Paulo", "city", "BRA"),
    ]


def test_names_are_capitalised():
    assert kinds("He told us that turkey and china were on the table.") == []


def test_a_family_name_is_no_town():
    assert ("Leon", "city", "NIC") not in kinds("The ruling of judge Richard Leon stands.")


def test_bodies_and_groups():
    found = kinds("Hamas and the UN Security Council did not answer; NATO did.")
    assert [(c) for _, _, c in found] == ["PSE", "UNO", "IGO"]


@given(st.text(max_size=120))
def test_matches_are_in_order_and_inside(text):
    end = 0
    for match in find_names(text):
        assert end <= match.start < match.end <= len(text)
        assert match.entries
        end = match.end


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
