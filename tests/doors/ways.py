"""By the house's sign-on and back, without a browser: each step as its own call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.http import HttpResponse

from beside.doors.models import SignedIn
from beside.program.models import Member
from tests.doors.conftest import Browser
from tests.doors.providers.hill import Hill
from tests.doors.providers.river import River

TROUBLE = "did not let you through"
NO_MEMBER = "not a member here"


@dataclass(frozen=True)
class ByHill:
    hill: Hill
    out = "/sign-in/house/hill/"

    def come_back(self, browser: Browser, asked: str, who: str) -> HttpResponse:
        return open_back(browser, self.hill.answer(asked, who))


@dataclass(frozen=True)
class ByRiver:
    river: River
    out = "/sign-in/saml/river/"

    def come_back(self, browser: Browser, asked: str, who: str) -> HttpResponse:
        return hand_in(browser, self.river.answer(asked, who))


def go(browser: Browser, out: str) -> str:
    """Where the button leads."""
    answer = browser.client.get(out)
    assert answer.status_code == 302, answer.content
    return str(answer.headers["Location"])


def open_back(browser: Browser, back: str) -> Any:
    parts = urlsplit(back)
    return browser.client.get(f"{parts.path}?{parts.query}")


def hand_in(browser: Browser, signed: str, **more: Any) -> Any:
    """What the page of the sign-on makes a browser send, and where that leads."""
    answer = browser.client.post("/sign-in/saml/river/acs/", {"SAMLResponse": signed, **more})
    if answer.status_code == 302:
        assert answer.headers["Location"] == "/sign-in/saml/river/back/"
        answer = browser.client.get(answer.headers["Location"])
    return answer


def rows() -> dict[str, int]:
    """What the library could keep of somebody."""
    return {
        "accounts": SocialAccount.objects.count(),
        "tokens": SocialToken.objects.count(),
        "addresses": EmailAddress.objects.count(),
    }


def assert_nobody_came(browser: Browser, answer: Any, words: str, members: int) -> None:
    """A calm page, nobody is in, and no row was made."""
    assert answer.status_code in (403, 502), (answer.status_code, answer.headers)
    assert words in answer.content.decode()
    assert not browser.is_in
    assert not SignedIn.objects.filter(member__isnull=False).exists()
    assert Member.objects.count() == members
    assert set(rows().values()) == {0}
