"""Killed at every step of every act, a referral is open, closing and opened by nobody, or gone.

A warmed process is forked for each kill, does the act and dies by SIGKILL at its k-th step
(`killing.py`), for every k until the act comes to its end; then somebody looks (`killed.py`), asks
for the act again as a person or the worker would, and looks again. At least five hundred kills, on
SQLite and on PostgreSQL alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections
from pytest_django import Settings

from beside.audit.models import DayCount
from beside.directory import index
from beside.directory.people import read_people
from beside.doors.sending import act as once_only
from beside.events import actions as events
from beside.events import due as events_due
from beside.events.models import Event
from beside.events.people import named
from beside.matching import actions as matching
from beside.outreach import actions as outreach
from beside.program import actions as program
from beside.referrals import actions as referrals
from beside.referrals import due
from beside.referrals.asking import Asking, ask_for_oneself
from beside.referrals.change import NotNow
from beside.referrals.facts import minute
from beside.referrals.models import Referral
from beside.referrals.remembering import whole_name as key
from beside.rules.stages import Actor, Stage
from beside.sweep import sweep
from beside.vault import actions as vault
from beside.vault import once
from beside.vault.keyring.interface import Closing
from tests.attacks.killed import LATER, PERIOD, Site, Trace
from tests.attacks.killing import run_until
from tests.cast import NOW, TODAY, create
from tests.referrals.making import arrival, hold

KILLS = 500
MOST = 45  # kills of one act in one pass, unless all are wanted
NEVER = 1_000_000
EXPIRED = NOW + timedelta(days=61)


@pytest.fixture
def site(transactional_db: None, tmp_path: Path, settings: Settings) -> Iterator[Site]:
    """The cast in an installation with a mirror, where what is committed is committed."""
    settings.BESIDE_HOME = tmp_path
    settings.BESIDE_KEYRING = tmp_path / "keyring"
    settings.BESIDE_KEYRING_MIRROR = tmp_path / "mirror"
    vault.forget_process_state()
    index.forget_process_state()
    vault.install("test")
    yield Site(create(), tmp_path / "keyring", tmp_path / "mirror")
    connections.close_all()


class Killable:
    """One act: brought about, done, asked for again, and what must have come of it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.number = 0

    def prepare(self) -> None:
        """What has to be there before."""

    def do(self) -> None:
        """What is killed."""
        raise NotImplementedError

    def again(self) -> None:
        """What a person or the worker does who finds it half done."""
        with suppress(NotNow):
            self.do()

    def observe(self) -> None:
        """What the witness should know before looking."""

    def came_to(self) -> None:
        """What must be so in the end, killed or not."""

    # How referrals come about here: at once at their stage, each with a person of its own.

    def referral(self, stage: Stage, **facts: object) -> UUID:
        self.number += 1
        said = {"supporter": self.site.cast.sue.pk, "pool": "resident", "match": "confirmed"}
        name, contact = f"Rosa Reyes{in_letters(self.number)}", f"rosa{self.number}@example.edu"
        one = arrival(name, contact, **{**said, **facts})
        if stage in (Stage.TALKING, Stage.CLOSING):
            one.facts.offered = one.facts.reached = True
            one.facts.offered_at = minute(NOW)
        if stage is Stage.CLOSING:
            one.facts.closed_at, one.facts.outcome = NOW.isoformat(), "met"
            one.facts.closed_from = Stage.TALKING.value
        arrived = type(one)(one.identity, one.facts, one.fingerprints, stage)
        [row] = referrals.receive([arrived], actor=Actor.COORDINATOR, by=None, at=NOW)
        self.site.meet()
        code = f"CODE{row.handle}"
        vault.set_code(row.handle, code)
        self.site.traces[row.handle] = Trace(one.fingerprints, code)
        return row.handle

    def event(self, people: str = "") -> UUID:
        draft = events.Draft(
            date(2026, 11, 23), None, "died", "today", named(read_people(people).people)
        )
        row = events.report(draft, code="", actor=Actor.REPORTER, by=None, at=NOW)
        self.site.people[row.handle] = len(draft.people)
        return row.handle


def in_letters(number: int) -> str:
    """A figure is no part of a name."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


# ---- The acts.


class AskForOneself(Killable):
    """A person asks on the public page, and sends the form again when nothing comes back."""

    def prepare(self) -> None:
        self.number += 1
        self.token = once.issue(NOW)
        self.asking = Asking(
            f"Rosa Reyes{in_letters(self.number)}", f"rosa{self.number}@example.edu"
        )

    def do(self) -> None:
        with once_only(self.token):
            code = self.token.return_code()
            ask_for_oneself(self.asking, code=code, by=None, at=NOW)

    def again(self) -> None:
        with suppress(once.AlreadyDone):
            self.do()

    def came_to(self) -> None:
        [row] = Referral.objects.all()
        code = self.token.return_code()
        assert vault.find_code(code) == row.handle
        prints = (f"email:{self.asking.contact}",)
        assert row.handle in vault.claimed([prints])[0]  # beside keys whose rows never came
        self.site.traces[row.handle] = Trace(prints, code)
        self.site.let_go(row.handle)


class ReportEvent(Killable):
    """Two people are named; an earlier report of the same event has looked after one of them."""

    def prepare(self) -> None:
        self.number += 1
        self.token = once.issue(NOW)
        first = f"Remy Roth{in_letters(self.number)}\tremy{self.number}@example.edu\n"
        both = f"{first}Rosa Reyes{in_letters(self.number)}\trosa{self.number}@example.edu\n"
        earlier = self.told(first)
        with once_only(once.issue(NOW)):
            self.earlier = events.report(earlier, code="", actor=Actor.REPORTER, by=None, at=NOW)
        self.site.people[self.earlier.handle] = 1
        [row] = Referral.objects.all()
        self.site.let_go(row.handle)
        self.draft = self.told(both)
        self.site.people_of_a_new_event = 2

    def told(self, people: str) -> events.Draft:
        day = date(2026, 11, 23) - timedelta(days=self.number)
        surgery = self.site.cast.surgery.pk
        return events.Draft(day, surgery, "died", "today", named(read_people(people).people))

    def do(self) -> None:
        with once_only(self.token):
            code = self.token.return_code()
            events.report(self.draft, code=code, actor=Actor.REPORTER, by=None, at=NOW)

    def again(self) -> None:
        with suppress(once.AlreadyDone):
            self.do()

    def came_to(self) -> None:
        handle = vault.find_code(self.token.return_code())
        [row] = Referral.objects.all()
        assert handle is not None
        earlier, new = (
            vault.claimed([[f"email:{one.contacts[0]}|{key(one.name)}"]])[0]
            for one in self.draft.people
        )
        assert handle in new, "who is here is known to the event, at the latest a round later"
        assert self.earlier.handle in earlier, "and nobody is offered twice"
        self.site.look()
        self.site.let_go(row.handle)
        void_events()


class Assign(Killable):
    """Ask, take, confirm: each step is taken once and counted once."""

    def prepare(self) -> None:
        self.handle = self.referral(Stage.WAITING, supporter=None)

    def do(self) -> None:
        sue, hers = self.site.cast.sue, {"actor": Actor.SUPPORTER, "at": NOW}
        steps: tuple[Callable[[], object], ...] = (
            lambda: matching.ask(self.handle, sue, by=self.site.cast.cora, at=NOW),
            lambda: matching.take(self.handle, by=sue.member, **hers),
            lambda: matching.answer_conflict(
                self.handle, matching.Conflict.NONE, by=sue.member, **hers
            ),
        )
        for step in steps:
            with suppress(NotNow):
                step()

    def came_to(self) -> None:
        assert Referral.objects.get(handle=self.handle).stage == Stage.CONFIRMED
        for verb in ("ask", "take", "confirm"):
            assert sum(DayCount.objects.filter(verb=verb).values_list("number", flat=True)) == (
                self.number
            )
        self.site.let_go(self.handle)


class Close(Killable):
    """The supporter's closing tap."""

    def prepare(self) -> None:
        self.handle = self.referral(Stage.TALKING)

    def do(self) -> None:
        sue = self.site.cast.sue.member
        outreach.end(self.handle, "met", actor=Actor.SUPPORTER, by=sue, at=NOW)

    def came_to(self) -> None:
        assert vault.holds([self.handle]) == [False]


class Forget(Killable):
    """The worker's round finishes a close of somebody who was named after an event."""

    event_handle: UUID | None = None

    def prepare(self) -> None:
        self.event_handle = self.event_handle or self.event()
        self.handle = self.referral(Stage.CLOSING, events=[str(self.event_handle)], source="event")
        self.site.people[self.event_handle] += 1

    def do(self) -> None:
        due.finish(LATER)

    def came_to(self) -> None:
        assert not Referral.objects.exists()
        sue = self.site.cast.sue.pk
        assert vault.load([sue], TODAY.toordinal() // 7) == {sue: self.number}


class ForgetMerged(Forget):
    """The other one of two that were joined: its code goes on to the one that lives on."""

    def prepare(self) -> None:
        self.handle = self.referral(Stage.WAITING)
        self.code = f"CODE{self.handle}"
        self.survivor = self.referral(Stage.TALKING)
        referrals.merge(self.handle, self.survivor, by=self.site.cast.cora, at=NOW)

    def came_to(self) -> None:
        assert vault.find_code(self.code) == self.survivor
        assert not Referral.objects.filter(handle=self.handle).exists()
        self.site.let_go(self.survivor)
        assert vault.find_code(self.code) is None


class ForgetNotMeant(Forget):
    """Who was not there is not remembered by the event either, and may be named again."""

    def prepare(self) -> None:
        self.number += 1
        self.event_handle = self.event(
            f"Rosa Reyes{in_letters(self.number)}\trosa{self.number}@example.edu"
        )
        [row] = Referral.objects.all()
        step = {"actor": Actor.COORDINATOR, "by": self.site.cast.cora, "at": NOW}
        referrals.close(row.handle, "was_not_there", **step)
        del self.site.people[self.event_handle]  # stands outside: nobody of it is exposed

    def came_to(self) -> None:
        assert not Referral.objects.exists()
        value = f"email:rosa{self.number}@example.edu|{key(f'Rosa Reyes{in_letters(self.number)}')}"
        assert vault.claimed([[value]]) == [frozenset()]
        void_events()


class Stop(Killable):
    """The recipient's own stop: at once."""

    def prepare(self) -> None:
        self.handle = self.referral(Stage.TALKING)

    def do(self) -> None:
        referrals.stop(self.handle, actor=Actor.RECIPIENT, by=None, at=NOW)

    def came_to(self) -> None:
        assert not Referral.objects.exists()


class Expire(Stop):
    """The sweep closes what has reached its limit."""

    def do(self) -> None:
        due.expire(EXPIRED)


class ForgetEvent(Killable):
    """Thirty days after its last referral an event gives its counters to the period and goes."""

    def prepare(self) -> None:
        self.handle = self.event()
        self.referral(Stage.CLOSING, events=[str(self.handle)], source="event")
        self.site.people[self.handle] = 1
        due.finish(LATER)
        events_due.forget(LATER)

    def do(self) -> None:
        events_due.forget(NOW + timedelta(days=31))

    def came_to(self) -> None:
        assert not Event.objects.exists()


class Tidy(Killable):
    """The keyring lets go of a key a week past its limit, and of one without a row."""

    def prepare(self) -> None:
        begun = NOW + self.number * timedelta(hours=26)
        self.number += 1
        self.at = begun + timedelta(hours=26)
        far, old = TODAY + timedelta(days=400), TODAY - timedelta(days=70)
        [self.orphan] = vault.admit("referral", expiry_week=far, at=begun)
        vault.tidy(begun + timedelta(hours=13))  # the clock goes on in steps that are believed
        [self.late] = vault.admit("referral", expiry_week=old, at=NOW)
        self.site.count_without_row(self.late)

    def do(self) -> None:
        vault.tidy(self.at)

    def came_to(self) -> None:
        assert vault.holds([self.late, self.orphan]) == [False, False]


class ReleaseAndDiscard(Killable):
    """A period's counters are given out whole, and then let go."""

    given: int = 0

    def prepare(self) -> None:
        handles = vault.admit("referral", expiry_week=TODAY, at=NOW, count=11)
        self.site.count_without_row(*handles)
        cells = {"outcome": "met"}
        vault.forget([Closing(one, PERIOD, cells) for one in handles], today=TODAY)
        self.given = 11

    def do(self) -> None:
        released = vault.release(PERIOD, today=date(2027, 1, 15))
        assert released.tables == {"total": {"all": 11}, "outcome": {"met": 11}}
        vault.discard(released.periods)

    def again(self) -> None:
        with suppress(vault.NotReleased):
            self.do()

    def observe(self) -> None:
        if self.given and PERIOD not in vault.periods():
            self.site.uncounted, self.given = self.site.uncounted + self.given, 0

    def came_to(self) -> None:
        assert vault.periods() == []


class LetGo(Killable):
    """A legal hold is over: what it kept is let go, forgotten and counted."""

    def prepare(self) -> None:
        for _one in range(2):
            self.referral(Stage.CLOSING)
        held = hold(self.site.cast)
        due.finish(LATER)
        assert Referral.objects.filter(stage=Stage.HELD.value).count() == 2
        program.end_hold(held.identifier, by=self.site.cast.lea, at=LATER)

    def do(self) -> None:
        due.finish(LATER)

    def came_to(self) -> None:
        assert not Referral.objects.exists()


class Sweep(Killable):
    """The whole sweep, with one of everything."""

    def prepare(self) -> None:
        self.event_handle = self.event()
        self.referral(Stage.CLOSING, events=[str(self.event_handle)], source="event")
        self.site.people[self.event_handle] = 1
        self.referral(Stage.OFFERED)

    def do(self) -> None:
        sweep(EXPIRED, is_told=True)

    def came_to(self) -> None:
        assert not Referral.objects.exists()
        void_events()


def void_events() -> None:
    """As if they had been reported in error, so that the next look has fewer to look at."""
    Event.objects.update(stage=Event.Stage.VOIDED)
    events_due.forget(LATER)


ACTS: tuple[type[Killable], ...] = (
    AskForOneself, ReportEvent, Assign, Close, Forget, ForgetMerged, ForgetNotMeant, Stop, Expire,
    ForgetEvent, Tidy, ReleaseAndDiscard, LetGo, Sweep,
)  # fmt: skip


@pytest.mark.parametrize("kind", ACTS, ids=[one.__name__ for one in ACTS])
def test_killed_at_every_step_it_ends_where_it_may(
    site: Site, kind: type[Killable], request: pytest.FixtureRequest
) -> None:
    """`make attack` kills at every step; otherwise a long act is killed at every few of them."""
    act = kind(site)
    most = None if request.config.getoption("--long-attacks") else MOST
    kills, steps = kill_through(site, act, at_least=ceil(KILLS / len(ACTS)), most=most)
    print(f"KILLS {kind.__name__}: {steps} steps, {kills} kills")


def kill_through(site: Site, act: Killable, at_least: int, most: int | None) -> tuple[int, int]:
    """A kill at one step after another, over and over until there were enough: (kills, steps)."""
    steps = killed_at(site, act, NEVER)
    assert steps, "it came to its end by itself"
    stride = ceil(steps / most) if most else 1
    kills, fatal = 0, 1
    while True:
        ended = killed_at(site, act, fatal)
        if ended is None:
            kills += 1
            fatal += stride
            continue
        if kills >= at_least:
            site.ends()
            return kills, ended
        fatal = 1 + kills % stride


def killed_at(site: Site, act: Killable, fatal: int) -> int | None:
    """One life of the act and what it left: None, or its steps where it was not killed."""
    act.prepare()
    site.meet()
    old = site.roots()
    steps = run_until(fatal, act.do)
    old |= site.roots()
    act.observe()
    site.look()
    act.again()
    act.observe()
    site.goes_on()
    act.came_to()
    site.settles()
    assert not old & site.roots(), "no old root is left after the next rotation"
    return steps
