import io
import json
from pathlib import Path

import pytest

from communique import Document, UnreadableSource
from communique.documents.sources import Given, Nameless, OfFile, open_sources

STORY = (
    "The president of Chile met the union leaders in Santiago on Monday and promised to raise the pay of the miners.\n"
)
PAGE = """<!doctype html><html lang="en"><head><title>Chile raises pay</title>
<meta property="og:site_name" content="The Andes Post"><meta property="article:published_time" content="2024-03-05T08:00:00Z">
</head><body><nav>Home Sport Weather</nav><article><h1>Chile raises pay</h1>
<p>The president of Chile met the union leaders in Santiago on Monday and promised to raise the pay of the miners by a tenth.</p>
<p>The leaders of the union had threatened to go on strike from the first of April, which would have closed the largest mines of
the country. They said that they would put the offer to their members within a week.</p></article></body></html>"""


def only(specs, given=None):
    (found,) = open_sources(specs, given)
    return found


def test_text_file_keeps_every_character(tmp_path: Path):
    path = tmp_path / "story.txt"
    path.write_bytes(("\ufeff" + STORY.replace("\n", "\r\n")).encode())
    document = only([str(path)], Given(published="2024-03-05"))
    assert document.text == STORY.replace("\n", "\r\n")
    assert (document.id, document.published, document.publisher, document.title) == (
        str(path),
        "2024-03-05",
        None,
        None,
    )


def test_page_gives_article_and_metadata(tmp_path: Path):
    path = tmp_path / "story.html"
    path.write_text(PAGE)
    document = only([str(path)])
    assert document.text.count("\n") >= 1
    assert "Weather" not in document.text
    assert (document.published, document.publisher, document.title) == (
        "2024-03-05",
        "The Andes Post",
        "Chile raises pay",
    )


def test_options_go_before_what_the_page_says(tmp_path: Path):
    path = tmp_path / "story.html"
    path.write_text(PAGE)
    assert only([str(path)], Given(published="2024-03-06")).published == "2024-03-06"


def test_page_without_date_has_none(tmp_path: Path):
    path = tmp_path / "story.html"
    path.write_text(PAGE.replace('<meta property="article:published_time" content="2024-03-05T08:00:00Z">', ""))
    assert only([str(path)]).published is None


def test_json_lines_keep_order_and_survive_a_broken_line(tmp_path: Path):
    path = tmp_path / "stories.jsonl"
    first = json.dumps({"id": "a", "published": "2024-03-05T10:00:00+01:00", "text": STORY, "publisher": "Post"})
    path.write_text(f'{first}\n{{"id": "b", \n\n{json.dumps({"text": STORY})}\n')
    found = list(open_sources([str(path)]))
    assert [type(f) for f in found] == [Document, UnreadableSource, Nameless]
    assert (found[0].id, found[0].published, found[0].publisher) == ("a", "2024-03-05", "Post")
    assert found[1].source == f"{path}:2"
    assert found[2].id == f"{path}:4"


def test_a_record_can_be_read_again(tmp_path: Path):
    path = tmp_path / "records.jsonl"
    path.write_text(json.dumps({"document": {"id": "a", "text": STORY, "published": None}, "events": []}))
    assert only([str(path)]).id == "a"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b" \n", "is empty"),
        ("binary.txt", b"\x7fELF\x00\x00\x01" * 30, "binary"),
        ("latin.txt", "Le pr\xe9sident".encode("latin-1") + b" " + STORY.encode(), "not UTF-8"),
        ("page.html", b"<html><body><nav>Home</nav></body></html>", "no article"),
        (
            "german.txt",
            "Der Präsident traf am Montag die Führer der Gewerkschaft und versprach den Arbeitern mehr Lohn.".encode(),
            "not English",
        ),
        (
            "french.txt",
            "Le président a rencontré lundi les dirigeants du syndicat et leur a promis une hausse des salaires.".encode(),
            "not English",
        ),
        ("russian.txt", "Президент встретился в понедельник.".encode(), "not English"),
        ("list.jsonl", b"[1, 2]", 'no "text"'),
        ("number.jsonl", b'{"text": 5}', 'no "text"'),
        ("title.jsonl", b'{"text": "x", "title": 5}', '"title" must be a string'),
        ("date.jsonl", b'{"text": "Peace.", "published": "31 Feb"}', '"published"'),
    ],
)
def test_bad_input_is_named(tmp_path: Path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)
    error = only([str(path)])
    assert isinstance(error, UnreadableSource)
    assert str(path) in str(error)
    assert says in error.reason


def test_the_others_are_still_read(tmp_path: Path):
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    found = list(open_sources([str(tmp_path / "none.txt"), str(path), str(tmp_path)]))
    assert [type(f) for f in found] == [UnreadableSource, OfFile, UnreadableSource]
    assert found[0].reason == "no such file"


def test_standard_input(monkeypatch):
    class Stdin:
        buffer = io.BytesIO(STORY.encode())

    monkeypatch.setattr("sys.stdin", Stdin())
    assert only(["-"]).text == STORY
