"""Members at the door, each with a browser of their own."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from beside.doors import house, mailing
from beside.doors.logs import NoContent
from beside.program.models import Member
from tests.doors.providers import hill as at_hill
from tests.doors.providers import river as at_river
from tests.doors.providers.hill import Hill
from tests.doors.providers.river import River

HERE = {"Sec-Fetch-Site": "same-origin"}
PAGE = "/your-keys/"


@pytest.fixture(autouse=True)
def at_the_door(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Mail is there when the answer is, what follows a commit too; nothing was tried before."""
    monkeypatch.setattr(transaction, "on_commit", lambda then, **_more: then())
    monkeypatch.setattr(
        mailing, "send_soon", lambda message, really=True: message.send() if really else None
    )
    cache.clear()


def code_sent_to(email: str) -> str:
    """The code in the last mail to this address."""
    found = [one for one in mail.outbox if one.to == [email]]
    assert found, f"nothing was sent to {email}"
    return re.search(r"[A-Z0-9]{3,}-?[A-Z0-9]{3,}", str(found[-1].body))[0]  # type: ignore[index]


@dataclass
class Browser:
    """Somebody's browser at the door."""

    client: Client = field(default_factory=lambda: Client(HTTP_HOST="testserver"))

    def ask_for_code(self, email: str, **headers: str):  # type: ignore[no-untyped-def]
        return self.client.post("/sign-in/", {"email": email}, headers=headers or HERE)

    def type_code(self, code: str):  # type: ignore[no-untyped-def]
        return self.client.post("/sign-in/code/", {"code": code})

    def come_in(self, member: Member):  # type: ignore[no-untyped-def]
        """By e-mail and code, as far as that leads."""
        self.ask_for_code(member.email)
        return self.type_code(code_sent_to(member.email))

    @property
    def is_in(self) -> bool:
        return "_auth_user_id" in self.client.session

    def make_app(self) -> str:
        """An authenticator app for whoever is signed in; its secret."""
        page = self.client.get("/your-keys/app/")
        secret = page.context["form"].secret
        answer = self.client.post("/your-keys/app/", {"code": shown_by(secret)})
        assert answer.status_code == 302, answer.content
        return str(secret)


def shown_by(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


# ---- the house's own sign-on: two real ones (tests/doors/providers/) ----


@pytest.fixture(scope="session")
def hill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hill]:
    """Hill University's, by OpenID Connect; one for all tests of this process."""
    found = at_hill.begin(tmp_path_factory.mktemp("hill"))
    yield found
    found.program.stop()


@pytest.fixture(scope="session")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[River]:
    """River Hospital's, by SAML."""
    found = at_river.begin(tmp_path_factory.mktemp("river"))
    yield found
    found.program.stop()


@pytest.fixture
def known(hill: Hill, river: River, tmp_path: Path, settings: Settings) -> Path:
    """Both are described in our `sign-on.toml`."""
    return describe(tmp_path, settings, hill.described + river.described)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the installation's own log says, after everything that keeps content out of it."""
    said = io.StringIO()
    for one in logging.getLogger().handlers:
        if any(isinstance(kept, NoContent) for kept in one.filters):
            monkeypatch.setattr(one, "stream", said)
            return said
    raise AssertionError("the log has no filter")


def describe(folder: Path, settings: Settings, said: str) -> Path:
    path = folder / "sign-on.toml"
    path.write_text(said)
    path.chmod(0o600)
    settings.SOCIALACCOUNT_PROVIDERS = house.read(path)
    return path
