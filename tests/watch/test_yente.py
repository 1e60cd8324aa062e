"""A matching service, asked over HTTP; all people are invented."""

from __future__ import annotations

import json

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from communique.errors import NotNow, RefusedAddress, UnreadableSource
from communique.watch.candidate import Candidate, Party
from communique.watch.matching_names import HIGHEST
from communique.watch.yente import Service, ask_yente


def entity(id_: str, schema: str = "Person", **properties: object) -> dict[str, object]:
    listed = {k: v if isinstance(v, list) else [v] for k, v in properties.items()}
    return {
        "id": id_,
        "schema": schema,
        "properties": listed,
        "datasets": ["made_up"],
        "last_seen": "2024-02-03T04:05:06",
    }


def service(httpserver: HTTPServer, **more) -> Service:
    return Service(httpserver.url_for("/api"), "made_up", allow_private=True, seconds=3, **more)


def test_a_service_gives_candidates_as_a_list_does(httpserver: HTTPServer):
    asked: list[dict] = []

    def answer(request: Request) -> Response:
        asked.append(json.loads(request.data))
        assert request.headers["authorization"] == "ApiKey abc"
        sure = {
            **entity("Q-1", name="Miro Tasek", country="kp", birthDate="1970"),
            "score": 1.0,
            "features": {"name_match": 1.0},
        }
        unlike = {**entity("Q-2", name="Mira Tosak"), "score": 0.4}
        other = {**entity("Q-3", "Address", full="x"), "score": 0.9}
        found = {q: {"status": 200, "results": [unlike, sure, other]} for q in asked[-1]["queries"]}
        return Response(json.dumps({"responses": found, "limit": 5}), content_type="application/json")

    httpserver.expect_request("/api/match/made_up", method="POST").respond_with_handler(answer)
    alone, full = ask_yente(
        service(httpserver, key="abc"), [Party("Tasek"), Party("Miro Tasek", "PRK GOV", day="2025-01-01")]
    )
    assert alone == ()
    (candidate,) = full
    assert isinstance(candidate, Candidate)
    assert (candidate.listed.id, candidate.score, candidate.snapshot) == ("Q-1", HIGHEST, "2024-02-03")
    assert "name_match 1.00" in candidate.because
    assert "a name alone confirms nobody" in candidate.missing[-1]
    assert asked == [
        {"queries": {"1": {"schema": "LegalEntity", "properties": {"name": ["Miro Tasek"], "country": ["kp"]}}}}
    ]


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (Response("later", status=503), NotNow, "503"),
        (Response("later", status=429), NotNow, "429"),
        (Response("no", status=404), UnreadableSource, "404.*is it the address of a yente"),
        (Response(status=307, headers={"location": "http://127.0.0.1:1/"}), UnreadableSource, "307"),
        (Response("<html>"), UnreadableSource, "does not answer as a yente does"),
        (
            Response('{"responses": {"0": {"results": [{"id": 1}]}}}'),
            UnreadableSource,
            "does not answer as a yente does",
        ),
    ],
)
def test_a_service_that_fails_is_told_in_words(httpserver: HTTPServer, answer, error, said):
    httpserver.expect_request("/api/match/made_up").respond_with_response(answer)
    with pytest.raises(error, match=said):
        ask_yente(service(httpserver), [Party("Miro Tasek")])


def test_a_service_nearby_must_be_allowed(httpserver: HTTPServer):
    with pytest.raises(RefusedAddress):
        ask_yente(Service(httpserver.url_for("/api")), [Party("Miro Tasek")])
    assert httpserver.log == []
