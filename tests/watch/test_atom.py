"""Alerts as an Atom feed."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as ET

import feedparser
from sending import NASTY, NOW, Outbox, notice

from communique.watch.atom import feed


def test_a_feed_is_valid_atom_with_one_entry_an_alert():
    several = [
        notice("a-1"),
        notice("a-1", 2, at="2026-03-11T08:00:00+00:00", changed=("denied by Orlo",)),
        notice("a-2", headline=f"<b>&amp; {NASTY}", link="https://desk.example/a-2"),
    ]
    content = feed(several, "urn:communique:test", "Ore & fish", "https://desk.example/alerts.atom")
    read = feedparser.parse(content)
    assert (read.bozo, read.version, read.feed.title) == (False, "atom10", "Ore & fish")
    assert read.feed.updated == "2026-03-11T08:00:00Z"
    changed, nasty = read.entries
    assert (changed.published, changed.updated) == ("2026-03-10T11:00:00Z", "2026-03-11T08:00:00Z")
    assert changed.link == "https://harbour.example/1"
    assert {t.term for t in changed.tags} == {"T2", "un.made.ore.to"}
    assert changed.content[0].type == "text/plain"
    assert "Changed: denied by Orlo" in changed.content[0].value
    assert nasty.link == "https://desk.example/a-2"
    titles = [e.text for e in ET.fromstring(content).iter("{http://www.w3.org/2005/Atom}title")]
    assert titles[2].startswith("[T2] <b>&amp; A")
    again = feedparser.parse(feed(several[::-1], "urn:communique:test", "x"))
    assert [e.id for e in again.entries] == [e.id for e in read.entries]
    assert feedparser.parse(feed(several, "urn:communique:other", "x")).entries[0].id != changed.id


def test_the_title_of_what_is_taken_back_says_so():
    gone = notice("a-1", 2, end="withdrawn", ended="its report was corrected", marks=("STALE",))
    (entry,) = feedparser.parse(feed([notice("a-1"), gone], "urn:communique:test", "x")).entries
    assert entry.title.startswith("WITHDRAWN (was T2): its report was corrected. It said: STALE · Talvek offers ore")
    assert {t.term for t in entry.tags} == {"T2", "un.made.ore.to", "withdrawn"}


def test_a_feed_file_is_replaced_whole_and_keeps_what_it_had(channels, tmp_path):
    path = tmp_path / "alerts.atom"
    box = Outbox(channels(f"name: feed, kind: atom, path: '{path}', rules: un.made"))
    box.put(notice("a-1"), notice("a-9", rule="eu.other"))
    box.send()
    box.put(notice("a-2"))
    box.send(NOW + timedelta(hours=1))
    assert len(feedparser.parse(path.read_bytes()).entries) == 2
    assert [p.name for p in tmp_path.iterdir() if "atom" in p.name] == ["alerts.atom"]


def test_a_feed_that_cannot_be_written_waits(channels, tmp_path):
    box = Outbox(channels(f"name: feed, kind: atom, path: '{tmp_path / 'none' / 'alerts.atom'}'"))
    box.put(notice())
    (waits,) = box.send()
    assert waits.state == "pending"
    assert "cannot be written" in waits.because
