"""A page → the article in it, with the metadata that the page states. The only import of trafilatura."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LEAST_WORDS = 10
"""A page with less running text has no article: what is left of menus and notices stays below it."""


@dataclass(frozen=True, slots=True)
class Article:
    """The text of an article and what its page says about it; None where it says nothing."""

    text: str
    published: str | None
    title: str | None
    publisher: str | None
    language: str | None


def extract(page: bytes | str, url: str | None = None) -> Article | None:
    """The article of a page.

    Args:
        page: HTML; bytes are decoded as the page declares.
        url: where it was found.

    Returns:
        The article, paragraphs on lines of their own; None if the page has none.
    """
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        page,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        favor_precision=True,
        # a date that the page only seems to mention is not its publication date
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    fields = found.as_dict() if found is not None else {}
    text = (fields.get("text") or "").strip()
    if len(text.split()) < LEAST_WORDS:
        return None
    return Article(
        text=text,
        published=fields.get("date") or None,
        title=fields.get("title") or None,
        publisher=fields.get("sitename") or None,
        language=(fields.get("language") or "")[:2] or None,
    )
