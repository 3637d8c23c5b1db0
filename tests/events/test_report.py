"""Somebody tells us of an event: everyone named has a place, and the reporter learns nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside import verifying
from beside.audit.models import DayCount
from beside.events import actions
from beside.events.change import EventGone
from beside.events.coverage import coverage_of
from beside.events.models import Event, load
from beside.program.actions import leave
from beside.referrals import actions as referrals
from beside.referrals.actions import Arrival
from beside.referrals.facts import Facts
from beside.referrals.models import Referral
from beside.rules import budgets
from beside.rules.stages import Actor, Stage
from beside.vault import ceilings
from beside.vault.actions import BudgetSpent
from beside.vault.identity import Identity
from tests.cast import NOW, Cast
from tests.events.telling import FOUR, choose, names, reach, tell


def test_everyone_on_the_list_becomes_a_referral_of_the_event(cast: Cast) -> None:
    event = tell(cast)
    rows = names(event)
    assert set(rows) == {"Rosa Reyes", "Remy Roth", "Faye Frost", "Uma Unlisted"}
    rosa = rows["Rosa Reyes"]
    assert rosa.stage == Stage.RECEIVED
    assert rosa.facts.source == "event"
    assert rosa.facts.events == [str(event.handle)]
    assert (rosa.facts.department, rosa.facts.pool) == (cast.surgery.pk, "resident")
    assert rosa.facts.urgency == "today"
    assert rosa.facts.due_at == NOW + timedelta(hours=24)
    assert rows["Uma Unlisted"].facts.department is None


def test_what_is_sealed_is_what_was_said_and_the_row_shows_none_of_it(cast: Cast) -> None:
    event = tell(cast, call_back="503 555 0177", who_knows="Charge nurse, 5-1234")
    facts = load(event.handle).facts
    assert (facts.kind, facts.unit, facts.urgency) == ("died", cast.surgery.pk, "today")
    assert facts.can_call_back
    assert facts.someone_knows
    row = Event.objects.values().get()
    shown = {"handle", "stage", "opened_week", "expiry_week", "due_on"}
    assert set(row) == shown | {"sealed_identity", "sealed_facts"}
    asides = actions.look_at_asides(event.handle, by=cast.cora, at=NOW)
    assert asides == {"call_back": "503 555 0177", "who_knows": "Charge nurse, 5-1234"}
    assert load(event.handle).facts.looks == {str(cast.cora.pk): ["2026-11-24"]}


def test_an_event_may_come_without_a_single_name(cast: Cast) -> None:
    event = tell(cast, "", completeness="others")
    assert names(event) == {}
    assert coverage_of(event).exposed == 0


def test_somebody_who_is_being_reached_already_is_not_reached_twice(cast: Cast) -> None:
    identity = Identity("Rosa Reyes").with_own_contact("rosa.reyes11@example.edu")
    own = Arrival(identity, Facts(), tuple(referrals.fingerprints(identity, None)))
    [row] = referrals.receive([own], actor=Actor.RECIPIENT, by=None, at=NOW)
    event = tell(cast)
    assert Referral.objects.count() == 4  # her own, and three new ones
    rosa = names(event)["Rosa Reyes"]
    assert rosa.handle == row.handle
    assert rosa.facts.source == "self"
    # What the reporter knew stands beside her own word and is not shown.
    assert [one.value for one in referrals.peek(rosa).shown_contacts] == [
        "rosa.reyes11@example.edu"
    ]


def test_two_people_who_share_a_telephone_are_two_people(cast: Cast) -> None:
    first = tell(cast, "Rosa Reyes\t503 555 0900\n")
    second = tell(cast, "Uma Unlisted\t503 555 0900\n")
    assert names(first)["Rosa Reyes"].handle != names(second)["Uma Unlisted"].handle


def test_a_second_report_of_the_same_day_and_unit_contacts_nobody_twice(cast: Cast) -> None:
    first = tell(cast, FOUR + "Kim Park\n")
    choose(cast, first, rosa=cast.rosa, faye=cast.faye, kim=cast.kim_one)
    for decliner in ("Rosa Reyes", "Kim Park"):  # decliners included
        reach(cast, names(first)[decliner].handle, end="decline")
    second = tell(
        cast,
        "Reyes, Rosa\t\tresident\tSurgery\nFaye Frost\t\t\tMedicine\nVera Unknown\n"
        # One of two namesakes: the first report did not say which, the desk found out.
        f"Kim Park\t{cast.kim_one.email}\n",
    )
    assert set(names(second)) == {"Faye Frost", "Vera Unknown"}
    assert names(second)["Faye Frost"].handle == names(first)["Faye Frost"].handle
    whole = coverage_of(second)
    # Rosa and Kim are looked after; Faye is found and still to be reached.
    assert (whole.exposed, whole.offered, whole.merged) == (3, 2, 2)
    assert whole.unresolved == 1


def test_another_event_later_is_another_reason_to_be_reached(cast: Cast) -> None:
    first = tell(cast)
    choose(cast, first, rosa=cast.rosa)
    reach(cast, names(first)["Rosa Reyes"].handle)
    other = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\n", unit=cast.medicine.pk)
    assert set(names(other)) == {"Rosa Reyes"}


def test_who_told_us_is_opened_within_the_ceilings_and_counted_by_the_keyring(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = tell(cast, "", completeness="others", call_back="503 555 0177")
    for _time in range(2):
        actions.look_at_asides(event.handle, by=cast.cora, at=NOW)
    assert ceilings.openings(NOW.date()) == {"coordinator": 1}
    assert verifying.problems(at=NOW) == []
    DayCount.objects.filter(verb="open_asides").delete()
    assert "the audit tells of 0" in verifying.problems(at=NOW)[0]
    monkeypatch.setattr(budgets, "COORDINATOR_HOUR", 0)
    with pytest.raises(BudgetSpent):
        actions.look_at_asides(event.handle, by=cast.dan, at=NOW)
    assert str(cast.dan.pk) not in load(event.handle).facts.looks, "nothing was opened"


def test_who_has_left_in_the_meantime_is_not_told_who_told_us(cast: Cast) -> None:
    event = tell(cast, "", completeness="others", call_back="503 555 0177")
    leave(cast.cora, by=cast.lea, at=NOW)
    with pytest.raises(EventGone):
        actions.look_at_asides(event.handle, by=cast.cora, at=NOW)
    assert load(event.handle).facts.looks == {}
