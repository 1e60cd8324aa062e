"""Text from outside, made harmless for the format it goes into; every change can be told or undone."""

from __future__ import annotations

import re

FORMULA = "=+-@\t\r\n＝＋－＠"
"""What a spreadsheet may take for the start of a formula: OWASP's list for CSV, with the full-width signs."""

_GUARDED = re.compile(f"'*[{re.escape(FORMULA)}]")
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]+")
_MARKDOWN = re.compile(r"[\\`*_\[\]<>&|~$^!#@{}=%]")
_LINKING = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp)(:)|\b(www)(\.)")


def guard(text: str) -> str:
    """A text that no spreadsheet runs: with "'" before it if it looks like a formula.

    >>> guard("=HYPERLINK(1)"), guard("'=1"), guard("plain")
    ("'=HYPERLINK(1)", "''=1", 'plain')
    """
    return "'" + text if _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """The text that `guard` was given.

    >>> unguard("'=HYPERLINK(1)"), unguard("''=1"), unguard("'tis plain")
    ('=HYPERLINK(1)', "'=1", "'tis plain")
    """
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def one_line(text: str) -> str:
    """A text without line breaks and tabs: a run of them is one space."""
    return _BREAKS.sub(" ", text).strip()


def for_xml(text: str) -> str:
    """A text with U+FFFD for what XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def clip(text: str, most: int) -> str:
    """A text of at most so many characters, with "…" where it was cut."""
    return text if len(text) <= most else text[: most - 1] + "…"


def plain(text: str) -> str:
    """A text on one line without characters that control a display: none that turn it round, hide or beep."""
    return _CONTROL.sub(" ", _BIDI.sub("", one_line(text)))


def for_markdown(text: str) -> str:
    r"""A text that Markdown shows as it is, on one line, with no mark-up, HTML or link, and that turns nothing around it.

    >>> for_markdown("<b>*x*</b>\n[a](http://b)")
    '\\<b\\>\\*x\\*\\</b\\> \\[a\\](http\\://b)'
    """
    text = _MARKDOWN.sub(lambda m: "\\" + m.group(), plain(text))
    return _LINKING.sub(lambda m: f"{m[1] or m[3]}\\{m[2] or m[4]}", text)


def web_address(url: str | None) -> str | None:
    """An address that is safe to put where others click: http or https, without blanks, quotes or brackets; else None."""
    return url if url and re.fullmatch(r"https?://[^\s<>\"'`\\|^{}\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,2000}", url, re.IGNORECASE) else None  # fmt: skip
