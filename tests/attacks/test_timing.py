"""Whoever counts milliseconds at a public door learns no more than whoever reads its answers."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from beside.directory.index import forget_process_state
from beside.directory.models import Clinician, DirectoryStamp
from beside.doors import pace, rush
from beside.vault import actions as vault
from beside.vault import codes, once
from tests.attacks.ledger import Ledger
from tests.cast import NOW, Cast
from tests.referrals.making import received
from tests.referrals.visitor import HERE

ROUNDS = 500  # of each of two
LIMIT = 0.001
BEAT = 0.2  # as in production
FEW = 25
COUNTS = [FEW, pytest.param(ROUNDS, marks=pytest.mark.attack_long)]


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr(rush, "is_rush", lambda *_given: False)
    settings.BESIDE_BEAT = BEAT


class Timed:
    """Sends one form and says how long the answer took."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def post(self, address: str, **fields: Any) -> float:
        if "code" not in fields:
            fields["once"] = once.issue(NOW).text
        began = time.perf_counter()
        answer = self.client.post(address, fields, headers=HERE)
        took = time.perf_counter() - began
        assert answer.status_code in (200, 422), answer.status_code
        return took


def known_and_unknown(cast: Cast) -> tuple[list[dict[str, str]], Callable[[], dict[str, str]]]:
    """Twelve people of the directory who are being reached; and always somebody new."""
    people = []
    for number, word in enumerate("abcdefghijkl"):
        person = Clinician.objects.create(
            employee_id=f"K{number:04}", first_name="Kay", last_name=f"Known{word}",
            email=f"kay{number}@example.edu", phone=f"+1503666{number:04}",
            department=cast.surgery, pool=cast.resident,
        )  # fmt: skip
        people.append({"name": f"Kay Known{word}", "contact": person.email})
    DirectoryStamp.objects.update(version=2)
    forget_process_state()
    for one in people:
        received(cast, source="self", **one)
    made = random.Random(7)

    def unknown() -> dict[str, str]:
        word = "".join(made.choices("abcdefghijklmnopqrstuvwxyz", k=8))
        return {"name": f"Una {word}", "contact": f"una.{word}@example.edu"}

    return people, unknown


def compare(
    one: Callable[[], float], other: Callable[[], float], rounds: int, share: float = 1.0
) -> float:
    """The difference of two that take turns, in chance order: of the medians of the quickest."""
    times: tuple[list[float], list[float]] = ([], [])
    chance = random.Random(8)
    for _round in range(rounds):
        for which in chance.sample((0, 1), 2):
            times[which].append((one, other)[which]())
    first, second = (statistics.median(_quickest(some, share)) for some in times)
    return abs(first - second)


def _quickest(times: list[float], share: float) -> list[float]:
    return sorted(times)[: max(1, round(len(times) * share))]


def doors(cast: Cast) -> dict[str, tuple[Callable[[], float], Callable[[], float]]]:
    people, unknown = known_and_unknown(cast)
    timed, chance = Timed(), random.Random(9)
    said = {"kind": "died", "urgency": "today", "date": "2026-11-23", "complete": "all",
            "unit": str(cast.surgery.pk), "go": "send"}  # fmt: skip
    forgotten = received(cast, name="Gone")
    gone, never = codes.write(bytes([1]) * codes.BYTES), codes.write(bytes([2]) * codes.BYTES)
    vault.set_code(forgotten.handle, gone)
    vault.forget([vault.Closing(forgotten.handle)], today=NOW.date())
    forgotten.delete()

    def known() -> dict[str, str]:
        return chance.choice(people)

    def event(person: dict[str, str]) -> float:
        return timed.post("/event/", exposed=f"{person['name']}\t{person['contact']}", **said)

    return {
        "for a colleague": (
            lambda: timed.post("/for-a-colleague/", **known()),
            lambda: timed.post("/for-a-colleague/", **unknown()),
        ),
        "an event": (lambda: event(known()), lambda: event(unknown())),
        "for me": (
            lambda: timed.post("/for-me/", go="send", **known()),
            lambda: timed.post("/for-me/", go="send", **unknown()),
        ),
        "my code": (
            lambda: timed.post("/my-code/", code=gone),
            lambda: timed.post("/my-code/", code=never),
        ),
    }


@pytest.mark.parametrize("rounds", COUNTS)
@pytest.mark.parametrize("door", ["for a colleague", "an event", "for me", "my code"])
def test_the_time_of_an_answer_tells_nobody_who_is_known(
    door: str, rounds: int, cast: Cast, ledger: Ledger, settings: Any
) -> None:
    one, other = doors(cast)[door]
    for _warm in range(3):
        one(), other()
    # A few rounds on a busy machine tell half a beat, and only by those that nothing else held up
    # for a beat more; the whole, alone, tells a millisecond by all of them.
    limit, share = (LIMIT, 1.0) if rounds == ROUNDS else (BEAT / 2, 0.2)
    difference = compare(one, other, rounds, share)
    a_beat_more = compare(one, lambda: other() + BEAT, 9, share)
    settings.BESIDE_BEAT = 0.0
    bare = compare(one, other, min(rounds, 60))
    ledger.record(
        f"enumeration: {door}",
        places=2 * rounds,
        hits=int(difference > limit),
        control=int(a_beat_more > BEAT / 2),
        remark=f"difference of medians {difference * 1000:.3f} ms in 2 x {rounds}; "
        f"without the beat {bare * 1000:.1f} ms",
    )


@pytest.mark.parametrize(
    ("taken", "until"), [(0.0, 0.1), (0.03, 0.1), (0.1, 0.1), (0.101, 0.2), (0.25, 0.3)]
)
def test_an_answer_waits_for_the_next_beat(taken: float, until: float) -> None:
    assert pace.whole(taken, 0.1) == pytest.approx(until)


def test_who_is_found_fast_waits_as_long_as_who_was_found_slowly(
    rf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a list of thousands slows nobody for more than a second."""
    clock, works, slept = [0.0], iter([0.25, 0.01, 5.0, 0.01]), []

    def view(_request: Any) -> Any:
        clock[0] += next(works)

    monkeypatch.setattr(pace.time, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(pace.time, "sleep", slept.append)
    door = pace.steadily(view)
    for _form in range(4):
        door(rf.post("/"))
    assert slept == pytest.approx([0.15, 0.39, 0.0, 0.99])
