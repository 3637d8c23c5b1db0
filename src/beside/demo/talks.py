"""Talks and group conversations, three years of them and what is planned: all of it invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from beside.demo.school import DEPARTMENTS
from beside.directory.models import Department
from beside.program.models import Holiday, Member, Role
from beside.talks.models import Audience, GroupConversation, Status, Talk, Topic

# Talks given in each of the three years before this one, and group conversations held.
BEFORE = ((19, 4), (26, 9), (34, 13))
A_MONTH = 3
PLACES = (
    "Library, room 2", "Grand rounds, main hall", "Ward meeting", "Seminar room 4", "By video",
    "Residents' lounge", "Conference room B",
)  # fmt: skip
TIMES = (time(7, 0), time(7, 30), time(12, 0), time(12, 30), time(16, 0))
WISHES = ("Tuesdays at noon", "Any morning before clinic", "At our retreat in the spring")
TITLES = ("", "", "For new residents", "Before the busy season", "An hour for the night team")
LAST_PLACES = 4  # the smallest departments, where nobody has been yet
GUIDE = "/promise/\nhttps://www.example.edu/peer-support/slides"


def build(random: Random, *, at: datetime) -> None:
    """What was given since the first of these years, what is planned, and what waits for a day."""
    today = timezone.localdate(at)
    members = [*Member.objects.with_role(Role.SUPPORTER)]
    school = _School(random, today, members)
    for years_ago, (talks, groups) in zip(range(len(BEFORE), 0, -1), BEFORE, strict=True):
        first = date(today.year - years_ago, 1, 1)
        school.year(first, first.replace(month=12, day=31), talks, groups)
    school.year(date(today.year, 1, 1), today - timedelta(days=3), A_MONTH * today.month, 5)
    school.ahead()


class _School:
    """One stream of chance, so that it is the same school each time."""

    def __init__(self, random: Random, today: date, members: list[Member]) -> None:
        self.random, self.today, self.members = random, today, members
        self.topics = [*Topic.objects.order_by("position")]
        self.off = frozenset(Holiday.objects.values_list("day", flat=True))
        found = {one.name: one for one in Department.objects.all()}
        self.departments = [found[name] for name, _campus, _size in DEPARTMENTS]
        self.sizes = [size for _name, _campus, size in DEPARTMENTS]

    def year(self, first: date, last: date, talks: int, groups: int) -> None:
        """So many given between two days; now and then one was called off."""
        if last <= first:
            return
        Talk.objects.bulk_create(self._given(first, last, talks))
        GroupConversation.objects.bulk_create(
            GroupConversation(
                department=self._department(),
                on=self._day(first, last),
                came=self.random.randrange(4, 15),
                status=Status.GIVEN,
            )
            for _each in range(groups)
        )

    def _given(self, first: date, last: date, number: int) -> Iterator[Talk]:
        for place in range(number):
            talk = self._talk(self._day(first, last))
            off = place % 12 == 11
            talk.status = Status.CALLED_OFF if off else Status.GIVEN
            talk.came = None if off else self._came(talk)
            yield talk

    def _came(self, talk: Talk) -> int:
        return self.random.randrange(60, 180) if talk.department is None else self._room()

    def _room(self) -> int:
        return self.random.choices((9, 14, 22, 31, 48), (10, 25, 30, 25, 10))[0] + (
            self.random.randrange(6)
        )

    def ahead(self) -> None:
        """Two wait for a day, one is to be counted, and some are planned; one has nobody yet."""
        for place, days_ago in enumerate((12, 4)):
            Talk.objects.create(
                audience=Audience.DEPARTMENT,
                department=self.departments[-2 - place],
                topic=self.topics[place],
                asked_on=self.today - timedelta(days=days_ago),
                wished=WISHES[place],
                contact=f"chief.residents.{place + 1}@example.edu",
            )
        for days in (-2, 6, 13, 20, 41):
            talk = self._talk(self._working(self.today + timedelta(days=days)))
            talk.status, talk.materials = Status.PLANNED, GUIDE if days > 0 else ""
            talk.contact = "grand.rounds@example.edu"
            talk.giver = self.members[0] if days == 6 else None if days == 20 else talk.giver
            talk.save()
        GroupConversation.objects.create(
            department=self.departments[6],
            on=self._working(self.today + timedelta(days=9)),
            first=self.members[0],
            second=self.members[1],
            status=Status.PLANNED,
        )
        GroupConversation.objects.create(department=self.departments[13])

    def _talk(self, on: date) -> Talk:
        house = self.random.random() < 0.12
        return Talk(
            audience=Audience.HOUSE if house else Audience.DEPARTMENT,
            department=None if house else self._department(),
            topic=self.random.choice(self.topics),
            title=self.random.choice(TITLES),
            on=on,
            at=self.random.choice(TIMES),
            minutes=self.random.choice((30, 45, 60)),
            place=self.random.choice(PLACES),
            giver=self.random.choice(self.members),
            asked_on=on - timedelta(days=self.random.randrange(20, 70)),
        )

    def _department(self) -> Department:
        most = len(self.departments) - LAST_PLACES
        return self.random.choices(self.departments[:most], self.sizes[:most])[0]

    def _day(self, first: date, last: date) -> date:
        return self._working(first + timedelta(days=self.random.randrange((last - first).days)))

    def _working(self, day: date) -> date:
        """This day, or the last one before it on which people meet."""
        while day.weekday() >= 5 or day in self.off:
            day -= timedelta(days=1)
        return day
