"""A matching service of the user (yente, the service of OpenSanctions) asked over HTTP: the same candidates as of a list in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, Field, ValidationError

from communique.documents.web import Limits, status_in_words
from communique.errors import NotNow, UnreadableSource
from communique.export.countries import alpha2
from communique.export.escape import clip, plain
from communique.watch.candidate import Candidate, Party, listed_then, missing
from communique.watch.lists import listed_of
from communique.watch.matching_names import HIGHEST, LEAST
from communique.watch.posting import post
from communique.watch.spelled import bare, untitled

MOST_ASKED = 50
"""Names in one request; yente takes 100 as it comes."""

MOST_BYTES = 20_000_000
"""Largest answer; fifty names with five nested entities each come to some 2 MB."""

SECONDS = 20.0

_SCHEMAS = {"person": "Person", "body": "Organization", None: "LegalEntity"}


@dataclass(frozen=True, slots=True)
class Service:
    """A service that is asked.

    Attributes:
        url: its address, `https://host` or with a path before `/match`.
        dataset: the collection that is asked.
        key: the key of the service, if it wants one; sent as `Authorization: ApiKey …`.
        seconds: longest time for one request.
        allow_private: whether it may be on this machine or in a private network, as a service of one's own mostly is.
    """

    url: str
    dataset: str = "sanctions"
    key: str | None = None
    seconds: float = SECONDS
    allow_private: bool = False


class _Result(BaseModel):
    """One entity that the service finds."""

    id: str
    schema_: str = Field(alias="schema")
    properties: dict[str, list[Any]]
    datasets: list[str] = []
    referents: list[str] = []
    last_seen: str | None = None
    score: float = Field(ge=0, le=1)
    features: dict[str, float] = {}
    target: bool | None = None


class _Found(BaseModel):
    """What it finds for one question."""

    results: list[_Result] = []


class _Response(BaseModel):
    """What it answers."""

    responses: dict[str, _Found]


def ask_yente(service: Service, parties: Sequence[Party]) -> list[tuple[Candidate, ...]]:
    """Who the service finds for parties.

    Args:
        service: the service.
        parties: who is looked for. A name of one word is not asked for: alone it says nothing.

    Returns:
        For each party its candidates of at least `LEAST`, the likest first.

    Raises:
        RefusedAddress: the service is on this machine or in a private network, and that is not allowed.
        NotNow: it gives no answer, or asks to wait.
        UnreadableSource: its answer is none that a yente gives.
    """
    found: list[tuple[Candidate, ...]] = [()] * len(parties)
    asked = [n for n, party in enumerate(parties) if len(untitled(party.name)) > 1]
    for start in range(0, len(asked), MOST_ASKED):
        numbers = asked[start : start + MOST_ASKED]
        response = _ask(service, {str(n): _query(parties[n]) for n in numbers})
        for n in numbers:
            results = response.responses.get(str(n), _Found()).results
            candidates = sorted(_candidates(service, parties[n], results), key=lambda c: (-c.score, c.listed.id))
            found[n] = tuple(candidates)
    return found


def _query(party: Party) -> dict[str, Any]:
    """A party as the service is asked for it: under its name alone, since what reports put before it is on no list."""
    properties = {"name": [bare(party.name)[:500]]}
    if party.country:
        properties["country"] = [(alpha2(party.country) or "").casefold()]
    if party.ref and party.ref.startswith("Q"):
        properties["wikidataId"] = [party.ref]
    return {"schema": _SCHEMAS.get(party.kind, "LegalEntity"), "properties": properties}


def _ask(service: Service, queries: dict[str, Any]) -> _Response:
    """One request."""
    url = f"{service.url.rstrip('/')}/match/{quote(service.dataset, safe='')}"
    limits = Limits(most_bytes=MOST_BYTES, seconds=service.seconds, allow_private=service.allow_private)
    headers = {"accept": "application/json", **({"authorization": f"ApiKey {service.key}"} if service.key else {})}
    answer = post(url, json.dumps({"queries": queries}).encode(), "application/json", limits, headers=headers)
    if answer.status == 429 or answer.status >= 500:
        raise NotNow(url, status_in_words(answer.status))
    if answer.status != 200:
        raise UnreadableSource(
            url, f"{status_in_words(answer.status)}; is it the address of a yente, with this dataset?"
        )
    try:
        return _Response.model_validate_json(answer.content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadableSource(
            url, f"does not answer as a yente does: {where or 'the answer'}: {first['msg']}"
        ) from None


def _candidates(service: Service, party: Party, results: list[_Result]) -> Iterator[Candidate]:
    """Those of the results that are listed and like enough."""
    for result in results:
        listed = listed_of(result.model_dump(by_alias=True), service.dataset)
        score = round(min(result.score * 100, HIGHEST), 1)
        if listed is None or score < LEAST or result.target is False:
            continue
        snapshot = (result.last_seen or "")[:10] or None
        told = sorted((f for f in result.features.items() if f[1]), key=lambda f: (-f[1], f[0]))[:5]
        why = ", ".join(f"{clip(plain(name), 60)} {value:.2f}" for name, value in told)
        yield Candidate(
            listed,
            score,
            listed.name,
            f"the service gives {result.score:.2f} of 1{f' ({why})' if why else ''}; a name alone counts for {HIGHEST:.0f} at most",
            missing(party, listed, snapshot),
            listed_then(party, listed, snapshot),
            snapshot,
        )
