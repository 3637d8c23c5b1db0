"""An event of hundreds: its people are looked at and sealed together, never one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from types import FunctionType
from typing import Any

import pytest

from beside.directory import index as directory
from beside.directory.models import Clinician
from beside.events import actions
from beside.events.coverage import open_of
from beside.events.models import Event
from beside.referrals import actions as referrals
from beside.referrals.models import Referral
from beside.vault import actions as vault
from tests.cast import NOW, Cast
from tests.events.telling import names, tell

SUE = "Sue Sato\tsue.sato3@example.edu\n"


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the keyring was asked for what."""
    asked: Counter[str] = Counter()

    def counting(name: str, verb: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*args: Any, **more: Any) -> Any:
            asked[name] += 1
            return verb(*args, **more)

        return ask

    for name, verb in vars(vault).items():
        if isinstance(verb, FunctionType) and not name.startswith("_"):
            monkeypatch.setattr(vault, name, counting(name, verb))
    return asked


def ward(cast: Cast, letter: str, number: int) -> list[Clinician]:
    """So many people of Medicine, none of them called like another."""
    made = [
        Clinician(
            employee_id=f"W{letter}{n:03}", first_name=f"Nora{chr(97 + n // 26)}{chr(97 + n % 26)}",
            last_name=f"{letter}son", email=f"nora.{letter}{n}@example.edu".lower(),
            department=cast.medicine, pool=cast.faculty,
        )
        for n in range(number)
    ]  # fmt: skip
    Clinician.objects.bulk_create(made)
    directory.forget_process_state()
    return list(Clinician.objects.filter(last_name=f"{letter}son"))


def told(cast: Cast, people: list[Clinician], day: date) -> Event:
    """Of these people and of Sue, who supports."""
    text = "".join(f"{one.first_name} {one.last_name}\t{one.email}\n" for one in people)
    return tell(cast, SUE + text, day=day, unit=cast.medicine.pk)


def found(cast: Cast, event: Event) -> actions.Resolved:
    rows = open_of(event.handle)
    matches = actions.proposals({row.handle: (row, referrals.peek(row)) for row in rows})
    choices = {one: match.people[0].id for one, match in matches.items()}
    return actions.resolve_exposed(event.handle, choices, by=cast.cora, at=NOW)


def test_fifty_ask_the_keyring_no_more_often_than_six(cast: Cast, looks: Counter[str]) -> None:
    few, many = ward(cast, "A", 6), ward(cast, "B", 50)
    asked: dict[str, list[Counter[str]]] = {"told": [], "looked at": [], "found": []}
    for people, day in ((few, date(2026, 11, 10)), (many, date(2026, 11, 23))):
        Referral.objects.all().delete()
        looks.clear()
        event = told(cast, people, day)
        asked["told"].append(looks.copy())
        handles = [row.handle for row in open_of(event.handle)]
        assert len(handles) == len(people) + 1
        looks.clear()
        assert len(referrals.look_many(handles, by=cast.cora, at=NOW)) == len(handles)
        asked["looked at"].append(looks.copy())
        choices = {row.handle: _person(row) for row in open_of(event.handle)}
        looks.clear()
        done = actions.resolve_exposed(event.handle, choices, by=cast.cora, at=NOW)
        asked["found"].append(looks.copy())
        assert (done.found, done.folded, done.moved) == (len(handles), 0, 0)
    for act, (of_few, of_many) in asked.items():
        assert of_few == of_many, act


def _person(row: Referral) -> int:
    email = referrals.peek(row).contacts[0].value
    return Clinician.objects.get(email=email).pk


def test_each_of_them_is_found_and_barred_as_one_alone_would_be(cast: Cast) -> None:
    people = ward(cast, "C", 12)
    event = told(cast, people, date(2026, 11, 23))
    barred = {row.facts.barred_supporters for row in names(event).values()}
    assert barred == {frozenset({cast.sue.pk})}, "as soon as it is told: she was there"
    assert found(cast, event).found == 13
    rows = names(event)
    for one in people:
        row = rows[f"{one.first_name} {one.last_name}"]
        assert referrals.peek(row).person == one.pk
        assert row.facts.match == "confirmed"
        assert row.facts.barred_supporters == {cast.sue.pk}
        prints = referrals.fingerprints(referrals.peek(row), None)
        assert vault.claimed([prints]) == [{row.handle, event.handle}]
