"""A stolen session opens names as fast as it can, wherever a page shows one: it is stopped."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client

from beside.program.models import Member
from beside.referrals import actions
from beside.referrals.actions import Arrival
from beside.referrals.facts import Facts
from beside.rules import budgets
from beside.rules.stages import Actor, Stage
from beside.vault import actions as vault
from beside.vault.identity import Contact, Identity
from tests.attacks.canaries import Canary
from tests.attacks.ledger import Ledger
from tests.cast import NOW, Cast
from tests.events.paging import forms_of
from tests.outreach.pressing import phone_of
from tests.referrals.visitor import token_on

PEOPLE = [Canary(number) for number in range(66)]


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def waiting(cast: Cast) -> list[UUID]:
    """Sixty-six people, all of them due."""
    arrivals = [
        Arrival(
            Identity(one.name, (Contact(one.phone, "recipient"),)),
            Facts(urgency="today"),
            (),
            Stage.WAITING,
        )
        for one in PEOPLE
    ]
    rows = actions.receive(arrivals, actor=Actor.RECIPIENT, by=None, at=NOW)
    return [row.handle for row in rows]


def shown(text: str) -> set[int]:
    return {one.number for one in PEOPLE if one.name in text or one.phone in text}


def crawl(
    member: Member, handles: list[UUID], ways: tuple[str, ...] = ("open/", "search/")
) -> Iterator[tuple[int, set[int]]]:
    """Every way of the desk to a name, one after another: the answer and whom it shows."""
    client = Client(raise_request_exception=False)
    client.force_login(member)
    page = client.get("/desk/")
    for form in forms_of(page):
        if form.action.endswith("/names/"):
            done = client.post(form.action, form.fields | dict(form.buttons), follow=True)
            yield done.status_code, shown(done.content.decode())
    for handle in handles:
        address = f"/desk/{handle}/"
        for then in ways:
            token = token_on(client.get(address))
            done = client.post(address + then, {"once": token, "words": "Vexqolwyn"})
            yield done.status_code, shown(done.content.decode())
        again = client.get(address)
        yield again.status_code, shown(again.content.decode())
    listing = client.get("/desk/", {"show": "all"})
    yield listing.status_code, shown(listing.content.decode())


def test_a_coordinators_session_opens_no_more_than_an_hours_names(
    cast: Cast, waiting: list[UUID], monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    seen: set[int] = set()
    answers: list[int] = []
    for status, names in crawl(cast.cora, waiting):
        answers.append(status)
        seen |= names
    assert len(seen) == budgets.COORDINATOR_HOUR
    assert answers.count(429) > 0
    with monkeypatch.context() as careless:
        careless.setattr(budgets, "judge", lambda *given, **more: None)
        boundless = set().union(*(names for _status, names in crawl(cast.dan, waiting, ("open/",))))
    ledger.record(
        "bulk opening by a coordinator: beyond an hour's names",
        canaries=len(PEOPLE),
        places=len(answers),
        hits=len(seen) - budgets.COORDINATOR_HOUR,
        control=len(boundless) - budgets.COORDINATOR_HOUR,
        remark=f"opened {len(seen)} of {len(PEOPLE)}",
    )


def test_a_supporters_session_opens_no_name_that_is_not_hers(
    cast: Cast, waiting: list[UUID], ledger: Ledger
) -> None:
    phone = phone_of(cast.sue.member).client
    mine = [f"/outreach/{handle}/{more}" for handle in waiting for more in ("", "safety/")]
    desk = [f"/desk/{handle}/" for handle in waiting]
    pages = [phone.get(one) for one in (*mine, *desk, "/desk/", "/outreach/")]
    seen = set().union(*(shown(page.content.decode()) for page in pages))
    control = set().union(*(names for _status, names in crawl(cast.cora, waiting[:3])))
    assert vault.statistics().referrals == len(PEOPLE)
    ledger.record(
        "bulk opening by a supporter: not hers",
        canaries=len(PEOPLE),
        places=len(pages),
        hits=len(seen),
        control=len(control),
    )
