from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from communique.documents.entries import MOST_ENTRIES, MOST_TITLE, plain, read_entries
from communique.documents.feeds import Feed, FeedList, load_feeds
from communique.errors import BadFile, UnreadableSource
from communique.settings_file import MOST_BYTES

HOME = "https://times.example/news/feed.xml"


def rss(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    return f'{head}<rss version="2.0"><channel><title>Times</title>{items}</channel></rss>'.encode()


def atom(entries: str) -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Times</title>{entries}</feed>'.encode()


def only(content: bytes, charset: str = ""):
    (entry,) = read_entries(content, HOME, charset).entries
    return entry


def written(tmp_path, text):
    path = tmp_path / "feeds.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_list_with_all_its_fields(tmp_path):
    path = written(
        tmp_path,
        """every: 2h
agent: desk@example.org
feeds:
  - url: https://a.example/rss
    publisher: 1843
    every: 30m
    articles: no
  - url: https://b.example/rss
""",
    )
    found = load_feeds(path)
    assert found.agent == "desk@example.org"
    first, second = found.feeds
    assert (first.publisher, first.every, first.articles) == ("1843", timedelta(minutes=30), False)
    assert (second.publisher, second.every, second.articles) == (None, timedelta(hours=2), True)


def test_list_that_says_the_least(tmp_path):
    (feed,) = load_feeds(written(tmp_path, "feeds:\n- url: https://a.example/rss\n")).feeds
    assert feed.every == timedelta(minutes=15)


FIRST = "feeds:\n- url: https://a.example/rss\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", None, "is empty"),
        ("- url: https://a.example/rss", 1, 'starts with "feeds:"'),
        ("every: 1h\n", 1, "feeds: is missing"),
        ("feeds: []", 1, "feeds: has no feed"),
        ("feeds: a", 1, "feeds: must be a list"),
        ("feeds:\n- https://a.example/rss", 2, r"feeds\[1\]: must have fields"),
        ("feeds:\n- publisher: Times", 2, r"feeds\[1\].url: is missing"),
        ("feeds:\n- url:", 2, r"feeds\[1\].url: must be text"),
        ("feeds:\n- url: ftp://a.example/rss", 2, r"feeds\[1\].url: 'ftp://a.example/rss' is no http"),
        ("feeds:\n- url: https://", 2, "is no http"),
        ("feeds:\n- url: 'https://a.example/a b'", 2, "is no http"),
        ("feeds:\n- url: https://a.example:99999/", 2, "is no http"),
        (FIRST + "  evry: 15m", 3, r"feeds\[1\].evry: there is no such field; the fields are url, publisher"),
        ("evry: 1h\n" + FIRST, 1, "evry: there is no such field; the fields are every, agent, feeds"),
        (FIRST + "  every: 15", 3, r"feeds\[1\].every: '15' is no interval; write it as 15m"),
        (FIRST + "  every: -15m", 3, "no interval"),
        (FIRST + "  every: 10s", 3, "10s is not between 1m and 30d"),
        (FIRST + "  every: 31d", 3, "not between"),
        (FIRST + "  every: [1h]", 3, "no interval"),
        (FIRST + "  articles: perhaps", 3, r"feeds\[1\].articles: must be true or false"),
        (FIRST + "\n  publisher:\n    ''", 4, "publisher: is empty"),
        (FIRST + "  url: https://b.example/rss", 3, r"feeds\[1\].url: is there twice"),
        (FIRST + "- url: https://A.example/rss/", 3, r"feeds\[2\].url: https://A.example/rss/ is in the list twice"),
        ('agent: "a\\nb"\n' + FIRST, 1, "agent: write at most 200 plain characters"),
        ("feeds:\n- &a {url: https://a.example/rss}\n- *a\n", 3, "references"),
        ("a: &a [x, x]\nb: &b [*a, *a]\n", 2, "references"),
        ("feeds: " + "[" * 50_000, 1, "nested more than"),
        ("feeds:\n- url: !!python/object/apply:os.system [ls]", 2, "python/object/apply:os.system' are not read"),
        ("feeds:\n\t- url: x", 2, "is not YAML"),
        ("feeds:\n- url: 'https://a.example/", 2, "is not YAML"),
        (FIRST + "---\nfeeds: []", 3, "is not YAML"),
        ("? [a]\n: b\n", 1, "no name of a field"),
        ("feeds:\n- url: https://a.example/\x01", 2, "control character"),
    ],
)
def test_a_list_that_makes_no_sense_is_one_clear_error(tmp_path, text, line, reason):
    path = written(tmp_path, text)
    with pytest.raises(BadFile, match=reason) as raised:
        load_feeds(path)
    assert (raised.value.path, raised.value.line) == (str(path), line)
    assert str(raised.value).startswith(f"{path}:{line}: " if line else f"{path}: ")
    assert "\n" not in str(raised.value)


def test_lists_that_cannot_be_read(tmp_path):
    with pytest.raises(BadFile, match="cannot be opened"):
        load_feeds(tmp_path / "none.yaml")
    large = written(tmp_path, "#" * (MOST_BYTES + 1))
    with pytest.raises(BadFile, match="larger than 256 kB"):
        load_feeds(large)
    large.write_bytes(b"feeds:\n- url: \xff")
    with pytest.raises(BadFile, match="UTF-8") as raised:
        load_feeds(large)
    assert raised.value.line == 2


def test_a_list_made_in_python_is_checked_alike():
    with pytest.raises(ValidationError, match="in the list twice"):
        FeedList(feeds=(Feed(url="https://a.example/rss"), Feed(url="https://a.example/rss")))


def test_rss_entry():
    entry = only(
        rss(
            "<item><title>Envoy   leaves</title><link>https://times.example/1#top</link><guid>n-1</guid>"
            "<description>&lt;p&gt;The envoy left.&lt;/p&gt;&lt;p&gt;He said &lt;b&gt;nothing&lt;/b&gt;.&lt;/p&gt;</description>"
            "<pubDate>Mon, 04 Mar 2024 23:30:00 -0500</pubDate></item>"
        )
    )
    assert entry.url == "https://times.example/1"
    assert (entry.title, entry.text) == ("Envoy leaves", "The envoy left.\nHe said nothing.")
    assert entry.published == "2024-03-05"  # 23:30 in New York is the next day in UTC


def test_atom_entry_takes_content_and_not_the_date_of_a_change():
    entry = only(
        atom(
            '<entry><id>tag:1</id><title type="html">Talks &amp;amp; trade</title><updated>2024-03-09T01:00:00Z</updated>'
            '<link rel="self" href="/other"/><link href="/1"/><summary>Short.</summary>'
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>In full.</p></div></content></entry>'
        )
    )
    assert (entry.id, entry.url, entry.title, entry.text) == (
        "tag:1",
        "https://times.example/1",
        "Talks & trade",
        "In full.",
    )
    assert entry.published is None
    dated = only(atom("<entry><id>tag:1</id><published>2024-03-08T23:00:00Z</published></entry>"))
    assert (dated.published, dated.url, dated.title, dated.text) == ("2024-03-08", None, None, "")


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("&lt;b&gt;Ports&lt;/b&gt; open", "Ports open"),
        ("<![CDATA[<em>Ports</em> open &amp; busy]]>", "Ports open & busy"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Ports open", "Ports open"),
        ("&lt;img src=x onerror=alert(1)&gt;Ports open", "Ports open"),
        ("&lt;style&gt;p{}&lt;/style&gt;&lt;!-- no --&gt;Ports open", "Ports open"),
        ("Growth &amp;lt; 2%", "Growth < 2%"),
        ("P" * 2000, "P" * MOST_TITLE),
    ],
)
def test_html_in_headlines(title, read):
    assert only(rss(f"<item><title>{title}</title><guid>1</guid></item>")).title == read


def test_a_headline_that_atom_calls_text_stays_as_it_is():
    assert only(atom('<entry><id>1</id><title type="text">Use of &lt;b&gt;</title></entry>')).title == "Use of <b>"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("1.html", "https://times.example/news/1.html"),
        ("/1.html", "https://times.example/1.html"),
        ("//other.example/1", "https://other.example/1"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("http://[", None),
        ("https://times.example/a b", None),
        ("https://times.example/" + "a" * 3000, None),
    ],
)
def test_links(link, url):
    assert only(rss(f"<item><guid isPermaLink='false'>1</guid><link>{link}</link></item>")).url == url


def test_an_address_stands_once():
    item = "<item><title>{}</title><link>https://times.example/1</link></item>"
    assert only(rss(item.format("First") + item.format("Second"))).title == "First"


def test_ten_thousand_entries_are_cut():
    items = "".join(f"<item><title>T{n}</title><link>/{n}</link></item>" for n in range(10_000))
    held = read_entries(rss(items), HOME)
    assert [held.entries[0].title, held.entries[-1].title] == ["T0", f"T{MOST_ENTRIES - 1}"]
    assert held.because == f"only the first {MOST_ENTRIES} of 10000 entries are taken"


@pytest.mark.parametrize(
    ("items", "titles"),
    [
        ("<item><title>Salt & sand &nbsp;&eacute; &what;</title><guid>1</guid></item>", ["Salt & sand é &what;"]),
        ("<item><title>One</title><guid>1</guid></item><item><title>Two</item>", ["One", "Two"]),
        ("<item><title>One</title><guid>1</guid></item><item><title>Tw", ["One", "Tw"]),
        (
            "<item><title>a & b</title><guid>1</guid><link><![CDATA[/1?a=1&b=2]]></link></item>",
            ["a & b"],
        ),
        ("<item><media:x>y</media:x><title>One</title><guid>1</guid></item>", ["One"]),
    ],
)
def test_broken_xml_gives_what_can_be_read_and_says_so(items, titles):
    held = read_entries(rss(items), HOME)
    assert [e.title for e in held.entries] == titles
    assert held.because == "its XML is broken in line 1"
    assert all("amp;" not in (e.url or "") for e in held.entries)


def test_control_characters_are_left_out():
    assert only(rss("<item><title>One\x08\x00 two</title><guid>1</guid></item>")).title == "One two"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a feed",
        b"<html><body><p>Not found</p></body></html>",
        b"\x00\xff\xfe",
        b'{"items": []}',
        b"<rss",
        b"<a/>",
    ],
)
def test_what_is_no_feed(content):
    with pytest.raises(UnreadableSource, match=r"no RSS or Atom feed|broken"):
        read_entries(content, HOME)


def test_a_feed_without_entries_is_one():
    assert read_entries(rss(""), HOME).entries == ()


def test_entities_are_not_expanded(tmp_path):
    secret = written(tmp_path, "secret")
    for entity in ('"x"', f'SYSTEM "{secret.as_uri()}"'):
        head = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a {entity}>]>"
        with pytest.raises(UnreadableSource, match="declares entities"):
            read_entries(rss("<item><title>&a;</title><guid>1</guid></item>", head), HOME)
    netscape = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss.dtd">'
    assert only(rss("<item><title>One</title><guid>1</guid></item>", netscape)).title == "One"


@pytest.mark.parametrize(
    ("codec", "declared", "charset"),
    [
        ("utf-8", "", ""),
        ("utf-8-sig", "", ""),
        ("iso-8859-1", "iso-8859-1", ""),
        ("cp1252", "", "windows-1252"),
        ("cp1252", "utf-8", ""),
        ("utf-16", "utf-16", ""),
        ("utf-8", "punycode", "idna"),
        ("utf-8", "no-such", "no-such"),
    ],
)
def test_encodings(codec, declared, charset):
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = f"{head}<rss version='2.0'><channel><item><title>Café</title><guid>1</guid></item></channel></rss>"
    assert only(text.encode(codec), charset).title == "Café"


def test_text_of_html():
    assert plain("<div>One<br>two <i>three</i></div>\n<ul><li>four</ul><script>five()</script>six<!-- seven -->") == (
        "One\ntwo three\nfour\nsix"
    )
    assert plain("") == ""
    assert plain("<" * 1000 + "a") != ""
