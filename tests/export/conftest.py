"""A small hold of our own invention, with every character that has ever broken a file."""

import hashlib

import pytest

from communique.export.hold import Bundle, Stamp
from communique.label import label
from communique.model import (
    Actor,
    Dates,
    Document,
    Event,
    Identity,
    Place,
    Point,
    Quantity,
    Source,
    Span,
    Thing,
    Transfer,
    When,
)
from communique.record.values import Claim, Count, Entry, Goods, Link, Range, RecordEvent, Site, Versions, Who

FIRST = (
    'PORT LUNE — Ada "Iron" Obi of Kavaria visited Torvald Reis in Port Lune on Monday, the foreign ministry said.\n'
    "The two may sign an arms deal, it was speculated.\n"
    '\t=HYPERLINK("http://evil.example";"x") | <script>alert(\'1\')</script> *star* [link](javascript:alert(1)) 🙂\n'
    "Kavaria will send 5,000 rifles to Torv next month, a general said."
)
SECOND = (
    "Torv denied that Ada Obi had visited Port Lune.\n"
    "Rebels and the army of Torv fought near Ünzbach; כפר שלום was shelled \u202egnihtemos\u202c.\n"
    "=cmd|'/c calc'!A1 attacked +1 and @all; -2 too"
)
PUBLISHED = ("2031-05-06", "2031-05-07")
READ = Versions(communique="0.4.0", reader="0.3.0", tables="abc123")
LUNE = Point(
    name="Port Lune",
    country="KEN",
    kind="city",
    lat=-4.04321987,
    lon=39.66,
    radius=5,
    ref="geonames:186301",
    because="the capital",
)
OTHER = Point(
    name="Port Lune",
    country="USA",
    kind="city",
    lat=30.1,
    lon=-90.2,
    radius=4,
    ref="geonames:99",
    because="of that name",
)


def span(text, words, kind=Span, **more):
    start = text.index(words)
    return kind(start=start, end=start + len(words), text=words, **more)


def party(text, words, code, name=None, identity=None):
    return span(text, words, Actor, name=name or words, code=code, identity=identity, because="told")


def event(text, number, kind, trigger, **more):
    """An event whose label follows from its fields, as in every reading."""
    more = {
        "status": "happened",
        "polarity": "pos",
        "certainty": "asserted",
        "stance": "asserts",
        "source": None,
    } | more
    codes = [m.code for role in ("actors", "recipients") for m in more.get(role, ())]
    source = more["source"].code if more["source"] else None
    found = label(more["status"], more["polarity"], more["certainty"], more["stance"], source, codes)
    return Event(event=number, type=kind, trigger=span(text, trigger), label=found, **more)


def holder(text, words, code, cue, **more):
    start = text.index(words)
    return Source(start=start, end=start + len(words), text=words, name=words, code=code, cue=span(text, cue), **more)


def claim(number, document, place, record_event, told, quotation, origin, **more):
    text = (FIRST, SECOND)[document - 1]
    return Claim(
        id=number,
        document=document,
        number=place,
        record_event=record_event,
        event=told,
        quotation=span(text, quotation),
        versions=READ,
        captured=f"2031-05-0{5 + document}T10:00:00Z",
        published=PUBLISHED[document - 1],
        publisher=('Lune "Daily"; News', None)[document - 1],
        title=("Visit\tto\nPort Lune, =1+1", None)[document - 1],
        url=("https://News.example/a?b=1&c=\u00fc", None)[document - 1],
        key=("https://News.example/a?b=1&c=\u00fc", "reports/2.txt")[document - 1],
        family=document,
        origin=origin,
        origin_because="told there first",
        **more,
    )


def entry(number):
    text = (FIRST, SECOND)[number - 1]
    known = claims()[0 if number == 1 else 3]
    return Entry(
        id=number,
        key=known.key,
        version=1,
        latest=True,
        captured=known.captured,
        hash=hashlib.sha256(text.encode()).hexdigest(),
        family=number,
        document=Document(
            id=known.key,
            published=known.published,
            publisher=known.publisher,
            title=known.title,
            url=known.url,
            language="en",
            text=text,
        ),
    )


OBI = Identity(name="Ada Obi", office="foreign minister of Kavaria", wikidata="Q1", because="holder of the office")


def claims():
    visit = event(
        FIRST, 1, "CONSULT", "visited", mode="visit", contexts=("diplomatic", "military"),
        actors=(party(FIRST, 'Ada "Iron" Obi', "KEN GOV", identity=OBI),), recipients=(party(FIRST, "Torvald Reis", "TZA"),),
        place=span(FIRST, "Port Lune", Place, country="KEN", point=LUNE, alternatives=(OTHER,)),
        time=span(FIRST, "Monday", When, value="2031-05-05", earliest="2031-05-05", latest="2031-05-05", precision="day"),
        dates=Dates(earliest="2031-05-05", latest="2031-05-05"), source=holder(FIRST, "the foreign ministry", "UGA GOV", "said"),
    )  # fmt: skip
    deal = event(
        FIRST, 2, "AGREE", "sign", actors=(party(FIRST, "The two", "KEN GOV", "Ada Obi"), party(FIRST, "The two", "TZA", "Torvald Reis")),
        status="hypothetical", certainty="none", source=Source(text="agentless", name="agentless", code="---", cue=span(FIRST, "it was speculated")),
        dates=Dates(latest="2031-05-06", assumed=True),
    )  # fmt: skip
    rifles = event(
        FIRST, 3, "AID", "send", actors=(party(FIRST, "Kavaria will", "KEN GOV", "Kavaria"),), recipients=(party(FIRST, "Torv next", "TZA", "Torv"),),
        status="planned", source=holder(FIRST, "a general", "KEN MIL", "said", unnamed=True), dates=Dates(earliest="2031-06-01", latest="2031-06-30"),
        objects=(span(FIRST, "5,000 rifles", Thing, item="arms.small", node="arms.salw.rifle", gift=True, quantity=Quantity(low=5000, high=5000, text="5,000")),),
        transfers=(Transfer(item="arms.salw.rifle", giver="KEN", taker="TZA", stage="offer", because="sends to"),),
    )  # fmt: skip
    denial = event(
        SECOND, 1, "CONSULT", "visited", mode="visit", actors=(party(SECOND, "Ada Obi", "KEN GOV", identity=OBI),), recipients=(),
        polarity="neg", stance="denies", source=holder(SECOND, "Torv", "TZA GOV", "denied"), place=span(SECOND, "Port Lune", Place, country="KEN", point=LUNE),
        dates=Dates(latest="2031-05-07", assumed=True),
    )  # fmt: skip
    fight = event(
        SECOND, 2, "ASSAULT", "fought", actors=(party(SECOND, "Rebels", "TZA REB"), party(SECOND, "the army of Torv", "TZA MIL")),
        status="ongoing", place=span(SECOND, "Ünzbach", Place, country="TZA"), dates=Dates(latest="2031-05-07", assumed=True),
    )  # fmt: skip
    formula = event(
        SECOND, 3, "COERCE", "attacked", mode="cyber", actors=(party(SECOND, "=cmd|'/c calc'!A1", "--- UAF"),),
        recipients=(party(SECOND, "+1", "UNO"), party(SECOND, "@all; -2 too", "ROU CVL")),
    )  # fmt: skip
    return (
        claim(1, 1, 1, 1, visit, FIRST.split("\n", maxsplit=1)[0], "ministry"),
        claim(2, 1, 2, 2, deal, FIRST.split("\n")[1], "nobody"),
        claim(3, 1, 3, 3, rifles, "Kavaria will send 5,000 rifles to Torv next month, a general said.", "general"),
        claim(
            4,
            2,
            1,
            1,
            denial,
            SECOND.split("\n", maxsplit=1)[0],
            "torv",
            likeness=0.91,
            because="same parties and place",
        ),
        claim(5, 2, 2, 5, fight, SECOND.split("\n")[1], "second"),
        claim(6, 2, 3, 6, formula, SECOND.split("\n")[2], "second"),
    )


def events():
    obi, reis = (
        Who(name="Ada Obi", code="KEN GOV", ref="Q1", claims=(1, 4)),
        Who(name="Torvald Reis", code="TZA", claims=(1,)),
    )
    torv = Who(name="Torv", code="TZA GOV", claims=(4,))
    lune = Site(name="Port Lune", country="KEN", lat=LUNE.lat, lon=LUNE.lon, radius=5.0, ref=LUNE.ref, claims=(1, 4))
    fulfils = Link(event=1, other=3, kind="fulfils", score=0.8, lag=-3, because="same parties; in its time")
    counted = {"origins": 1, "reports": 1, "outlets": 1, "because": "rests on one origin"}
    visit = RecordEvent(
        id=1, type="CONSULT", mode="visit", contexts=("diplomatic", "military"), label="ALLEGED", status="happened", state="contested",
        because="affirmed by the foreign ministry; denied by Torv", earliest="2031-05-05", latest="2031-05-05", actors=(obi,), recipients=(reis,),
        places=(lune,), labels=(Count(value="ALLEGED", claims=1, origins=1), Count(value="DENIED", claims=1, origins=1)),
        affirm=(Who(name="the foreign ministry", code="UGA GOV", claims=(1,)),), deny=(torv,), origins=2, reports=2, outlets=1,
        first_published="2031-05-06", last_published="2031-05-07", claims=(1, 4), links=(fulfils,),
    )  # fmt: skip
    deal = RecordEvent(
        id=2, type="AGREE", label="SPECULATED", status="hypothetical", state="single-origin", latest="2031-05-06", assumed=True,
        actors=(obi.model_copy(update={"claims": (2,)}), reis.model_copy(update={"claims": (2,)})), labels=(Count(value="SPECULATED", claims=1, origins=1),),
        affirm=(Who(name='nobody named, in Lune "Daily"; News', claims=(2,)),), first_published="2031-05-06", last_published="2031-05-06", claims=(2,), **counted,
    )  # fmt: skip
    goods = Goods(
        item="arms.salw.rifle", giver="KEN", taker="TZA", stage="offer", gift=True, quantities=(Range(low=5000.0, high=5000.0, claims=(3,)),), claims=(3,)
    )  # fmt: skip
    rifles = RecordEvent(
        id=3, type="AID", label="PLANNED", status="planned", state="closed", earliest="2031-06-01", latest="2031-06-30",
        actors=(Who(name="Kavaria", code="KEN GOV", claims=(3,)),), recipients=(Who(name="Torv", code="TZA", claims=(3,)),), goods=(goods,),
        labels=(Count(value="PLANNED", claims=1, origins=1),), affirm=(Who(name="a general (unnamed)", code="KEN MIL", claims=(3,)),),
        first_published="2031-05-06", last_published="2031-05-06", claims=(3,), links=(fulfils,), **counted,
    )  # fmt: skip
    fight = RecordEvent(
        id=5, type="ASSAULT", label="REPORTED", status="ongoing", state="single-origin", latest="2031-05-07", assumed=True, historical=True,
        actors=(Who(name="Rebels", code="TZA REB", claims=(5,)), Who(name="the army of Torv", code="TZA MIL", claims=(5,))),
        places=(Site(name="Ünzbach", country="TZA", claims=(5,)),), labels=(Count(value="REPORTED", claims=1, origins=1),),
        affirm=(Who(name="reports/2.txt", claims=(5,)),), first_published="2031-05-07", last_published="2031-05-07", claims=(5,), **counted,
    )  # fmt: skip
    formula = RecordEvent(
        id=6, type="COERCE", mode="cyber", label="REPORTED", status="happened", state="single-origin",
        actors=(Who(name="=cmd|'/c calc'!A1", code="--- UAF", claims=(6,)),),
        recipients=(Who(name="+1", code="UNO", claims=(6,)), Who(name="@all; -2 too", code="ROU CVL", claims=(6,))),
        labels=(Count(value="REPORTED", claims=1, origins=1),), affirm=(Who(name="reports/2.txt", claims=(6,)),), claims=(6,), **counted,
    )  # fmt: skip
    return (visit, deal, rifles, fight, formula)


@pytest.fixture
def hold():
    """Five events, six claims, two documents."""
    return Bundle.of(events(), claims(), (entry(1), entry(2)))


@pytest.fixture
def stamp():
    """Versions that are nobody's."""
    return Stamp(
        record="kavaria: 'first'",
        version="17",
        revision="0001",
        communique="0.4.0",
        reader="0.3.0",
        tables="abc123",
        created="2031-05-08",
    )
