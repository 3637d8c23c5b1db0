"""The demo school: of the size of a real one, everyone invented, something in every stage."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from beside import demo, verifying
from beside.configuration import Refused
from beside.demo.holidays import holidays
from beside.demo.school import shares
from beside.directory.models import Clinician, Department
from beside.events.models import Event
from beside.program.models import Campus, Member, Policy, Pool, Role
from beside.referrals.models import Referral
from beside.rules.stages import OPEN, Stage
from beside.rules.talks import Due
from beside.supporters.models import Supporter
from beside.talks import showing, years
from beside.talks.models import GroupConversation, Status
from beside.utilization.models import Line, PublishedCell, Table
from tests.cast import NOW

MORNING, NIGHT = NOW, NOW + timedelta(hours=18)


def quiet(says: str) -> None:
    assert says


@pytest.fixture
def school(installation: Path) -> datetime:
    from beside.installing import first_words

    first_words(NOW)
    assert demo.load(at=NOW, progress=quiet)
    return NOW


def test_it_has_the_size_of_a_real_school(school: datetime) -> None:
    pools = Counter(Clinician.objects.values_list("pool__slug", flat=True))
    assert pools == {"faculty": 1400, "resident": 690, "fellow": 216}
    assert Department.objects.count() == 21
    assert Campus.objects.count() == 2
    assert Supporter.objects.current().count() == 60
    assert Pool.objects.get(slug="nurse").door_phone
    roles = {role: Member.objects.with_role(role).count() for role in Role.values}
    assert roles == {"supporter": 60, "coordinator": 3, "lead": 1, "administrator": 1}


def test_its_doors_ask_for_no_word(school: datetime) -> None:
    assert Policy.current().word_at_the_door == ""


def test_something_is_open_in_every_stage_and_nothing_is_wrong_with_it(school: datetime) -> None:
    stages = {Stage(row.stage) for row in Referral.objects.all()}
    assert stages == OPEN | {Stage.CLOSING}
    assert verifying.problems(at=school) == []


def test_one_is_late_and_the_others_are_not(school: datetime) -> None:
    late = [
        row
        for row in Referral.objects.all().with_facts()
        if row.first_contact_is_due and row.facts.due_at and row.facts.due_at < school
    ]
    assert len(late) == 1


def test_whoever_comes_in_as_a_supporter_finds_something_to_do(school: datetime) -> None:
    first = Supporter.objects.get(member=Member.objects.with_role(Role.SUPPORTER).first())
    hers = {
        Stage(row.stage)
        for row in Referral.objects.all().with_facts()
        if row.facts.supporter == first.pk
    }
    assert {Stage.ASKED, Stage.CONFIRMED} <= hers


def test_nobody_supports_themselves_or_whom_they_supervise(school: datetime) -> None:
    for row in Referral.objects.all().with_facts():
        assert row.facts.supporter not in row.facts.barred_supporters


def test_one_event_with_nine_people_is_open(school: datetime) -> None:
    event = Event.objects.get()
    people = [
        row for row in Referral.objects.all().with_facts() if str(event.handle) in row.facts.events
    ]
    assert len(people) == 9
    assert Counter(row.stage for row in people) == {"waiting": 3, "received": 6}


def test_loaded_again_it_changes_nothing(school: datetime) -> None:
    handles = set(Referral.objects.values_list("handle", flat=True))
    assert not demo.load(at=NOW, progress=quiet)
    assert set(Referral.objects.values_list("handle", flat=True)) == handles


def test_it_can_be_loaded_at_any_hour(installation: Path) -> None:
    from beside.installing import first_words

    first_words(NIGHT)
    assert demo.load(at=NIGHT, progress=quiet)
    assert {Stage(row.stage) for row in Referral.objects.all()} == OPEN | {Stage.CLOSING}


def test_it_is_not_loaded_among_real_people(cast: object) -> None:
    with pytest.raises(Refused, match="people in this directory already"):
        demo.load(at=NOW, progress=quiet)


def test_it_is_never_loaded_in_production(installation: Path, settings: Settings) -> None:
    settings.BESIDE_MODE = "production"
    with pytest.raises(Refused, match="demo mode only"):
        demo.load(at=NOW, progress=quiet)
    assert Member.objects.count() == 0


def test_shares_are_whole_and_sum_up() -> None:
    assert shares(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(shares(1400, [425, 335, 9, 16])) == 1400


def test_holidays_fall_where_they_are_kept() -> None:
    days = dict(holidays(2026))
    assert days[date(2026, 11, 26)] == "Thanksgiving"
    assert days[date(2026, 7, 3)] == "Independence Day"  # the 4th is a Saturday
    assert days[date(2027, 5, 31)] == "Memorial Day"
    assert days[date(2027, 12, 24)] == "Christmas Day"


def test_everything_invented_is_reached_under_numbers_and_addresses_nobody_has(
    school: datetime,
) -> None:
    assert timezone.is_aware(school)
    for one in Clinician.objects.all():
        assert one.phone.startswith("+1503555")
        assert one.email.endswith("@example.edu")


def test_it_has_had_talks_and_some_are_to_come(school: datetime) -> None:
    today = timezone.localdate(school)
    shown = years.show(years.Year(today.year, False))
    assert shown.counts.talks > 20
    assert shown.counts.groups == 5
    assert shown.nowhere, "somewhere nobody has been yet"
    ahead, rushed = showing.ahead(today)
    assert {one.due for one in ahead} == {Due.DATE, Due.COUNT, Due.SPEAKER, Due.WAIT}
    assert rushed == []
    first = Supporter.objects.order_by("pk")[0].member
    assert showing.given_by(first, today)
    assert showing.led_by(first, today)
    assert all(one.has_speaker for one in GroupConversation.objects.exclude(on=None).filter(
        status=Status.PLANNED))  # fmt: skip


def test_talks_stand_in_the_years_that_are_published(school: datetime) -> None:
    cells = PublishedCell.objects.filter(table=Table.TALKS)
    given = dict(cells.filter(line=Line.TALKS_GIVEN).values_list("year", "count"))
    assert set(given) == {2023, 2024, 2025}
    assert min(count or 0 for count in given.values()) > 10
    groups = dict(cells.filter(line=Line.GROUPS).values_list("year", "count"))
    assert groups == {2023: None, 2024: None, 2025: 13}
