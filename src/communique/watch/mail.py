"""Alerts by e-mail."""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from communique.export.escape import clip, plain
from communique.watch.channels import Email
from communique.watch.notice import Message
from communique.watch.outbox import Outcome

PORTS = {"starttls": 587, "tls": 465, "none": 25}


def letter(sent: Message, channel: Email, now: datetime) -> EmailMessage:
    """A message as an e-mail. What is told of one alert makes one thread, and what is sent twice has one identifier.

    Args:
        sent: what is sent.
        channel: from whom and to whom.
        now: the time, with its zone.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = channel.sender
    mail["To"] = ", ".join(channel.to)
    mail["Subject"] = plain(sent.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = _identifier(sent.id, channel)
    mail["Auto-Submitted"] = "auto-generated"
    if len(sent.notices) == 1 and sent.notices[0].change > 1:
        first = _identifier(f"{sent.notices[0].alert}.1", channel)
        mail["In-Reply-To"] = first
        mail["References"] = first
    mail.set_content(sent.text)
    return mail


def send_mail(sent: Message, channel: Email, now: datetime, password: str | None) -> Outcome:
    """Send a message.

    Args:
        sent: what is sent.
        channel: server, account, from whom and to whom.
        now: the time, with its zone.
        password: the password of the account, or None.
    """
    try:
        refused = _send(letter(sent, channel, now), channel, password)
    except smtplib.SMTPRecipientsRefused as error:
        for_good = all(code >= 500 for code, _ in error.recipients.values())
        return Outcome("refused" if for_good else "later", _told(error.recipients))
    except smtplib.SMTPResponseException as error:
        said = f"the server answers {error.smtp_code} {_said(error.smtp_error)}"
        if error.smtp_code < 500:
            return Outcome("later", said)
        return Outcome("refused" if isinstance(error, smtplib.SMTPDataError) else "broken", said)
    except smtplib.SMTPNotSupportedError as error:
        return Outcome("broken", _said(str(error)))
    except ssl.SSLCertVerificationError as error:
        return Outcome("broken", f"the certificate of the server is not valid: {_said(error.verify_message)}")
    except TimeoutError:
        return Outcome("later", f"no answer within {channel.seconds} seconds")
    except (smtplib.SMTPException, OSError) as error:
        return Outcome("later", f"cannot be reached: {_said(str(error))}")
    return Outcome("delivered", f"taken, but {_told(refused)}" if refused else "taken by the server")


def _send(mail: EmailMessage, channel: Email, password: str | None) -> dict[str, tuple[int, bytes]]:
    """Send a mail; the recipients that were refused while others were not."""
    port = channel.port or PORTS[channel.security]
    # named after its own domain, since asking for the name of this machine may take long
    own = channel.sender.partition("@")[2]
    context = ssl.create_default_context()
    server: smtplib.SMTP = (
        smtplib.SMTP_SSL(channel.host, port, own, timeout=channel.seconds, context=context)
        if channel.security == "tls"
        else smtplib.SMTP(channel.host, port, own, timeout=channel.seconds)
    )
    with server:
        if channel.security == "starttls":
            server.starttls(context=context)
        if channel.user and password is not None:
            server.login(channel.user, password)
        return server.send_message(mail, channel.sender, channel.to)


def _identifier(name: str, channel: Email) -> str:
    """A Message-ID that stays the same."""
    return f"<{re.sub('[^A-Za-z0-9.-]', '-', name)[:200]}.{channel.name}@{channel.sender.partition('@')[2]}>"


def _told(refused: dict[str, tuple[int, bytes]]) -> str:
    """Who was refused, and why."""
    return "; ".join(f"{to} was refused: {code} {_said(why)}" for to, (code, why) in sorted(refused.items()))


def _said(said: bytes | str) -> str:
    """What a server says, harmless."""
    return clip(plain(said.decode("utf-8", "replace") if isinstance(said, bytes) else said), 200)
