"""E-mail: letters composed in their reader's language, carried into a folder, to a mail server or by SendGrid.

Which of the three is decided by the scheme of one URL; the message is the same.
"""

from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from notifier.clock import Clock, system
from notifier.errors import SettingsError
from notifier.transports.base import Transport
from notifier.transports.email.file import FileMail
from notifier.transports.email.message import letterhead
from notifier.transports.email.sendgrid import PUBLIC_HOST, SendGridMail
from notifier.transports.email.smtp import Server, SmtpMail


def from_url(
    url: str, *, sender: str, base_url: str, sendgrid_key: str | None = None, now: Clock = system
) -> Transport:
    """The transport that `url` asks for: file:DIR, smtp://, smtps://, sendgrid:// or sendgrid+http://HOST:PORT.

    `sender` is written as `Name <name@example.org>`; links start with `base_url`; `now` dates the messages.
    Raises SettingsError for what cannot be.
    """
    head = letterhead(sender, base_url, now)
    match urlsplit(url):
        case SplitResult(scheme="file") as parts if folder := unquote(parts.netloc + parts.path):
            return FileMail(Path(folder), head)
        case SplitResult(scheme="smtp" | "smtps") as parts if parts.hostname:
            return SmtpMail(_server(parts), head)
        case SplitResult(scheme="sendgrid") if sendgrid_key:
            return SendGridMail(sendgrid_key, head)
        case SplitResult(scheme="sendgrid"):
            raise SettingsError(["SENDGRID_API_KEY: missing, but NOTIFIER_EMAIL_URL is sendgrid:// (set the key)"])
        case SplitResult(scheme="sendgrid+http") as parts if parts.hostname:
            # Another host may need no key, but the client takes an empty one for "look into the environment".
            return SendGridMail(sendgrid_key or "none", head, host=url.removeprefix("sendgrid+").rstrip("/"))
    raise SettingsError(
        ["NOTIFIER_EMAIL_URL: not understood (write file:DIR, smtp://HOST:PORT, smtps://HOST:PORT or sendgrid://)"]
    )


def _server(parts: SplitResult) -> Server:
    encrypted = parts.scheme == "smtps"
    user = unquote(parts.username) if parts.username else None
    try:
        port = parts.port
    except ValueError:
        raise SettingsError(["NOTIFIER_EMAIL_URL: its port is not a number (write smtp://HOST:587)"]) from None
    # The port for encrypted mail, for handing mail in with a log-in, and for mail between servers.
    usual = 465 if encrypted else 587 if user else 25
    password = unquote(parts.password) if parts.password else None
    return Server(parts.hostname or "", port or usual, encrypted, user, password)


__all__ = ["PUBLIC_HOST", "from_url"]
