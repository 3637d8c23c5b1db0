"""Where the database and the mail server are, and with which secret they let us in.

Nothing here touches Django: a refusal is one clear sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from beside.refused import Refused


def database(url: str, password: str = "") -> dict[str, Any]:
    """Django's description of a database address.

    SQLite: immediate transactions, because a verb that reads and then writes must not lose its
    lock in between; synchronous=FULL, because what was acknowledged must survive a power cut;
    secure_delete, because a deleted row should not wait in a free page; a busy timeout, because
    two people acting at once is normal.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; "
                    "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": _one_password(parts, password, "BESIDE_DATABASE_PASSWORD_FILE"),
            "HOST": query.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or query.pop("port", "")),
            # Values travel beside the statement, so that a log of statements holds no value.
            "OPTIONS": {"server_side_binding": True, **query},
        }
    raise Refused("DATABASE_URL must begin with sqlite:// or postgresql://.")


@dataclass(frozen=True)
class MailServer:
    """How notices leave the machine: with TLS from the first byte, after a word, or without."""

    host: str
    port: int
    tls: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_in_the_clear(self) -> bool:
        """Whoever is on the way between here and there can read what is sent."""
        return not self.tls and not is_here(self.host)


_PORTS = {"": 25, "starttls": 587, "tls": 465}
_MAIL = "BESIDE_EMAIL_URL must look like smtp://host:port, or smtps://user@host:port."


def mail_server(url: str, password: str = "") -> MailServer:
    """`smtp://user@host:port` or `smtps://...`; `?tls=starttls` or `?tls=none` say it plainly.

    With a user TLS is the rule: a password in the clear is nobody's secret.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Refused(_MAIL) from None
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path not in ("", "/"):
        raise Refused(_MAIL)
    user = unquote(parts.username or "")
    tls = _tls(parts, user)
    secret = _one_password(parts, password, "BESIDE_EMAIL_PASSWORD_FILE")
    server = MailServer(host, port or _PORTS[tls], tls, user, secret)
    _refuse_half(server)
    return server


def _tls(parts: SplitResult, user: str) -> str:
    query = parse_qs(parts.query, keep_blank_values=True)
    said = query.pop("tls", ["tls" if parts.scheme == "smtps" else ""])[-1]
    if query or said not in ("", "none", "starttls", "tls"):
        raise Refused("BESIDE_EMAIL_URL may end in ?tls=starttls, ?tls=tls or ?tls=none.")
    if said:
        return "" if said == "none" else said
    return "starttls" if user and not is_here(parts.hostname or "") else ""


def _refuse_half(server: MailServer) -> None:
    if bool(server.user) != bool(server.password):
        raise Refused(
            "The mail server has a user without a password, or a password without a user: put the "
            "user into BESIDE_EMAIL_URL and the password into BESIDE_EMAIL_PASSWORD_FILE."
        )
    if server.password and server.is_in_the_clear:
        raise Refused(
            "BESIDE_EMAIL_URL would send the password in the clear: write smtps://, or leave out "
            "?tls=none."
        )


def _one_password(parts: SplitResult, from_file: str, name: str) -> str:
    said = unquote(parts.password or "")
    if said and from_file:
        raise Refused(f"There are two passwords: one in the address and one in {name}. Keep one.")
    return said or from_file


def is_here(host: str) -> bool:
    """This very machine: nobody is on the way."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
