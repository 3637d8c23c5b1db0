"""Where database and mail server are: what the addresses may say, and mail that is truly sealed."""

from __future__ import annotations

import gc
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from django.core.mail import EmailMessage, get_connection

from beside.refused import Refused
from beside.services import MailServer, database, mail_server
from tests.vault.test_tls import Authority, free_port

# smtplib drops its socket unclosed when a server is refused.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
FAR = "mail.example.edu"


@pytest.mark.parametrize(
    ("url", "password", "server"),
    [
        (f"smtp://{FAR}", "", MailServer(FAR, 25)),
        (f"smtp://{FAR}:2525", "", MailServer(FAR, 2525)),
        (f"smtp://{FAR}?tls=starttls", "", MailServer(FAR, 587, "starttls")),
        (f"smtps://{FAR}", "", MailServer(FAR, 465, "tls")),
        (f"smtps://a%40b@{FAR}", "sesame", MailServer(FAR, 465, "tls", "a@b", "sesame")),
        (f"smtp://ann@{FAR}", "sesame", MailServer(FAR, 587, "starttls", "ann", "sesame")),
        (f"smtp://ann:s%3Ax@{FAR}:25", "", MailServer(FAR, 25, "starttls", "ann", "s:x")),
        ("smtp://ann@localhost", "sesame", MailServer("localhost", 25, "", "ann", "sesame")),
    ],
)
def test_what_an_address_of_a_mail_server_says(url: str, password: str, server: MailServer) -> None:
    assert mail_server(url, password) == server


@pytest.mark.parametrize(
    ("url", "password", "words"),
    [
        ("imap://mail.example.edu", "", "must look like"),
        ("smtp://", "", "must look like"),
        ("smtp://mail.example.edu:mail", "", "must look like"),
        ("smtp://mail.example.edu/inbox", "", "must look like"),
        ("smtp://mail.example.edu?tls=perhaps", "", "may end in"),
        ("smtp://mail.example.edu?verify=no", "", "may end in"),
        ("smtp://ann@mail.example.edu", "", "user without a password"),
        ("smtp://mail.example.edu", "sesame", "password without a user"),
        ("smtp://ann:sesame@mail.example.edu?tls=none", "", "in the clear"),
        ("smtps://ann:sesame@mail.example.edu", "another", "two passwords"),
    ],
)
def test_an_address_that_is_unsafe_or_half_is_refused(url: str, password: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        mail_server(url, password)
    assert "sesame" not in str(refused.value)


def test_a_password_is_never_printed() -> None:
    assert "sesame" not in repr(mail_server(f"smtps://ann@{FAR}", "sesame"))


def test_the_databases_password_comes_from_its_file_or_its_address_and_not_from_both() -> None:
    assert database("postgresql://beside@db/beside", "sesame")["PASSWORD"] == "sesame"
    assert database("postgresql://beside:s%40x@db/beside")["PASSWORD"] == "s@x"
    with pytest.raises(Refused, match="two passwords"):
        database("postgresql://beside:one@db/beside", "two")


# ---- a real mail server, with TLS and a password ----


class Postbox:
    """Takes mails, and remembers whether they came sealed and from whom."""

    def __init__(self) -> None:
        self.mails: list[tuple[bool, object]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(
            (bool(session.ssl or server.transport.get_extra_info("ssl_object")), session.auth_data)
        )
        return "250 OK"


def lets_in(_server: Any, _session: Any, _envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = (data.login, data.password) == (b"ann", b"sesame")
    return AuthResult(success=good, auth_data=data.login if good else None)


@contextmanager
def post_office(folder: Path, *, is_smtps: bool) -> Iterator[tuple[Postbox, int]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    postbox = Postbox()
    sealed = {"ssl_context": context} if is_smtps else {"tls_context": context}
    controller = Controller(
        postbox,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=lets_in,
        auth_required=not is_smtps,  # it warns of smtps, which it does not see from inside
        auth_require_tls=not is_smtps,
        require_starttls=not is_smtps,
        **sealed,
    )
    with running(controller):
        yield postbox, controller.port


@contextmanager
def running(controller: Controller) -> Iterator[None]:
    controller.start()
    try:
        yield
    finally:
        controller.stop()
        gc.collect()  # what smtplib has left open goes here, and not in somebody else's test


def send(server: MailServer) -> None:
    """As `settings` hands it to Django."""
    connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.tls == "starttls",
        use_ssl=server.tls == "tls",
        timeout=10,
    )
    EmailMessage("News", "There is news.", to=["sam@example.edu"], connection=connection).send()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return Authority().folder(tmp_path / "mail")


@pytest.mark.parametrize(("way", "tls"), [("smtps", "tls"), ("smtp", "starttls")])
def test_a_notice_goes_out_sealed_and_with_the_password(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, way: str, tls: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "ca.pem"))
    with post_office(certificate, is_smtps=tls == "tls") as (postbox, port):
        send(mail_server(f"{way}://ann@127.0.0.1:{port}?tls={tls}", "sesame"))
    assert postbox.mails == [(True, b"ann")]


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_mail_server_whose_certificate_nobody_vouches_for_gets_nothing(
    certificate: Path, tls: str
) -> None:
    with (
        post_office(certificate, is_smtps=tls == "tls") as (postbox, port),
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        send(mail_server(f"smtp://ann@127.0.0.1:{port}?tls={tls}", "sesame"))
    assert postbox.mails == []


def test_a_mail_server_that_offers_no_seal_gets_no_password() -> None:
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port())
    server = mail_server(f"smtp://ann@127.0.0.1:{controller.port}?tls=starttls", "sesame")
    with running(controller), pytest.raises(OSError, match="STARTTLS"):
        send(server)
    assert postbox.mails == []
