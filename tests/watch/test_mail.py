"""Alerts by e-mail, to a small server that refuses whom it is told to."""

from __future__ import annotations

import socketserver
import threading
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from sending import NASTY, NOW, Outbox, notice


class Mailbox(socketserver.ThreadingTCPServer):
    """A small mail server: takes what it is sent, refuses whom it is told to."""

    daemon_threads = True

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.letters: list[bytes] = []
        self.recipients: list[str] = []
        super().__init__(("127.0.0.1", 0), _Session)


class _Session(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.say("220 made up")
        while line := self.rfile.readline().decode().strip():
            verb = line.partition(" ")[0].upper()
            answer = next((a for start, a in self.server.answers.items() if line.upper().startswith(start)), "250 ok")
            if verb == "DATA" and answer.startswith("250"):
                self.say("354 go on")
                letter = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    letter += part
                self.server.letters.append(letter)
            if verb == "RCPT" and answer.startswith("250"):
                self.server.recipients.append(line)
            self.say("221 bye" if verb == "QUIT" else answer)
            if verb == "QUIT":
                return

    def say(self, told: str) -> None:
        self.wfile.write(f"{told}\r\n".encode())


@pytest.fixture
def mailbox():
    opened: list[Mailbox] = []

    def started(**answers: str) -> Mailbox:
        server = Mailbox({k.replace("_", " "): v for k, v in answers.items()})
        threading.Thread(target=server.serve_forever, daemon=True).start()
        opened.append(server)
        return server

    yield started
    for server in opened:
        server.shutdown()
        server.server_close()


def mail(server: Mailbox, more: str = "security: none") -> str:
    return f"name: mail, kind: email, host: 127.0.0.1, port: {server.server_address[1]}, from: watch@desk.example, to: [a@desk.example, b@desk.example], seconds: 3, {more}"


def test_a_letter_is_plain_and_nothing_gets_into_its_headers(mailbox, channels):
    server = mailbox()
    box = Outbox(channels(mail(server)))
    box.put(notice("a-1", headline=NASTY, quotation="Ö ore"), notice("a-2", change=2))
    assert [d.state for d in box.send()] == ["delivered", "delivered"]
    first, second = (message_from_bytes(letter, policy=policy.default) for letter in server.letters)
    assert first["subject"].startswith("[T2] A Bcc: all@example.org")
    assert first["bcc"] is None
    assert (first["from"], first["to"]) == ("watch@desk.example", "a@desk.example, b@desk.example")
    assert first.get_content_type() == "text/plain"
    assert "Ö ore" in first.get_content()
    assert len(server.recipients) == 4
    assert second["in-reply-to"] == second["references"] != second["message-id"]
    assert datetime.strptime(first["date"], "%a, %d %b %Y %H:%M:%S %z") == NOW


def test_a_letter_that_is_sent_twice_has_one_identifier(mailbox, channels):
    server = mailbox()
    for _ in range(2):
        box = Outbox(channels(mail(server)))
        box.put(notice())
        box.send()
    one, two = (message_from_bytes(letter, policy=policy.default)["message-id"] for letter in server.letters)
    assert one == two


@pytest.mark.parametrize(
    ("answers", "state", "wait", "said"),
    [
        ({"RCPT_TO:<B": "550 unknown"}, "delivered", None, "b@desk.example was refused: 550 unknown"),
        ({"RCPT": "450 try later"}, "pending", timedelta(minutes=1), "450"),
        ({"RCPT": "550 unknown"}, "pending", timedelta(hours=1), "550"),
        ({"DATA": "554 no thanks"}, "pending", timedelta(hours=1), "554"),
        ({"MAIL": "451 busy"}, "pending", timedelta(minutes=1), "451"),
        ({"MAIL": "553 \x1b[2Jnot you"}, "pending", timedelta(hours=1), "553"),
    ],
)
def test_a_server_that_refuses_is_told_in_words(mailbox, channels, answers, state, wait, said):
    server = mailbox(**answers)
    box = Outbox(channels(mail(server)))
    box.put(notice())
    (delivery,) = box.send()
    assert delivery.state == state
    assert said in delivery.because
    assert "\x1b" not in delivery.because
    assert wait is None or datetime.fromisoformat(delivery.next_try) == NOW + wait


def test_a_password_is_never_sent_in_the_open(mailbox, channels):
    server = mailbox()
    box = Outbox(channels(mail(server, "user: desk, password_from: PASSWORD")), {"PASSWORD": "hush"})
    box.put(notice())
    (delivery,) = box.send()
    assert delivery.state == "pending"
    assert "STARTTLS" in delivery.because
    assert server.letters == []
