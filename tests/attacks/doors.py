"""Coming in by the real pages, as a browser without scripts would: nothing of it may stay."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from beside.events.models import Event
from beside.program.models import Member
from beside.vault import actions as vault
from tests import signing
from tests.attacks.canaries import Canary
from tests.events.paging import press
from tests.referrals.visitor import Visitor, code_on

CODE = re.compile(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}")


def ask(one: Canary) -> str:
    """For oneself, by way of the second step; then the code page once, rightly and wrongly."""
    visitor = Visitor()
    typed = {"name": one.name, "contact": one.email}
    visitor.send("/for-me/", go="more", **typed)
    code = code_on(visitor.send("/for-me/", go="send", when="evening", **typed))
    visitor.post("/my-code/", code=code)
    visitor.post("/my-code/", code=code[:-1] + ("0" if code[-1] != "0" else "1"))
    visitor.send("/for-me/", go="send", name=one.name, contact="this is no contact")
    return code


def name_a_colleague(one: Canary) -> None:
    Visitor().send("/for-a-colleague/", go="send", name=one.name, contact=one.spoken_phone)


def report(people: list[Canary], unit: int, at: datetime) -> str:
    """An event on the page: told, looked over, sent; the code at its end."""
    client = Client(enforce_csrf_checks=True)
    lines = "\n".join(f"{one.name}\t{one.email}\tresident\tSurgery" for one in people)
    said: dict[str, Any] = {
        "unit": unit,
        "kind": "died",
        "urgency": "today",
        "date": (at - timedelta(days=1)).date().isoformat(),
        "exposed": lines,
        "complete": "all",
    }
    looked = press(client, client.get("/event/"), "look", **said)
    done = press(client, looked, "send")
    assert not client.cookies
    code = CODE.search(done.content.decode())
    assert code, done.content.decode()
    return code[0]


def event_of(code: str) -> UUID:
    handle = vault.find_code(code)
    assert handle is not None
    assert Event.objects.filter(handle=handle).exists()
    return handle


def members_look(coordinator: Member, supporter: Member) -> None:
    """The desk opens its names, a supporter opens hers; both leave their sessions behind."""
    desk = Client()
    signing.whole(desk, coordinator)
    assert desk.get("/desk/").status_code == 200
    for address in re.findall(r'href="(/desk/[0-9a-f-]{36}/)', desk.get("/desk/").content.decode()):
        assert desk.get(address).status_code == 200
    hers = Client()
    signing.whole(hers, supporter)
    shown = hers.get("/outreach/").content.decode()
    for address in re.findall(r'href="(/outreach/[0-9a-f-]{36}/)', shown):
        assert hers.get(address).status_code == 200
