"""Nobody plants a false number: whatever others say, the recipient's own word and ours stand."""

from __future__ import annotations

import pytest

from beside.program.models import Member
from beside.referrals import actions, by_code
from beside.referrals.models import Referral, load
from beside.rules.stages import Stage
from tests.cast import NOW, Cast
from tests.events.telling import tell
from tests.referrals.making import at_stage, received, waiting
from tests.referrals.visitor import Visitor

FALSE = "+1 503 555 0666"
OWN = "503 555 0177"
ROSA = {"name": "Rosa Reyes", "contact": FALSE, "department": "", "pool": ""}


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def by_a_colleague(cast: Cast, times: int = 1) -> None:
    for number in range(times):
        contact = FALSE[:-2] + f"{number:02}" if times > 1 else FALSE
        Visitor().send("/for-a-colleague/", name="Rosa Reyes", contact=contact)


def by_an_event(cast: Cast, times: int = 1) -> None:
    for number in range(times):
        contact = FALSE[:-2] + f"{number:02}" if times > 1 else FALSE
        tell(cast, f"Rosa Reyes\t{contact}\tresident\tSurgery")


DOORS = {"a colleague": by_a_colleague, "an event": by_an_event}


def shown(row: Referral) -> list[str]:
    """What a supporter would be shown, the best first."""
    return [one.value for one in actions.peek(load(row.handle)).shown_contacts]


def asked_herself(cast: Cast) -> Referral:
    Visitor().send("/for-me/", go="send", name="Rosa Reyes", contact=OWN)
    return Referral.objects.get()


@pytest.mark.parametrize("times", [1, 6])
@pytest.mark.parametrize("door", DOORS)
def test_what_she_gave_herself_is_all_a_supporter_sees(door: str, times: int, cast: Cast) -> None:
    row = asked_herself(cast)
    DOORS[door](cast, times)
    assert shown(row) == [OWN]


@pytest.mark.parametrize("times", [1, 6])
@pytest.mark.parametrize("door", DOORS)
def test_what_the_directory_knows_stands_before_what_others_say(
    door: str, times: int, cast: Cast
) -> None:
    row = waiting(cast, contact="", source="colleague")
    known = shown(row)
    assert known, "the directory knows how to reach her"
    DOORS[door](cast, times)
    assert shown(row)[: len(known)] == known


@pytest.mark.parametrize("door", DOORS)
def test_a_supporter_who_has_her_already_is_led_to_no_other_number(door: str, cast: Cast) -> None:
    row = at_stage(cast, Stage.CONFIRMED)
    best = shown(row)[0]
    DOORS[door](cast)
    assert shown(row)[0] == best


def test_the_order_is_her_own_the_directory_an_event_a_colleague(cast: Cast) -> None:
    row = received(cast, contact="503 555 0101", source="colleague")
    held = actions.peek(row)
    held = held.with_contact("503 555 0102", "event").with_contact("503 555 0103", "directory")
    assert [one.source for one in held.shown_contacts] == ["directory", "event", "colleague"]
    mine = held.with_contact("503 555 0104", "recipient")
    assert [one.source for one in mine.shown_contacts] == ["recipient"]


def test_the_same_number_from_a_lesser_source_makes_it_no_less(cast: Cast) -> None:
    row = asked_herself(cast)
    Visitor().send("/for-a-colleague/", name="Rosa Reyes", contact=OWN)
    assert [one.source for one in actions.peek(load(row.handle)).contacts] == ["recipient"]


def test_who_asks_in_her_name_changes_nothing_of_hers(cast: Cast) -> None:
    row = asked_herself(cast)
    Visitor().send("/for-me/", go="send", name="Rosa Reyes", contact=FALSE)
    assert shown(row) == [OWN]
    other = Referral.objects.exclude(handle=row.handle).get()
    assert load(other.handle).facts.waiting_on == "again", "the desk asks who it is"
    assert isinstance(cast.cora, Member)
    assert by_code.promised(load(row.handle)) is not None
