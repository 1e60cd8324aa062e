import pytest

from communique.label import label, same_side
from communique.ontology import LABELS

HAPPENED = ("happened", "pos", "asserted", "asserts")


@pytest.mark.parametrize(
    ("decisions", "source", "parties", "wanted"),
    [
        (HAPPENED, None, ["RUS GOV"], "REPORTED"),
        (HAPPENED, "RUS GOV", ["RUS MIL", "UKR CVL"], "ACKNOWLEDGED"),
        (HAPPENED, "UKR GOV", ["RUS MIL", "UKR CVL"], "ALLEGED"),
        (HAPPENED, "---", ["RUS MIL"], "ALLEGED"),
        (("happened", "pos", "hedged", "asserts"), None, ["RUS MIL"], "SPECULATED"),
        (("happened", "pos", "none", "asserts"), "RUS GOV", ["RUS GOV"], "SPECULATED"),
        (("planned", "pos", "hedged", "asserts"), "USA GOV", ["FRA GOV"], "PLANNED"),
        (("hypothetical", "pos", "hedged", "asserts"), "RUS GOV", ["RUS GOV"], "FLOATED"),
        (("hypothetical", "pos", "hedged", "asserts"), "JPN GOV", ["RUS GOV"], "SPECULATED"),
        (("hypothetical", "pos", "hedged", "warns"), "JPN GOV", ["RUS GOV"], "WARNED"),
        (("hypothetical", "pos", "asserted", "urges"), "USA JRN", ["RUS GOV"], "URGED"),
        (("planned", "neg", "asserted", "asserts"), None, ["RUS GOV"], "DENIED"),
        (("happened", "pos", "asserted", "denies"), "RUS GOV", ["RUS GOV"], "DENIED"),
    ],
)
def test_label_follows_the_codebook(decisions, source, parties, wanted):
    assert label(*decisions, source, parties) == wanted
    assert wanted in LABELS


@pytest.mark.parametrize(
    ("source", "party", "wanted"),
    [
        ("ISR MIL", "ISR GOV", True),
        ("ISR", "ISR GOV", True),
        ("EGY OPP", "EGY COP", False),
        ("EGY OPP", "EGY OPP", True),
        ("ISR MIL", "PSE REB", False),
        ("UNO", "UNO", True),
        ("--- UAF", "--- UAF", False),
    ],
)
def test_who_speaks_for_a_side(source, party, wanted):
    assert same_side(source, party) is wanted
