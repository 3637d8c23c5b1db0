"""`python -m tests.attacks.life FOLDER SIZE [CARELESSNESS...]`: forty days of one installation.

People come by every door, are found, asked for, reached; most are forgotten, with every outcome,
some stay open. Everything happens through the real verbs, the public doors and a few members'
pages through the real pages; the time is a clock of our own. What the test alone may know is kept
in FOLDER/keep, which is no place of the installation.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

import django

from beside import installing

installing.prepare_home(os.environ)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beside.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from beside import sweep  # noqa: E402
from beside.directory.models import Department  # noqa: E402
from beside.directory.people import read_people  # noqa: E402
from beside.events import actions as events  # noqa: E402
from beside.events.people import named  # noqa: E402
from beside.program.models import Campus, Member, Policy, Role  # noqa: E402
from beside.referrals import actions as referrals  # noqa: E402
from beside.referrals.asking import Asking, Concern, ask_for_oneself, refer_colleague  # noqa: E402
from beside.referrals.models import Referral  # noqa: E402
from beside.rules.stages import Actor  # noqa: E402
from beside.supporters.models import Supporter  # noqa: E402
from beside.vault import codes  # noqa: E402
from tests.attacks import doors, stories  # noqa: E402
from tests.attacks.canaries import Canary  # noqa: E402
from tests.attacks.careless import WAYS  # noqa: E402
from tests.attacks.recorder import Recorder  # noqa: E402

BEGINS = datetime(2026, 9, 1, 16, 0, tzinfo=UTC)  # a Tuesday, nine in the morning
LASTS = timedelta(days=40)
SUPPORTERS = 8
EVENT = 12
STAY, LATE = 3, len(stories.STAYING)  # open all the time; open since yesterday
LAST = 1  # comes in the last hour and stops at once


def _canaries(size: int) -> list[Canary]:
    """`size` people who come one by one, and twelve of an event, each with an ending or none."""
    alone, exposed = range(size), range(size, size + EVENT)
    people = [Canary(number) for number in (*alone, *exposed)]
    for one, outcome in zip(
        people[STAY : size - LATE - LAST], cycle(stories.STORIES), strict=False
    ):
        one.outcome = outcome
    # Nobody of the event reaches the limit, so that the event is over before the end.
    endings = [one for one in stories.STORIES if one != "expired"]
    for one, outcome in zip(people[size:], cycle(endings), strict=False):
        one.outcome = outcome
    return people


class Life:
    """The installation, and what the test knows of it."""

    def __init__(self, folder: Path, size: int, careless: list[str]) -> None:
        self.keep = folder / "keep"
        self.at = BEGINS
        self.recorder = Recorder(self.keep)
        self.recorder.watch()
        for one in careless:
            WAYS[one]()
        timezone.now = lambda: self.at
        self.canaries = _canaries(size)
        self.ways: dict[int, stories.Way] = {}
        self.moments: dict[str, dict[str, list[int]]] = {}

    def live(self) -> None:
        self._people()
        alone, exposed = self.canaries[:-EVENT], self.canaries[-EVENT:]
        late, last = alone[-LATE - LAST : -LAST], alone[-1]
        self._arrive(alone[: -LATE - LAST])
        self._event(exposed)
        self._begin()
        self.moment("early")
        self._day(1)
        self._go_on(self._of(lambda one: one.number % 3 != 0))
        self._days(2, 3)
        self.moment("middle")
        self._go_on(self._of(lambda one: one.number % 3 == 0))
        self._days(4, 38)
        self._arrive(late)
        self._begin(late)
        for one, step in zip(late, stories.STAYING, strict=True):
            stories.taken(self.ways[one.number], self.at)
            step(self.ways[one.number], self.at)
        self._days(39, LASTS.days)
        self._last_hour(last)
        self.moment("end")

    def _last_hour(self, one: Canary) -> None:
        """Somebody has just been here: what is swept away later still lies about."""
        self._arrive([one])
        self._begin([one])
        stories.taken(self.ways[one.number], self.at)
        one.outcome = "stopped"
        stories.stops(self.ways[one.number], self.at)

    def _people(self) -> None:
        Policy.objects.update_or_create(pk=1, defaults={"program_phone": "+1 503 555 0100"})
        campus = Campus.objects.create(slug="hill", name="Hill")
        for name in ("Surgery", "Medicine"):
            Department.objects.create(name=name, slug=name.lower(), campus=campus)
        for name, role in (("Cora", Role.COORDINATOR), ("Dan", Role.COORDINATOR),
                           ("Lea", Role.LEAD)):  # fmt: skip
            Member.objects.create_member(f"{name.lower()}@office.example", name, role)
        for number in range(SUPPORTERS):
            member = Member.objects.create_member(
                f"peer{number}@peers.example", f"Peer Number{number}", Role.SUPPORTER
            )
            Supporter.objects.create(
                member=member,
                department=Department.objects.get(slug="medicine"),
                campus=campus,
                designated_on=date(2025, 1, 6),
                trained_on=date(2025, 1, 20),
                cap=9,
            )
        self.desk = Member.objects.get(name="Cora")
        self.supporters = list(Supporter.objects.order_by("pk"))

    # Arriving, by every door.

    def _arrive(self, people: list[Canary]) -> None:
        ways = (self._asks, self._chooses, self._is_named, self._calls, self._asks_on_the_page,
                self._is_named_on_the_page)  # fmt: skip
        for one, way in zip(people, cycle(ways), strict=False):
            self.at += timedelta(minutes=3)
            keep_days = 14 if one.outcome == "expired" else 60
            Policy.objects.update(keep_days=keep_days)
            way(one)
            Policy.objects.update(keep_days=60)
            self._learn(one)

    def _asking(self, one: Canary, **more: Any) -> None:
        one.code = codes.write(os.urandom(codes.BYTES))
        asking = Asking(one.name, one.email if one.number % 2 else one.phone, **more)
        ask_for_oneself(asking, code=one.code, by=None, at=self.at)

    def _asks(self, one: Canary) -> None:
        self._asking(one, when="evening", reason="life")

    def _chooses(self, one: Canary) -> None:
        self._asking(one, chosen=self._supporter(one))

    def _is_named(self, one: Canary) -> None:
        refer_colleague(Concern(one.name, one.email), by=None, at=self.at)

    def _calls(self, one: Canary) -> None:
        one.code = codes.write(os.urandom(codes.BYTES))
        asking = Asking(one.name, one.spoken_phone, urgency="today")
        ask_for_oneself(asking, code=one.code, by=self.desk, at=self.at)

    def _asks_on_the_page(self, one: Canary) -> None:
        one.code = doors.ask(one)

    def _is_named_on_the_page(self, one: Canary) -> None:
        doors.name_a_colleague(one)

    def _event(self, people: list[Canary]) -> None:
        """Half of them are told on the page, the others are added by its verb."""
        code = doors.report(people[:6], Department.objects.get(slug="surgery").pk, self.at)
        handle = doors.event_of(code)
        lines = "\n".join(f"{one.last}, {one.first}\t{one.phone}" for one in people[6:])
        more = named(read_people(lines).people)
        events.add_names(handle, more, actor=Actor.REPORTER, by=None, at=self.at)
        for one in people:
            one.event = str(handle)
            self._learn(one)
        unsure = {UUID(one.handles[0]): None for one in people}
        events.resolve_exposed(handle, unsure, by=self.desk, at=self.at)

    # Going on.

    def _begin(self, people: list[Canary] | None = None) -> None:
        for one in people or self.canaries:
            if one.number in self.ways:
                self.at += timedelta(seconds=90)  # no more names an hour than a desk may open
                stories.found(self.ways[one.number], self.at)
                stories.asked(self.ways[one.number], self.at)
        doors.members_look(self.desk, self.supporters[0].member)
        self._round()

    def _of(self, fits: Any) -> list[Canary]:
        return [one for one in self.canaries if one.number in self.ways and fits(one)]

    def _go_on(self, people: list[Canary]) -> None:
        first = cycle((stories.taken, stories.in_conflict, stories.taken, stories.passed))
        for one, begin in zip(people, first, strict=False):
            self.at += timedelta(minutes=2)
            way = self.ways[one.number]
            if one.outcome in ("expired", "signpost", "report_in_error"):
                stories.STORIES[one.outcome](way, self.at)
                continue
            begin(way, self.at)
            if one.outcome:
                stories.STORIES[one.outcome](way, self.at)
            else:
                stories.STAYING[one.number](way, self.at)
            self._learn(one)
        self._round()

    def _supporter(self, one: Canary) -> Supporter:
        return self.supporters[one.number % SUPPORTERS]

    def _learn(self, one: Canary) -> None:
        """Which requests are this person's; only the test may ask so."""
        for handle in self.find(one):
            if str(handle) not in one.handles:
                one.handles.append(str(handle))
        if one.number not in self.ways:
            first, *others = self.supporters[one.number % SUPPORTERS :] + self.supporters
            handle = UUID(one.handles[0])
            way = stories.Way(one, handle, self.desk, first, iter(others), self.find)
            self.ways[one.number] = way

    def find(self, one: Canary) -> list[UUID]:
        rows = Referral.objects.all().with_facts()
        return [row.handle for row in rows if one.first in referrals.peek(row).name]

    # Time.

    def _round(self) -> None:
        assert None not in dict(sweep.perform(sweep.ROUND, self.at)).values()

    def _days(self, first: int, last: int) -> None:
        for number in range(first, last + 1):
            self._day(number)

    def _day(self, number: int) -> None:
        self.at = BEGINS + timedelta(days=number)
        assert None not in dict(sweep.sweep(self.at)).values(), "an act of the sweep failed"

    def moment(self, name: str) -> None:
        """What stands on the machine now, for an attacker who copies it."""
        place = self.keep / name
        place.mkdir()
        shutil.copytree(settings.BESIDE_KEYRING, place / "keyring")
        if connection.vendor == "sqlite":
            shutil.copy(connection.settings_dict["NAME"], place / "database.sqlite3")
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_create_restore_point(%s::text)", [name])
                cursor.execute("SELECT pg_switch_wal()")
        here = {str(one) for one in Referral.objects.values_list("handle", flat=True)}
        self.moments[name] = {
            "open": [one.number for one in self.canaries if here & set(one.handles)],
            "gone": [
                one.number for one in self.canaries if one.handles and not here & set(one.handles)
            ],
        }

    def save(self) -> None:
        self.recorder.save()
        told = {
            "canaries": [one.as_told() for one in self.canaries],
            "moments": self.moments,
            "at": self.at.isoformat(),
        }
        (self.keep / "told.json").write_text(json.dumps(told))


def main(folder: Path, size: int, careless: list[str]) -> None:
    life = Life(folder, size, careless)
    installing.setup(at=life.at)
    life.live()
    life.save()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
