import pytest

from communique.model import AGENTLESS, Frame, Mention
from communique.reading.wording import by_words


def read(text, trigger, kind, source=None, cue=None, recipients=(), **decisions):
    def at(words):
        return text.index(words), text.index(words) + len(words)

    mentions = [Mention(*at(words), "party") for words in (*recipients, *filter(None, (source, cue)))]
    fields = {"status": "happened", "polarity": "pos", "certainty": "asserted", "stance": "asserts"} | decisions
    parts = {"recipients": tuple(range(len(recipients)))}
    if source:
        parts |= {"source": len(recipients), "cue": len(recipients) + 1}
    return by_words(Frame(*at(trigger), 1.0, kind, None, **fields, **parts), mentions, text)


def test_to_warn_against_is_to_ask_and_a_ban_takes_no_part():
    frame = read("Norway warned against breaches of the UN ban.", "warned", "THREATEN", recipients=["UN"])
    assert (frame.type, frame.recipients) == ("REQUEST", ())


def test_to_warn_of_revenge_stays_a_threat():
    assert read("Norway warned that it would retaliate.", "warned", "THREATEN").type == "THREATEN"


@pytest.mark.parametrize(
    "words", ["has not been confirmed", "could not be independently verified", "had not yet been confirmed"]
)
def test_what_is_not_confirmed_is_not_denied(words):
    frame = read(f"The truce {words} by the army.", "truce", "AGREE", polarity="neg")
    assert (frame.polarity, frame.certainty, frame.status) == ("pos", "none", "hypothetical")


def test_a_denial_stays_one():
    frame = read("The truce has not been signed by the army.", "truce", "AGREE", polarity="neg")
    assert frame.polarity == "neg"


def test_who_claims_to_have_done_it_is_the_actor():
    frame = read("The rebels claimed to have killed ten soldiers.", "killed", "ASSAULT", "The rebels", "claimed")
    assert frame.actors == (frame.source,)
    frame = read("The rebels said the army killed ten people.", "killed", "ASSAULT", "The rebels", "said")
    assert frame.actors == ()


def test_reportedly_is_somebodys_word():
    text = "Shells fell on the port. Attacks on the town reportedly killed nine people. Troops left."
    assert read(text, "Attacks", "ASSAULT", certainty="hedged").source == AGENTLESS
    assert read(text, "left", "RETREAT", certainty="hedged").source is None
    assert read(text, "Attacks", "ASSAULT").source is None


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "wanted"),
    [
        ("The king gave his guest a saddle as a gift.", "gave", "AID", "COOPERATE"),
        ("The king presented his guest with a saddle.", "presented", "CONSULT", "COOPERATE"),
        ("The king gave the town a hospital.", "gave", "AID", "AID"),
        ("The king presented his guest to the court.", "presented", "CONSULT", "CONSULT"),
    ],
)
def test_gifts_are_an_exchange(text, trigger, kind, wanted):
    assert read(text, trigger, kind).type == wanted


def quoted(text, trigger, holder, cue):
    """A frame without a source, whose text names a possible speaker."""

    def at(words):
        return text.index(words), text.index(words) + len(words)

    mentions = [Mention(*at(holder), "name"), Mention(*at(cue), "cue")]
    return by_words(Frame(*at(trigger), 1.0, "ASSAULT", None, "happened", "pos", "asserted", "asserts"), mentions, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“They have shelled the port three times,” Anna Berg, the mayor, said.", True),
        ("Anna Berg said: “They have shelled the port three times.”", True),
        ("“They have shelled the port three times,” said Anna Berg.", True),
        ("“They have shelled the port three times.” Anna Berg arrived later, police said.", False),
        ("The port was shelled “three times” and Anna Berg said so.", False),
        ("They have shelled the port three times. Anna Berg said so.", False),
    ],
)
def test_a_quotation_is_its_speakers_word(text, found):
    frame = quoted(text, "shelled", "Anna Berg", "said")
    assert (frame.source == 0) is found
