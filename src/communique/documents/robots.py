"""Manners towards the sites that are read: what robots.txt asks, a pause between two requests to one host, and waiting when told.

`urllib.robotparser` knows neither the wildcards nor the longest-match rule of RFC 9309, which news sites write ("Disallow:
/*/print$", "Disallow: /" with "Allow: /news/"): it would read pages that a site forbids and leave out pages that it allows. So the
rules are read here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from communique.documents.web import AGENT, Answer, Limits, ask
from communique.errors import NotNow, RefusedAddress, UnreadableSource, Unwelcome

LEAST_PAUSE = 1.0
"""Seconds between two requests to one host where the site asks for nothing else."""

LONGEST_PAUSE = 120.0
"""A site that asks for a longer pause than this, in seconds, is not read: one article of it would hold up all other feeds."""

MOST_CHARACTERS = 512_000
"""How much of a robots.txt is read; RFC 9309 asks for 500 KiB at least."""

ROBOTS_LAST = 86_400.0
"""Seconds for which a robots.txt is kept; RFC 9309 asks for no more than a day."""

ROBOTS_AGAIN = 900.0
"""Seconds after which a robots.txt that could not be had is asked for again."""

USUAL_WAIT = 900.0
"""Seconds for which a host is left alone that answers 429 or 503 without saying for how long."""

LONGEST_WAIT = 604_800.0
"""A server that asks to be left alone for more than this, in seconds, is asked again after a week all the same."""

MOST_SILENT = 3
"""After so many requests in a row without an answer a host is left alone for the usual wait: each costs up to `web.SECONDS`."""

MOST_HOSTS = 1000
"""Sites whose robots.txt is kept at a time, so that a feed that links everywhere cannot fill the memory."""

BUSY = (429, 503)
"""The statuses by which a server asks to be left alone for a while."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site asks of us.

    Attributes:
        lines: path patterns, each with whether it allows.
        delay: seconds between two requests, or None.
        closed: why nothing may be read at present, or "".
    """

    lines: tuple[tuple[str, bool], ...] = ()
    delay: float | None = None
    closed: str = ""

    def forbidding(self, path: str) -> str | None:
        """The pattern that forbids a path, or None if it may be read: the longest pattern decides, "allow" among equals."""
        path = unquote(path)
        found = [
            (len(pattern), allowed, pattern) for pattern, allowed in self.lines if _matches(unquote(pattern), path)
        ]
        if not found:
            return None
        _, allowed, pattern = max(found)
        return None if allowed else pattern


def read_rules(text: str) -> Rules:
    r"""The rules of a robots.txt for us: those of the groups that name us, else those for everyone.

    Args:
        text: what the site has there; lines that are no rules are passed over.

    >>> read_rules("User-agent: *\nDisallow: /print/").forbidding("/print/1")
    '/print/'
    """
    lines: dict[str, list[tuple[str, bool]]] = {AGENT: [], "*": []}
    delays: dict[str, float] = {}
    named: set[str] = set()
    group: list[str] = []
    heading = False
    for field, value in _fields(text[:MOST_CHARACTERS]):
        if field == "user-agent":
            group = [*group, _token(value)] if heading else [_token(value)]
            named.update(group)
            heading = True
            continue
        heading = False
        for agent in (a for a in group if a in lines):
            if field == "crawl-delay" and re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value):
                delays[agent] = max(float(value), delays.get(agent, 0.0))
            elif field != "crawl-delay" and value:
                lines[agent].append((value, field == "allow"))
    ours = AGENT if AGENT in named else "*"
    return Rules(tuple(lines[ours]), delays.get(ours))


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """The fields that matter, in their order."""
    for line in text.removeprefix("\ufeff").splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        if field.strip().casefold() in ("user-agent", "allow", "disallow", "crawl-delay"):
            yield field.strip().casefold(), value.strip()


def _token(value: str) -> str:
    """The name of a program in a user-agent line, without its version."""
    return re.split(r"[/\s]", value, maxsplit=1)[0].casefold()


def _matches(pattern: str, path: str) -> bool:
    """Whether a pattern covers a path: `*` is any run of characters, `$` the end. Time grows with the length only."""
    anchored = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return not anchored or path == first
    at = len(first)
    for piece in others[:-1]:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if anchored:
        return path.endswith(others[-1]) and len(path) - len(others[-1]) >= at
    return path.find(others[-1], at) >= 0


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks us to wait, or None. A date is counted from the server's own clock (its Date header).

    >>> retry_after({"retry-after": "120"})
    120.0
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return min(float(value), LONGEST_WAIT)
    try:
        until, since = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
        return min(max(0.0, (until - since).total_seconds()), LONGEST_WAIT)
    except (ValueError, TypeError):
        return None


class _Waiting(NotNow):
    """A page that was not asked for, since its host is to be left alone."""


class Manners:
    """Asks sites for pages as they wish to be asked. One is used for all feeds, since it knows when a host was asked last.

    Args:
        limits: bounds of each fetch; the usual ones if None.
        contact: an address or URL at which site owners reach the user, told in the user agent.
        clock: seconds that only go forward.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        contact: str = "",
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = limits or Limits()
        self.agent = f"{AGENT} ({contact})" if contact else AGENT
        self._clock = clock
        self._sleep = sleep
        self._rules: dict[str, tuple[float, Rules]] = {}
        self._asked: dict[str, float] = {}
        self._shut: dict[str, float] = {}
        self._silent: dict[str, int] = {}

    def ask(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        kinds: tuple[str, ...] = (),
        most_bytes: int | None = None,
    ) -> Answer:
        """Ask for a page, if its site allows it, after the pause that the site wishes.

        Args:
            url: http or https; every address that it redirects to is held to the same manners.
            headers: as for `web.ask`.
            kinds: as for `web.ask`.
            most_bytes: a smaller bound of size than that of the limits.

        Raises:
            Unwelcome: robots.txt forbids it.
            NotNow: the host asked to wait, or it or its robots.txt gives no answer.
            RefusedAddress: it lies on this machine or in a private network.
            UnreadableSource: anything else that went wrong, in words.
        """
        limits = replace(self.limits, most_bytes=min(self.limits.most_bytes, most_bytes or self.limits.most_bytes))
        try:
            return self._ask(url, limits, headers or {}, kinds, self._arrive)
        except UnreadableSource as error:
            # what is wrong may be with robots.txt or the target of a redirect; the caller asked for this address
            raise type(error)(url, error.reason) from None

    def _ask(
        self,
        url: str,
        limits: Limits,
        headers: Mapping[str, str],
        kinds: tuple[str, ...],
        before: Callable[[str], None],
    ) -> Answer:
        """Ask, and remember when, and whether the host wishes to be left alone."""
        try:
            answer = ask(url, limits, headers={"user-agent": self.agent, **headers}, kinds=kinds, before=before)
        except _Waiting:
            raise
        except NotNow:
            # the host that was asked last, which a redirect may have led to
            self._no_answer(next(reversed(self._asked), _host(url)))
            raise
        host = _host(answer.url)
        self._silent.pop(host, None)
        self._asked[host] = self._clock()
        if answer.status in BUSY:
            wait = retry_after(answer.headers)
            self._leave_alone(host, USUAL_WAIT if wait is None else wait)
        return answer

    def _no_answer(self, host: str) -> None:
        """Count a request without an answer."""
        silent = self._silent.pop(host, 0) + 1
        if silent < MOST_SILENT:
            self._silent[host] = silent
            _keep_latest(self._silent)
        else:
            self._leave_alone(host, USUAL_WAIT)

    def _leave_alone(self, host: str, seconds: float) -> None:
        """Ask nothing more of a host for a while."""
        self._shut.pop(host, None)
        self._shut[host] = self._clock() + seconds
        _keep_latest(self._shut)

    def _arrive(self, url: str) -> None:
        """Before a page is asked for: is it allowed, and has the host had its pause?"""
        self._still_open(url)
        rules = self._rules_for(url)
        parts = urlsplit(url)
        pattern = rules.forbidding((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        if pattern is not None:
            raise Unwelcome(url, f"robots.txt of {parts.netloc} forbids {parts.path or '/'} (Disallow: {pattern[:80]})")
        if rules.closed:
            raise _Waiting(url, rules.closed)
        delay = max(LEAST_PAUSE, rules.delay or 0.0)
        if delay > LONGEST_PAUSE:
            reason = f"robots.txt of {parts.netloc} asks for {delay:.0f} seconds between two requests"
            raise Unwelcome(url, f"{reason}, more than the {LONGEST_PAUSE:.0f} that are waited")
        self._pause(url, delay)

    def _rules_for(self, url: str) -> Rules:
        """The rules of a site, asked for once a day."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2].casefold()}"
        until, rules = self._rules.get(site, (0.0, None))
        if rules is None or self._clock() >= until:
            rules = self._fetched_rules(site)
            self._rules.pop(site, None)
            self._rules[site] = (self._clock() + (ROBOTS_AGAIN if rules.closed else ROBOTS_LAST), rules)
            _keep_latest(self._rules)
        return rules

    def _fetched_rules(self, site: str) -> Rules:
        """The rules as the site has them now. A site without robots.txt allows all; one that fails allows nothing (RFC 9309)."""

        def before(url: str) -> None:
            self._still_open(url)
            self._pause(url, LEAST_PAUSE)

        where = f"{site}/robots.txt"
        try:
            answer = self._ask(where, self.limits, {"accept": "text/plain, */*;q=0.5"}, (), before)
        except RefusedAddress:
            raise
        except UnreadableSource as error:
            return Rules(closed=f"{where} cannot be had ({error.reason}), so nothing may be read there for now")
        if answer.status == 200:
            return read_rules(answer.content.decode("utf-8", "replace"))
        if 400 <= answer.status < 500 and answer.status not in BUSY:
            return Rules()
        return Rules(closed=f"{where} answers {answer.status}, so nothing may be read there for now")

    def _still_open(self, url: str) -> None:
        """Leave a host alone that has asked for it, or that does not answer."""
        left = self._shut.get(_host(url), 0.0) - self._clock()
        if left > 0:
            raise _Waiting(url, f"{_host(url)} is to be left alone for another {left:.0f} seconds")

    def _pause(self, url: str, delay: float) -> None:
        """Wait until the host may be asked again."""
        host = _host(url)
        if host in self._asked:
            wait = self._asked[host] + delay - self._clock()
            if wait > 0:
                self._sleep(wait)
        self._asked.pop(host, None)
        self._asked[host] = self._clock()
        _keep_latest(self._asked)


def _host(url: str) -> str:
    """The host of an address; its ports are one machine."""
    return urlsplit(url).hostname or ""


def _keep_latest(known: dict[str, Any]) -> None:
    """Forget the site that was asked longest ago when there are too many."""
    if len(known) > MOST_HOSTS:
        known.pop(next(iter(known)))
