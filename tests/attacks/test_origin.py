"""Every address that can change something, asked from elsewhere or without its token: refused."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from beside.desk.recipes import RECIPES
from beside.doors import invitations
from beside.program import actions as program
from beside.program.models import Member
from beside.rules.holds import Why
from beside.rules.stages import Stage
from beside.vault import actions as vault
from beside.vault.actions import Subject
from tests.attacks.ledger import Ledger
from tests.cast import NOW, Cast
from tests.events.telling import tell
from tests.referrals.making import at_stage, waiting
from tests.referrals.visitor import HERE, token_on
from tests.talks.making import planned, planned_group, topic

METHODS = ("post", "put", "patch", "delete")
ELSEWHERE: tuple[dict[str, str], ...] = (
    {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://elsewhere.example"},
    {"origin": "null"},
    {},
)


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def routes(
    patterns: list[URLPattern | URLResolver], prefix: str = "/"
) -> Iterator[tuple[str, bool]]:
    """Every address there is, and whether it is public."""
    for one in patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, where)
        else:
            yield where, bool(getattr(one.callback, "is_public", False))


def state(cast: Cast) -> list[Any]:
    """Everything that is held: every row of every table but sessions, and the keyring's figures."""
    found: list[Any] = [asdict(vault.statistics())]
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table != "doors_signedin":
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table's own name
                found.append((table, sorted(map(repr, map(_plain, cursor.fetchall())))))
    return found


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)


def addresses(cast: Cast) -> Iterator[tuple[str, bool]]:
    """Every address with something in it that is there, so that only the refusal keeps it from
    acting."""
    row, hers, event = waiting(cast), at_stage(cast, Stage.CONFIRMED), tell(cast)
    hold = program.ask_hold(Subject(), Why.LAWSUIT, by=cast.lea, at=NOW)
    given: dict[str, Any] = {
        "secret": invitations.invite("new@example.edu", "New", ("supporter",), by=None, at=NOW),
        "identifier": UUID(hold.identifier),
        "talk": planned(cast).pk,
        "group": planned_group(cast).pk,
        "pk": cast.hill.pk,
        **EXAMPLES,
    }
    for where, is_public in dict.fromkeys(routes(get_resolver().url_patterns)):
        for slug in RECIPES if "<slug:slug>" in where else [""]:
            handle: UUID = hers.handle if where.startswith("/outreach/") else row.handle
            if where.startswith("/desk/events/"):
                handle = event.handle
            yield filled(where, {**given, "handle": handle, "slug": slug}), is_public


EXAMPLES = {
    "provider_id": "house", "organization_slug": "house", "page": "what-helps", "language": "en",
    "kind": "campus", "place": "people", "what": "end",
}  # fmt: skip


def filled(where: str, given: dict[str, Any]) -> str:
    """A new address whose places have no example here is a failure, and never left out."""
    return re.sub(r"<\w+:(\w+)>", lambda place: str(given[place[1]]), where)


FIELDS: dict[str, str] = {
    "name": "Uma Unlisted", "contact": "uma@example.org", "go": "send", "act": "resume",
    "kind": "died", "urgency": "today", "date": "2026-11-23", "exposed": "Uma Unlisted",
    "complete": "all", "which": "others", "code": "123456", "answer": "talk",
    "email": "cora@example.edu", "what": "open", "person": "outside", "for_whom": "house",
}  # fmt: skip


def members(cast: Cast) -> list[Member | None]:
    return [None, cast.cora, cast.sue.member, cast.lea, cast.ann]


def test_every_address_refuses_what_comes_from_elsewhere_or_without_a_token(
    cast: Cast, ledger: Ledger
) -> None:
    everywhere = list(addresses(cast))
    fields = {**FIELDS, "unit": str(cast.surgery.pk), "supporter": str(cast.sam.pk)}
    fields |= {"topic": str(topic().pk)}
    clients = [(member, _browser(member)) for member in members(cast)]
    # And once past Django's own check, as if a page had been read: the form's own token is missing.
    clients += [(member, _browser(member, checked=True)) for member in members(cast) if member]
    clients[0][1].get("/for-me/")  # the day has its key from here on
    before, changed, tried = state(cast), [], 0
    for address, _is_public in everywhere:
        for member, client in clients:
            for method in METHODS:
                # A member's form is refused for want of its tokens, wherever it comes from.
                origins = ELSEWHERE if method == "post" and member is None else ELSEWHERE[:1]
                for headers in origins:
                    tried += 1
                    send = getattr(client, method)
                    given = fields if method == "post" else str(fields)
                    answer = send(address, given, headers=headers)
                    assert answer.status_code != 500, (address, method)
            if member is None:
                assert "sessionid" not in client.cookies, address
        after = state(cast)
        if after != before:
            changed.append(address)
            before = after
    assert changed == []
    assert not [address for address, _is_public in everywhere if "<" in address]
    ledger.record(
        "every address from elsewhere or without a token: changed",
        canaries=len(everywhere),
        places=tried,
        hits=len(changed),
        control=_from_here(cast, fields),
        remark="control: the same fields from our own pages",
    )


def _browser(member: Member | None, *, checked: bool = False) -> Client:
    client = Client(enforce_csrf_checks=not checked, raise_request_exception=False)
    if member is not None:
        client.force_login(member)
    return client


def _from_here(cast: Cast, fields: dict[str, str]) -> int:
    """The control: the very same fields act when they come from our own page with its token."""
    acted = 0
    for address in ("/for-me/", "/for-a-colleague/", "/event/", "/talk/"):
        client, before = _browser(None), state(cast)
        once = token_on(client.get(address))
        client.post(address, {**fields, "once": once}, headers=HERE)
        acted += state(cast) != before
    return acted


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_a_token_stolen_from_a_page_does_nothing_from_elsewhere(
    headers: dict[str, str], cast: Cast
) -> None:
    fields = {**FIELDS, "unit": str(cast.surgery.pk), "topic": str(topic().pk)}
    for address in ("/for-me/", "/for-a-colleague/", "/event/", "/talk/"):
        client = _browser(None)
        once = token_on(client.get(address))
        before = state(cast)
        client.post(address, {**fields, "once": once}, headers=headers)
        assert state(cast) == before


def test_nobody_is_sent_a_code_from_elsewhere(cast: Cast) -> None:
    for headers in ELSEWHERE:
        _browser(None).post("/sign-in/", {"email": cast.cora.email}, headers=headers)
    assert mail.outbox == []
    _browser(None).post("/sign-in/", {"email": cast.cora.email}, headers=HERE)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(10)
    assert [one.to for one in mail.outbox] == [[cast.cora.email]], "from our own page one is sent"
