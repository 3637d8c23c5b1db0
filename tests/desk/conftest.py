"""The desk as its coordinator meets it: pages, forms, and a clock that stands still."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from beside.program.models import Member
from tests.cast import Cast
from tests.desk.pages import AsMember, Desk
from tests.desk.pages import Clock as Clock


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is the cast's Tuesday, nine in the morning."""
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.at)
    return clock


@pytest.fixture
def as_member(cast: Cast) -> AsMember:
    """A browser in which this member is signed in."""

    def sign_in(member: Member) -> Desk:
        client = Client()
        client.force_login(member)
        return Desk(client)

    return sign_in


@pytest.fixture
def cora(cast: Cast, as_member: AsMember) -> Desk:
    """Cora at the desk."""
    return as_member(cast.cora)


@pytest.fixture
def dan(cast: Cast, as_member: AsMember) -> Desk:
    """Dan at the desk."""
    return as_member(cast.dan)
