"""Lists of names as a run of the watch asks them: files that are loaded, and services that are asked between two transactions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from communique.errors import BadFile, BadRequest, UnreadableSource
from communique.export.escape import clip, plain
from communique.model import Actor
from communique.watch.candidate import Candidate, NotSame, Party, listed_then, missing, without
from communique.watch.listed import LONGEST_NAME, NameList, country
from communique.watch.lists import load_list
from communique.watch.matching_names import Index, index, match
from communique.watch.needing import lists_needed
from communique.watch.needing import without as left_out
from communique.watch.rules import Pack
from communique.watch.spelled import bare
from communique.watch.watching import Lists
from communique.watch.yente import Service, ask_yente

KEY = "COMMUNIQUE_YENTE_KEY"
"""The variable of the environment with the key of a service; of several, each has its own, with its name behind it."""

MOST_LOOKED_UP = 65_536
"""Look-ups in files that are remembered; a name that comes again after so many others is looked up again."""

MOST_NEAR = 50
"""Candidates that are looked at for one party: those who are judged to be somebody else must not crowd out the next."""

NEVER = "9999-12-31"
"""The last day of an event that has none."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What options gave.

    Attributes:
        lists: lists by the names that rules ask for.
        services: services by those names.
        broken: what could not be loaded, and why.
        reasons: the same by the name of the list, where the option gave one.
    """

    lists: Mapping[str, NameList] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    broken: tuple[BadFile, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all that can be asked."""
        return (*self.lists, *self.services)


def load_lists(
    files: Iterable[str],
    yente: Iterable[str] = (),
    *,
    allow_private: bool = False,
    environ: Mapping[str, str] | None = None,
) -> Loaded:
    """Load lists, each by itself: one that is broken stops no other.

    Args:
        files: `NAME=FILE`, or `FILE` under the name that the list has.
        yente: `NAME=URL`, or `URL` under the name of its dataset; `#dataset` behind the URL, "sanctions" if there is none.
        allow_private: whether a service may be on this machine or in a private network.
        environ: variables of the environment, for keys (`KEY`).

    Raises:
        BadRequest: an address of a service makes no sense.
    """
    lists: dict[str, NameList] = {}
    broken: list[BadFile] = []
    reasons: dict[str, str] = {}
    for option in files:
        name, path = _named(option)
        try:
            names = _once(load_list(path), name, lists)
        except BadFile as error:
            broken.append(error)
            if name:
                reasons[name] = f"which could not be loaded ({error})"
            continue
        lists[name or names.name] = names
    services = _services(yente, lists, allow_private=allow_private, environ=environ or {})
    return Loaded(lists, services, tuple(broken), {n: told for n, told in reasons.items() if n not in lists})


def _once(names: NameList, name: str | None, lists: Mapping[str, NameList]) -> NameList:
    """A list whose name is free."""
    if name == "":
        raise BadFile(names.path, None, "is given no name; write --list NAME=FILE, or the file alone")
    if first := lists.get(name or names.name):
        told = f"would be the list {name or names.name}, which {first.path} is; give it a name of its own: --list NAME=FILE"
        raise BadFile(names.path, None, told)
    return names


def _named(option: str) -> tuple[str | None, str]:
    """Name, None if there is none, and path."""
    with suppress(OSError):  # a file may have a = in its own name
        if Path(option).exists():
            return None, option
    name, sign, path = option.partition("=")
    return (name.strip(), path) if sign else (None, option)


def _services(
    options: Iterable[str], taken: Collection[str], *, allow_private: bool, environ: Mapping[str, str]
) -> dict[str, Service]:
    """The services by their names."""
    found: dict[str, Service] = {}
    for option in options:
        name, sign, address = option.partition("=")
        if not sign or "://" in name:
            name, address = "", option
        url, _, dataset = address.partition("#")
        service = Service(_address(url), allow_private=allow_private)
        service = replace(service, dataset=dataset) if dataset else service
        name = name.strip() or service.dataset
        if name in taken or name in found:
            raise BadRequest("--yente", f"the list {name} is given twice; write --yente OTHER={address}")
        found[name] = service
    alone = environ.get(KEY) if len(found) == 1 else None  # the key of one service is nothing for another
    return {n: replace(s, key=environ.get(f"{KEY}_{_variable(n)}") or alone) for n, s in found.items()}


def _variable(name: str) -> str:
    """A name as it stands in the name of a variable."""
    return re.sub("[^A-Z0-9]+", "_", name.upper())


def _address(url: str) -> str:
    """The address of a service."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        sound = False
    if not sound:
        raise BadRequest("--yente", f"{url!r} is no http or https address; write NAME=https://host#dataset")
    if parts.username or parts.password:
        raise BadRequest("--yente", f"an address with a password in it is shown in errors; put the key into {KEY}")
    return url


def without_lists(
    pack: Pack, names: Collection[str], reasons: Mapping[str, str] | None = None
) -> tuple[Pack, tuple[str, ...]]:
    """Rules that can be judged with some lists. The alerts of those that are left out stay as they are.

    Args:
        pack: the rules.
        names: names of the lists that can be asked.
        reasons: by name of a list: why it cannot be asked, where it was given and is broken.

    Returns:
        The rules that need no other list, of their own or of a rule that they except; and in words, of each that is left out, which list
        it lacks.
    """
    known = reasons or {}
    lacking = {n for needed in lists_needed(pack).values() for n in needed if n not in names}
    return left_out(pack, {n: f", {known[n]}" if n in known else f"; give --list {n}=FILE" for n in lacking})


def indexed(lists: Mapping[str, NameList]) -> dict[str, Index]:
    """Lists made ready to be asked, each by itself; to make it takes longer than to load the file."""
    return {name: index([names]) for name, names in lists.items()}


def looked_up(
    lists: Mapping[str, NameList],
    judgements: Sequence[NotSame],
    services: Mapping[str, Service] | None = None,
    *,
    indexes: Mapping[str, Index] | None = None,
) -> Lists:
    """Lists as one run of the watch asks them.

    Args:
        lists: lists by the names that rules ask for.
        judgements: who is not who on a list; candidates who are judged are left out.
        services: services by those names. A service is asked once a run for each name; what it knows of names that are in no new or changed
            event is not asked again.
        indexes: as `indexed` gives them, for whoever runs the watch again and again.
    """
    asked = services or {}
    ready = _LookUps(indexes if indexes is not None else indexed(lists), tuple(judgements), asked)
    parts = [f"{name} {names.sha256}" for name, names in lists.items()]
    parts += [f"{name} {s.url} {s.dataset}" for name, s in asked.items()]
    parts += [f"{j.name} {j.country} {j.id}" for j in judgements]
    digest = sha256("\n".join(sorted(parts)).encode()).hexdigest()[:16]
    return Lists((*lists, *asked), ready.on_list, digest, ready if asked else None)


class _LookUps:
    """Look-ups of one run."""

    def __init__(
        self, indexes: Mapping[str, Index], judgements: tuple[NotSame, ...], services: Mapping[str, Service]
    ) -> None:
        self._indexes, self._judgements, self._services = indexes, judgements, services
        self._answers: dict[tuple[str, Party], tuple[Candidate, ...]] = {}
        self._open: dict[tuple[str, Party], None] = {}
        self._match = lru_cache(MOST_LOOKED_UP)(lambda name, party: match(indexes[name], party, MOST_NEAR))

    def on_list(self, name: str, party: Actor, day: str) -> str | None:
        """Why a party may be somebody on a list; None if nobody, or as long as a service has not been asked."""
        wanted = parties(party)
        if not wanted:
            return None
        found = [(c, taken) for one, taken in wanted for c in self._candidates(name, one)]
        for one, _ in wanted:
            kept = {c.listed.id for c in without((c for c, _ in found), self._judgements, one)}
            found = [(c, taken) for c, taken in found if c.listed.id in kept]
        dated = [(on_day(c, wanted[0][0], day), taken) for c, taken in found]
        then = [(c, taken) for c, taken in dated if c.listed_then is not False]
        if not then:
            return None
        best, taken = max(then, key=lambda pair: pair[0].score)
        return "; ".join(part for part in (taken, told(best)) if part)

    def _candidates(self, name: str, party: Party) -> tuple[Candidate, ...]:
        """Who on a list a party may be, on whatever day."""
        if name not in self._services:
            return self._match(name, party)
        party = replace(party, name=bare(party.name))
        if (name, party) not in self._answers:
            self._open[name, party] = None
        return self._answers.get((name, party), ())

    def open(self) -> bool:
        """Whether look-ups left something open that only a service can tell."""
        return bool(self._open)

    def ask(self) -> Mapping[str, str]:
        """Ask the services what look-ups left open; those that give no answer, each with the reason."""
        failed: dict[str, str] = {}
        for name, service in self._services.items():
            wanted = [party for of, party in self._open if of == name]
            try:
                answers = ask_yente(service, wanted) if wanted else []
            except UnreadableSource as error:
                failed[name] = str(error)
                continue
            self._answers.update(((name, party), found) for party, found in zip(wanted, answers, strict=True))
        self._open.clear()
        return failed


def parties(actor: Actor) -> tuple[tuple[Party, str], ...]:
    """Who is looked for where reports name a party: it under its own name, and whom the tables take it for.

    Args:
        actor: the party.

    Returns:
        Each with the words that tell why it is that one, "" for its own name; nobody where the party is a State as a whole.
    """
    known = actor.identity
    if known is None and country(actor.name):
        return ()
    ref = known.wikidata if known else None
    own = Party(clip(plain(actor.name), LONGEST_NAME), actor.code, ref)
    if known is None or known.name.casefold() == own.name.casefold():
        return ((own, ""),)
    whom = Party(clip(plain(known.name), LONGEST_NAME), actor.code, ref)
    return (own, ""), (whom, f"the tables take “{own.name}” for {whom.name} ({known.because})")


def on_day(candidate: Candidate, party: Party, day: str | None) -> Candidate:
    """A candidate as it is on a day: whether it was listed then, and what is missing to be sure.

    Args:
        candidate: as it is on whatever day.
        party: who was looked for, on whatever day.
        day: ISO 8601; None or `NEVER` if it is not known.
    """
    dated = replace(party, day=None if day == NEVER else day)
    listed, snapshot = candidate.listed, candidate.snapshot
    undated = missing(replace(party, day=None), listed, snapshot)
    more = candidate.missing[: len(candidate.missing) - len(undated)]  # what an identifier leaves open
    return replace(
        candidate,
        missing=(*more, *missing(dated, listed, snapshot)),
        listed_then=listed_then(dated, listed, snapshot),
    )


def told(candidate: Candidate) -> str:
    """A candidate in words: who it is, how like, of which day the list is, and what is missing to be sure."""
    listed = candidate.listed
    number = ", ".join(filter(None, (listed.id, listed.reference)))
    since = f"listed on {listed.listed_on}" if listed.listed_on else "no day of listing is told"
    of = f"as of {candidate.snapshot}" if candidate.snapshot else "of an unknown day"
    parts = (
        f"“{listed.name}” ({number}), score {candidate.score:g} of 100",
        candidate.because,
        f"{since}; the list is a snapshot {of}",
        f"to be sure there lacks {'; '.join(candidate.missing)}",
    )
    return "; ".join(parts)
