"""A supporter at her phone: she opens a page and presses what it shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from beside.program.models import Member
from beside.referrals.models import Referral
from beside.rules.stages import Stage
from tests.cast import Cast
from tests.referrals.making import at_stage

_TOKEN = re.compile(r'name="once" value="([^"]+)"')


@dataclass
class Phone:
    """Somebody signed in, one page after another."""

    client: Client

    def open(self, address: str) -> str:
        """The page, which must be there."""
        response = self.client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return response.content.decode()

    def press(self, address: str, *, at: str = "", **pressed: str) -> HttpResponse:
        """Send one of the page's forms; `at` is the form's address if it is another one."""
        token = _TOKEN.search(self.open(address))
        assert token, f"{address} has no form"
        return self.client.post(at or address, {"once": token[1], **pressed})  # type: ignore[return-value]


def phone_of(member: Member) -> Phone:
    client = Client()
    client.force_login(member)
    return Phone(client)


def now_at(cast: Cast, stage: Stage) -> Referral:
    """A referral at this stage since just now, Sue's where it is anybody's."""
    return at_stage(cast, stage, timezone.now())


def page_of(handle: UUID) -> str:
    return f"/outreach/{handle}/"
