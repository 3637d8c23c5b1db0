"""The open doors tell nobody who is known, who is being reached, and which codes there were."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from beside.directory.index import forget_process_state
from beside.directory.models import Clinician, DirectoryStamp
from beside.referrals.models import Referral
from beside.referrals.views import for_a_colleague
from beside.vault import actions as vault
from tests.attacks.canaries import Canary
from tests.attacks.ledger import Ledger
from tests.cast import NOW, Cast
from tests.events.paging import press
from tests.referrals.making import received
from tests.referrals.visitor import HERE, token_on

WHO = Canary(11)
TYPED = {"name": WHO.name, "contact": WHO.email}
TOKEN = re.compile(rb'(name="once" value=)"[^"]*"')
CODE = re.compile(rb"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}")


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def bare(answer: Any) -> bytes:
    """The whole answer, apart from its token and its code."""
    head = f"{answer.status_code} {sorted(answer.items())}".encode()
    return CODE.sub(b"CODE", TOKEN.sub(rb"\1", head + answer.content))


def send(address: str, **fields: Any) -> Any:
    client = Client(enforce_csrf_checks=True)
    once = token_on(client.get(address))
    return client.post(address, {"once": once, **fields}, headers=HERE)


def event(cast: Cast, go: str) -> Any:
    client = Client(enforce_csrf_checks=True)
    said = {"unit": cast.surgery.pk, "kind": "died", "urgency": "today", "complete": "all",
            "exposed": f"{WHO.name}\t{WHO.email}\n"}  # fmt: skip
    looked = press(client, client.get("/event/"), "look", **said)
    return looked if go == "look" else press(client, looked, "send")


def sign_in(email: str) -> Any:
    answer = Client().post("/sign-in/", {"email": email}, headers=HERE)
    answer.content = answer.content.replace(email.encode(), b"EMAIL")
    return answer


DOORS: dict[str, Callable[[Cast], Any]] = {
    "for me": lambda cast: send("/for-me/", go="send", **TYPED),
    "for me, second step": lambda cast: send("/for-me/", go="more", **TYPED),
    "for me, a supporter chosen": lambda cast: send(
        "/for-me/", go="send", chosen=cast.sam.pk, **TYPED
    ),
    "for a colleague": lambda cast: send("/for-a-colleague/", go="send", **TYPED),
    "for a colleague who was asked": lambda cast: send(
        "/for-a-colleague/", go="send", told="yes", **TYPED
    ),
    "an event, looked over": lambda cast: event(cast, "look"),
    "an event, sent": lambda cast: event(cast, "send"),
}


def in_the_directory(cast: Cast) -> None:
    Clinician.objects.create(
        employee_id="T0999",
        first_name=WHO.first,
        last_name=WHO.last,
        email=WHO.email,
        phone=WHO.phone,
        department=cast.surgery,
        pool=cast.resident,
    )
    DirectoryStamp.objects.update(version=2)
    forget_process_state()


def being_reached(cast: Cast) -> None:
    received(cast, name=WHO.name, contact=WHO.email, source="self")


def worlds(cast: Cast) -> Iterator[str]:
    """What may be true of somebody, one after another."""
    yield "unknown"
    being_reached(cast)
    yield "being reached"
    in_the_directory(cast)
    yield "in the directory, and being reached"
    Referral.objects.all().delete()
    yield "in the directory"


def answers(cast: Cast, door: str) -> dict[str, bytes]:
    return {world: bare(DOORS[door](cast)) for world in worlds(cast)}


@pytest.mark.parametrize("door", DOORS)
def test_no_answer_tells_whether_somebody_is_known_or_being_reached(
    door: str, cast: Cast, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = answers(cast, door)
    first = found["unknown"]
    ledger.record(
        f"oracle: {door}",
        canaries=1,
        places=len(found),
        searched=sum(map(len, found.values())),
        hits=sum(one != first for one in found.values()),
        control=_differs_when_it_tells(cast, monkeypatch),
    )


def _differs_when_it_tells(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    """The control: a page that says by when, and knows that somebody is on the way already."""
    door = "for a colleague"
    plain = bare(DOORS[door](cast))

    def telling(*given: Any, **more: Any) -> str:
        return "somebody is on the way already"

    with monkeypatch.context() as patched:
        patched.setattr(for_a_colleague, "spoken", telling)
        return int(bare(DOORS[door](cast)) != plain)


def test_signing_in_tells_nobody_who_is_a_member(cast: Cast, ledger: Ledger) -> None:
    known, unknown = sign_in(cast.cora.email), sign_in("nora@example.edu")
    ledger.record(
        "oracle: signing in",
        canaries=1,
        places=2,
        hits=int(bare(known) != bare(unknown)),
        control=int(bare(known) != bare(Client().get("/sign-in/"))),
    )


def test_wrong_old_and_forgotten_codes_get_answers_of_one_length(
    cast: Cast, ledger: Ledger
) -> None:
    right, forgotten, never = "0000-0000-0000-0000-0000-0000", *_two_more_codes()
    row, gone = received(cast), received(cast)
    vault.set_code(row.handle, right)
    vault.set_code(gone.handle, forgotten)
    vault.forget([vault.Closing(gone.handle)], today=NOW.date())
    gone.delete()

    def ask(code: str) -> Any:
        return Client().post("/my-code/", {"code": code}, headers=HERE)

    lengths = {len(ask(code).content) for code in (forgotten, never)}
    same = {CODE.sub(b"", ask(code).content) for code in (forgotten, never)}
    ledger.record(
        "constant lengths: codes wrong, old, forgotten",
        canaries=2,
        places=2,
        hits=len(lengths) + len(same) - 2,
        control=int(len(ask(right).content) not in lengths),
    )


def _two_more_codes() -> tuple[str, str]:
    from beside.vault import codes

    return codes.write(bytes([1]) * codes.BYTES), codes.write(bytes([2]) * codes.BYTES)
