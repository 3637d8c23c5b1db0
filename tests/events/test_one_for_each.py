"""People of one ward share a telephone, and some a name: each of them is reached.

And who was not meant, or asked by themselves, is never lost to somebody else's report.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from beside.directory import index as directory
from beside.directory.models import Clinician
from beside.events import actions
from beside.events.actions import placing
from beside.events.coverage import coverage_of
from beside.events.models import load as load_event
from beside.referrals import actions as referrals
from beside.referrals import due
from beside.referrals.asking import Asking, Concern, ask_for_oneself, refer_colleague
from beside.referrals.models import Referral
from beside.rules.stages import Actor, Stage
from beside.vault import codes
from tests.cast import NOW, Cast
from tests.events.telling import DESK, choose, names, people, reach, tell
from tests.referrals.making import at_stage

CODE = codes.write(b"1" * codes.BYTES)
WARD = "503 555 7000"
ROSA = "Rosa Reyes\trosa.reyes11@example.edu\n"


def still_open() -> list[Referral]:
    return [row for row in Referral.objects.all().with_facts() if row.is_open]


def test_a_ward_telephone_does_not_make_them_one(cast: Cast) -> None:
    ask_for_oneself(Asking("Anna Solo", WARD), code=CODE, by=None, at=NOW)
    tell(cast, f"Uma Unlisted\t{WARD}\nVera Unknown\t{WARD}\nWill Wander\t{WARD}\n")
    assert len(still_open()) == 4


@pytest.mark.parametrize("other", ["Carlos Lopez", "Marie Lopez", "Maria Lopes"])
def test_nor_does_one_surname_at_one_telephone(cast: Cast, other: str) -> None:
    tell(cast, f"Maria Lopez\t{WARD}\n{other}\t{WARD}\n")
    assert len(still_open()) == 2


def test_two_the_desk_has_told_apart_are_not_joined_with_their_events(cast: Cast) -> None:
    other = Clinician.objects.create(
        employee_id="T9001", first_name="Rosa", last_name="Reyes", email="r2@example.edu",
        phone="+15035550990", department=cast.surgery, pool=cast.faculty,
    )  # fmt: skip
    directory.forget_process_state()
    first, second = tell(cast, f"Rosa Reyes\t{WARD}\n"), tell(cast, "Rosa Reyes\tr2@example.edu\n")
    choose(cast, first, rosa=cast.rosa)
    choose(cast, second, rosa=other)
    (row,) = names(second).values()
    referrals.add_contact(row.handle, WARD, by=cast.cora, at=NOW)
    actions.join(second.handle, first.handle, by=cast.cora, at=NOW)
    assert len(still_open()) == 2


MOTHER, DAUGHTER = "Vera Vance\t\tfaculty\tSurgery\n", f"Vera Vance\t{WARD}\tresident\tSurgery\n"
ELSEWHERE = {"day": date(2026, 11, 10)}  # another event, two weeks before


def test_a_namesake_in_the_same_department_is_not_taken_for_who_is_being_reached(
    cast: Cast,
) -> None:
    tell(cast, DAUGHTER, **ELSEWHERE)
    tell(cast, DAUGHTER + MOTHER)
    assert len(still_open()) == 2
    assert {row.facts.pool for row in still_open()} == {"faculty", "resident"}


def test_nor_for_who_has_been_looked_after(cast: Cast) -> None:
    first = tell(cast, DAUGHTER)
    (row,) = names(first).values()
    choose(cast, first, vera=None)
    reach(cast, row.handle, end="decline")
    assert still_open() == []
    second = tell(cast, MOTHER)
    assert len(still_open()) == 1
    assert coverage_of(load_event(second.handle)).offered == 0


def test_who_is_named_without_a_role_may_be_either_and_is_not_reached_twice(cast: Cast) -> None:
    tell(cast, DAUGHTER)
    tell(cast, "Vera Vance\t\t\tSurgery\n")
    assert len(still_open()) == 1


def test_two_of_one_name_role_and_department_are_two_beside_one_who_is_reached(
    cast: Cast,
) -> None:
    tell(cast, DAUGHTER, **ELSEWHERE)
    tell(cast, DAUGHTER + "Vera Vance\tvera@example.org\tresident\tSurgery\n")
    assert len(still_open()) == 2


def test_namesakes_of_one_list_stay_two_when_their_event_is_joined_with_another(
    cast: Cast,
) -> None:
    both = tell(cast, DAUGHTER + MOTHER + "Kim Vance\t503 555 7001\t\tSurgery\n"
                "Kim Vance\tkim@example.org\t\tSurgery\n")  # fmt: skip
    other = tell(cast, "Uma Unlisted\n", day=date(2026, 11, 24))
    actions.join(other.handle, both.handle, by=cast.cora, at=NOW)
    assert len(still_open()) == 5


@pytest.mark.parametrize("step", ["was_not_there", "wrong_person", "not_voluntary", "signpost"])
@pytest.mark.parametrize("is_forgotten", [False, True])
def test_who_was_not_meant_can_be_named_again(cast: Cast, step: str, is_forgotten: bool) -> None:
    event = tell(cast, ROSA)
    (row,) = names(event).values()
    referrals.close(row.handle, step, actor=DESK, by=cast.cora, at=NOW)
    if is_forgotten:
        due.finish(NOW + timedelta(minutes=11))
        assert not Referral.objects.exists()
    later = NOW + timedelta(minutes=5)
    actions.add_names(event.handle, people(ROSA), actor=Actor.REPORTER, by=None, at=later)
    assert len(still_open()) == 1
    again = tell(cast, ROSA)
    assert coverage_of(load_event(again.handle)).offered == 0, "nobody has looked after her yet"


def test_a_decliner_is_not_contacted_again(cast: Cast) -> None:
    event = tell(cast, ROSA)
    choose(cast, event, rosa=cast.rosa)
    (row,) = names(event).values()
    referrals.close(row.handle, "merge", actor=DESK, by=cast.cora, at=NOW)
    due.finish(NOW + timedelta(minutes=11))
    tell(cast, ROSA)
    assert still_open() == []


def test_a_list_sent_again_after_a_failure_adds_everybody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "after_commit", transaction.on_commit)
    event = tell(cast, "")

    def send() -> None:
        actions.add_names(event.handle, people(ROSA), actor=Actor.REPORTER, by=None, at=NOW)

    @transaction.atomic
    def fail() -> None:
        send()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert still_open() == []
    send()
    assert len(still_open()) == 1


def test_a_report_taken_back_leaves_what_others_asked(cast: Cast) -> None:
    refer_colleague(Concern("Rosa Reyes", cast.rosa.email), by=None, at=NOW)
    event = tell(cast, ROSA + "Uma Unlisted\n")
    actions.take_back(event.handle, actor=Actor.REPORTER, by=None, at=NOW)
    (row,) = still_open()
    assert row.facts.source == "colleague"


def test_a_report_taken_back_ends_no_conversation(cast: Cast) -> None:
    event = tell(cast, ROSA)
    talking = at_stage(cast, Stage.TALKING)
    referrals.merge(names(event)["Rosa Reyes"].handle, talking.handle, by=cast.cora, at=NOW)
    actions.take_back(event.handle, actor=Actor.REPORTER, by=None, at=NOW)
    assert [row.handle for row in still_open()] == [talking.handle]
