"""Bad days: each has a name, a sentence that tells the administrator what to do, and an end.

Rosa waits for a supporter, and Remy's request is closed for good but not forgotten yet. Whatever
breaks, Rosa is not lost where she can be kept, and nobody who is gone comes back.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import traceback
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import OperationalError, connections
from pytest_django import Settings

from beside import configuration, doctor, verifying
from beside.audit.models import DayCount
from beside.desk.names import open_names
from beside.events.change import EventGone
from beside.events.change import change as change_event
from beside.events.models import Event
from beside.events.models import load as load_event
from beside.program.actions import leave
from beside.referrals import actions, due
from beside.referrals.change import NotNow
from beside.referrals.models import Referral, load
from beside.rules.stages import Actor, Stage
from beside.sweep import ROUND, perform, sweep
from beside.vault import actions as vault
from beside.vault import ceilings, opening
from beside.vault.actions import KeyringProblem
from beside.vault.keyring.interface import About, Closing
from beside.vault.keyring.local import LocalKeyring
from beside.vault.models import KeyringMark
from tests.attacks.killing import Steps, count_database
from tests.cast import NOW, Cast
from tests.events.telling import names, tell
from tests.outreach.pressing import now_at, page_of, phone_of
from tests.referrals.making import at_stage, received, waiting

LATER = NOW + timedelta(minutes=11)
WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@pytest.fixture
def rosa(transactional_db: None, cast: Cast) -> Referral:
    """She waits; the keyring and the database have seen each other's latest."""
    row = waiting(cast)
    sweep(NOW)
    sweep(NOW)
    return row


def close_remy(cast: Cast) -> UUID:
    """Somebody else's request, closed ten minutes ago."""
    row = received(cast, name="Remy Roth", contact="remy@example.edu")
    actions.close(row.handle, "report_in_error", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    return row.handle


def opens(cast: Cast, row: Referral) -> bool:
    return actions.look(row.handle, by=cast.cora, at=NOW).name.startswith("Rosa")


def told() -> list[str]:
    """What `beside doctor` says is wrong."""
    vault.forget_process_state()
    site = configuration.read()
    return [one.sentence for one in doctor.examine(site, at=NOW) if one.is_wrong]


# ---- What can be wrong with a keyring as it is found.


def _write(file: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / file).write_bytes(content) and None


def _become_strange(folder: Path) -> None:
    shutil.rmtree(folder)
    LocalKeyring.create_new(folder, "test")


def _become_old(folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(folder.parent / "saved", folder)


def _get_another_root(folder: Path) -> None:
    other = LocalKeyring.create_new(folder.parent / "other", "test")
    shutil.copy(other.store.roots, folder / "roots")


def _execute(statement: str) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "keyring.sqlite3")) as connection:
            connection.execute(statement)
            connection.commit()

    return do


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "the keyring is missing": (shutil.rmtree, "There is no keyring in"),
    "its file is empty": (_write("keyring.sqlite3", b""), "is empty or damaged"),
    "its file is something else": (_write("keyring.sqlite3", b"?" * 8192), "is empty or damaged"),
    "its tables are gone": (_execute("DROP TABLE entries"), "is empty or damaged"),
    "an entry was changed": (
        _execute("UPDATE shards SET value = zeroblob(60)"),
        "An entry of the keyring is damaged",
    ),
    "it belongs to another database": (_become_strange, "belongs to another database"),
    "it is older than the database": (_become_old, "older than the database"),
    "others can read it": (lambda one: (one / "keyring.sqlite3").chmod(0o644), "read by others"),
    "the root is another one": (_get_another_root, "neither slot fits"),
    "the root is gone": (lambda one: (one / "roots").unlink(), "is missing"),
    "the root was cut": (lambda one: os.truncate(one / "roots", 4096), "has 4096 bytes"),
    "it is of an earlier format": (
        _execute("UPDATE meta SET value = '1' WHERE name = 'format'"),
        "of format 1",
    ),
}


@pytest.mark.parametrize("day", BROKEN)
def test_a_broken_keyring_is_said_and_loses_nobody(
    rosa: Referral, cast: Cast, home: Path, day: str
) -> None:
    remy = close_remy(cast)
    shutil.copytree(home / "keyring", home / "saved")
    sweep(NOW)
    sweep(NOW)
    shutil.copytree(home / "keyring", home / "whole")
    before = list(Referral.objects.values_list("handle", "stage").order_by("handle"))
    break_it, sentence = BROKEN[day]
    break_it(home / "keyring")

    [said] = [one for one in told() if sentence in one]
    assert said.endswith(".")
    assert "Nothing was deleted" in said or "give it the permissions" in said
    assert said in verifying.problems(at=NOW)
    assert None in dict(sweep(LATER)).values(), "the sweep says that it did not do everything"
    sweep(NOW + timedelta(days=61), is_told=True)
    after = list(Referral.objects.values_list("handle", "stage").order_by("handle"))
    assert after == before, "without its keyring no row is touched"

    shutil.rmtree(home / "keyring", ignore_errors=True)
    shutil.copytree(home / "whole", home / "keyring")
    assert [one for one in told() if "keyring" in one] == []
    assert opens(cast, rosa)
    assert due.finish(LATER) == 1
    assert not Referral.objects.filter(handle=remy).exists()


# ---- A database that is new beside a keyring that is not.


def test_a_new_database_is_not_tied_to_a_keyring_that_has_served(
    rosa: Referral, cast: Cast, home: Path
) -> None:
    """DATABASE_URL was wrong for a moment, and `beside setup` was run."""
    ours = list(KeyringMark.objects.values())
    KeyringMark.objects.all().delete()
    vault.forget_process_state()
    with pytest.raises(KeyringProblem, match=r"served another one already\. Nothing was deleted"):
        vault.install("test")
    assert not KeyringMark.objects.exists()
    KeyringMark.objects.create(**ours[0])
    vault.install("test")
    assert opens(cast, rosa)


def test_a_setup_that_broke_off_before_the_two_were_tied_is_just_done_again(
    db: None, home: Path
) -> None:
    about = LocalKeyring.create_new(home / "keyring", "test").about()
    vault.forget_process_state()
    vault.install("test")
    assert KeyringMark.objects.get().keyring_id == about.identifier


# ---- The mirror.


@pytest.fixture
def mirror(home: Path, settings: Settings) -> Path:
    """Asked for before `rosa`, so that the keyring is made with it."""
    settings.BESIDE_KEYRING_MIRROR = home / "mirror"
    return home / "mirror"


def _goes(mirror: Path) -> None:
    shutil.move(mirror, mirror.parent / "unplugged")


def _comes_back(mirror: Path) -> None:
    shutil.move(mirror.parent / "unplugged", mirror)


def _cannot_be_written(mirror: Path) -> None:
    (mirror / "keyring.sqlite3").rename(mirror / "aside")
    (mirror / "keyring.sqlite3").mkdir(mode=0o600)


def _can_be_written(mirror: Path) -> None:
    (mirror / "keyring.sqlite3").rmdir()
    (mirror / "aside").rename(mirror / "keyring.sqlite3")


@pytest.mark.parametrize(
    ("breaks", "mends", "sentence"),
    [
        (_goes, _comes_back, "mirror is not in"),
        (_cannot_be_written, _can_be_written, "cannot be written"),
    ],
    ids=["gone", "unwritable"],
)
def test_without_its_mirror_people_are_taken_in_and_nobody_is_forgotten(
    mirror: Path,
    rosa: Referral,
    cast: Cast,
    breaks: Callable[[Path], None],
    mends: Callable[[Path], None],
    sentence: str,
) -> None:
    remy = close_remy(cast)
    breaks(mirror)
    uma = received(cast, name="Uma Unlisted", contact="uma@example.org")
    assert opens(cast, rosa)
    assert due.finish(LATER) == 0
    with pytest.raises(KeyringProblem, match=sentence):
        vault.forget([Closing(remy)], today=NOW.date())
    assert any(sentence in one for one in told())
    assert Referral.objects.get(handle=remy).stage == Stage.FORGETTING, "opened by nobody"

    mends(mirror)
    assert due.finish(LATER) == 1
    assert not any("mirror" in one for one in told())
    alone = LocalKeyring(mirror)
    assert alone.holds([rosa.handle, uma.handle, remy]) == [True, True, False]


def test_a_mirror_of_last_month_is_told_and_caught_up(
    mirror: Path, rosa: Referral, cast: Cast
) -> None:
    shutil.copytree(mirror, mirror.parent / "last month")
    remy = close_remy(cast)
    due.finish(LATER)
    shutil.rmtree(mirror)
    shutil.copytree(mirror.parent / "last month", mirror)
    assert any("mirror" in one and "behind" in one for one in told())
    received(cast, name="Uma Unlisted", contact="uma@example.org")
    assert not any("mirror" in one for one in told())
    assert LocalKeyring(mirror).forgotten([remy]) == [True]
    vault.tidy(LATER)
    assert LocalKeyring(mirror).about() == LocalKeyring(mirror.parent / "keyring").about()


def test_another_databases_keyring_is_nobodys_mirror(
    rosa: Referral, cast: Cast, home: Path, settings: Settings
) -> None:
    other = LocalKeyring.create_new(home / "other", "test")
    [theirs] = other.create("referral", NOW.date() + MONTH, 1, NOW)
    settings.BESIDE_KEYRING_MIRROR = home / "other"
    assert any("keyring of another database" in one for one in told())
    received(cast, name="Uma Unlisted", contact="uma@example.org")
    with pytest.raises(KeyringProblem, match="keyring of another database"):
        vault.tidy(LATER)
    assert other.holds([theirs]) == [True], "nothing of it was touched"


def test_a_keyring_is_not_its_own_mirror(home: Path) -> None:
    with pytest.raises(KeyringProblem, match="cannot be its own mirror"):
        LocalKeyring.create_new(home / "keyring", "test", mirror=home / "keyring")


# ---- The clock.


def test_a_clock_a_week_back_brings_nobody_back_and_loses_nobody(
    rosa: Referral, cast: Cast
) -> None:
    remy = close_remy(cast)
    back = NOW - WEEK
    assert due.finish(back) == 1, "ten minutes are over, and do not come back"
    sweep(back)
    uma = received(cast, at=back, name="Uma Unlisted", contact="uma@example.org")
    vault.tidy(back)  # before any round has told the keyring of her row
    sweep(back)
    assert vault.holds([rosa.handle, uma.handle, remy]) == [True, True, False]
    reading = vault.clock(back)
    assert (reading.behind, reading.paused_until) == (True, None)


def test_names_expire_by_the_time_that_has_been_when_the_clock_went_back(
    rosa: Referral, cast: Cast
) -> None:
    for day in range(1, 62):
        if rosa.expiry_week > (NOW + timedelta(days=day)).date():
            vault.tidy(NOW + timedelta(days=day))
    vault.confirm_clock(at=datetime.combine(rosa.expiry_week, NOW.timetz()))
    sweep(NOW)
    assert not Referral.objects.exists(), "a clock put back keeps no name longer"
    assert vault.period("2027Q1")["total"] == {"all": 1}


def test_a_clock_a_month_forward_expires_nothing_until_it_is_confirmed(
    rosa: Referral, cast: Cast
) -> None:
    introduced = at_stage(cast, Stage.INTRODUCED)
    forward = NOW + 3 * MONTH
    sweep(forward)
    list(perform(ROUND, forward))
    assert Referral.objects.get(handle=introduced.handle).stage == Stage.INTRODUCED
    assert vault.holds([rosa.handle, introduced.handle]) == [True, True]
    assert opens(cast, rosa)
    sweep(NOW)  # somebody has set the clock right
    assert vault.clock(NOW).paused_until is None
    vault.confirm_clock(at=forward)
    sweep(forward)
    assert not Referral.objects.exists(), "the clock was right: they have had their time"


# ---- A database without room.


def test_a_database_that_is_full_at_any_write_forgets_once_there_is_room(
    rosa: Referral, cast: Cast
) -> None:
    def refuse() -> None:
        raise OperationalError("database or disk is full")

    fatal = 0
    while True:
        fatal += 1
        remy = close_remy(cast)
        steps = Steps(fatal, refuse)
        connection = connections["default"]
        commit = connection._commit
        count_database(steps)
        list(perform([("closes", due.finish)], LATER))
        connection.execute_wrappers.pop()
        connection._commit = commit
        connections.close_all()  # as the worker does between its rounds
        due.finish(LATER)
        assert not Referral.objects.filter(handle=remy).exists()
        assert vault.period("2026Q4")["total"] == {"all": fatal}, "counted once, whenever it was"
        if steps.taken < fatal:
            break
    assert opens(cast, rosa)


# ---- Two at once, and somebody who left.


def in_processes(number: int, act: Callable[[], object]) -> list[int]:
    """The act in so many processes at once; their exit codes."""
    connections.close_all()
    ready, go = os.pipe()
    children = []
    for _one in range(number):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.close(go)
                os.read(ready, 1)  # until all are there
                act()
                code = 0
            except BaseException:
                traceback.print_exc()  # or nobody would learn what it was
            finally:
                os._exit(code)
        children.append(child)
    os.close(go)
    os.close(ready)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def test_forgetting_asked_by_two_processes_at_once_counts_once(rosa: Referral, cast: Cast) -> None:
    remy = close_remy(cast)
    assert in_processes(4, lambda: due.finish(LATER)) == [0] * 4
    assert not Referral.objects.filter(handle=remy).exists()
    assert vault.period("2026Q4")["total"] == {"all": 1}
    assert opens(cast, rosa)


def test_processes_that_rotate_at_once_follow_each_other(
    mirror: Path, rosa: Referral, cast: Cast
) -> None:
    before = vault.statistics().generation

    def rotate() -> None:
        for _time in range(5):
            vault.tidy(LATER)

    assert in_processes(4, rotate) == [0] * 4
    assert vault.statistics().generation == before + 20
    assert KeyringMark.objects.get().generation == before + 20
    assert opens(cast, rosa)
    assert LocalKeyring(mirror).about() == LocalKeyring(mirror.parent / "keyring").about()


@pytest.mark.parametrize("comes", ["before it is looked at", "after it was looked at"])
def test_a_rotation_of_another_process_in_the_midst_of_the_check_is_no_older_copy(
    comes: str, rosa: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in each may be of another moment; neither came back from anywhere."""
    look = LocalKeyring.about
    keyring = opening.where().open()

    def another() -> None:
        monkeypatch.setattr(LocalKeyring, "about", look)
        vault.tidy(LATER)
        vault.tidy(LATER)  # and the keyring has seen by now what the database wrote down
        monkeypatch.setattr(LocalKeyring, "about", meanwhile)

    def meanwhile(self: LocalKeyring) -> About:
        if comes.startswith("before"):
            another()
        about = look(self)
        if comes.startswith("after"):
            another()
        return about

    before = vault.statistics().generation
    monkeypatch.setattr(LocalKeyring, "about", meanwhile)
    opening.check(keyring)
    assert not opening.is_older(keyring)
    assert vault.statistics().generation >= before + 4, "the others did rotate"


def test_a_member_who_left_with_the_page_open_opens_nothing(cast: Cast) -> None:
    row = now_at(cast, Stage.TAKEN)
    phone = phone_of(cast.sue.member)
    assert "Rosa" in phone.open(page_of(row.handle))
    opened = DayCount.objects.filter(verb="open_name").count()
    cast.sue.member.is_active = False
    cast.sue.member.save()
    answer = phone.client.get(page_of(row.handle))
    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]
    assert DayCount.objects.filter(verb="open_name").count() == opened
    assert opens(cast, row), "and the desk goes on with her"


def test_a_member_who_leaves_within_an_opening_opens_nothing(cast: Cast) -> None:
    """She was let in a moment ago, and has left when the name would be opened."""
    row = now_at(cast, Stage.TAKEN)
    stale = type(cast.sue.member).objects.get(pk=cast.sue.member.pk)
    assert stale.roles == {"supporter"}
    opened = DayCount.objects.filter(verb="open_name").count()
    leave(cast.sue.member, by=cast.lea, at=NOW)
    assert stale.is_active, "as her page still has it"
    with pytest.raises(NotNow):
        actions.look(row.handle, by=stale, at=NOW, for_safety=True)
    assert DayCount.objects.filter(verb="open_name").count() == opened
    assert load(row.handle).facts.looks == {}
    assert opens(cast, row), "and the desk goes on with her"


def test_a_sealed_row_moved_to_another_referral_opens_neither_and_is_found(
    rosa: Referral, cast: Cast
) -> None:
    uma = received(cast, name="Uma Unlisted", contact="uma@example.org")
    Referral.objects.filter(handle=uma.handle).update(
        sealed_identity=rosa.sealed_identity, sealed_facts=rosa.sealed_facts
    )
    moved = Referral.objects.get(handle=uma.handle)
    with pytest.raises(vault.SealBroken):
        vault.open_identity("referral", moved.handle, bytes(moved.sealed_identity))
    assert any("1 request rows do not open" in one for one in verifying.problems(at=NOW))
    assert None not in dict(sweep(LATER)).values(), "and it holds up nobody else"
    assert opens(cast, rosa)
    assert Referral.objects.filter(handle=uma.handle).exists()


def test_a_name_moved_to_another_referral_hides_no_other_name_at_the_desk(
    rosa: Referral, cast: Cast
) -> None:
    uma = received(cast, name="Uma Unlisted", contact="uma@example.org")
    Referral.objects.filter(handle=uma.handle).update(sealed_identity=rosa.sealed_identity)
    for _time in ("the first look of the day", "and the next"):
        shown = open_names(Referral.objects.all().with_facts(), by=cast.cora, at=NOW)
        assert {handle: one.name for handle, one in shown.items()} == {rosa.handle: "Rosa Reyes"}
    assert ceilings.openings(NOW.date()) == {"coordinator": 1}, "nobody has seen the other"
    assert any("1 request rows do not open" in one for one in verifying.problems(at=NOW))


def test_a_name_that_does_not_open_hides_no_other_from_its_event(cast: Cast) -> None:
    """A second report of the event must not contact the others twice."""
    event = tell(cast, "Rosa Reyes\trosa@example.org\nFaye Frost\tfaye@example.org\n")
    claims = vault.statistics().claims
    rows = names(event)
    Referral.objects.filter(handle=rows["Faye Frost"].handle).update(
        sealed_identity=bytes(rows["Rosa Reyes"].sealed_identity)
    )
    vault.drop_claims(event.handle)

    def edit(row: Event) -> None:
        row.facts.to_remember = True

    change_event(event.handle, edit)
    assert dict(perform(ROUND, NOW))["events that know their people again"] == 1
    assert not load_event(event.handle).facts.to_remember
    assert 0 < vault.statistics().claims <= claims


def test_an_event_forgotten_while_somebody_changes_it_is_gone_and_no_failure(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = tell(cast, "")
    seal = vault.seal_facts

    def forgotten_meanwhile(name: str, items: list[tuple[UUID, bytes]]) -> list[bytes]:
        vault.forget([Closing(event.handle)], today=NOW.date())
        return seal(name, items)

    monkeypatch.setattr(vault, "seal_facts", forgotten_meanwhile)
    with pytest.raises(EventGone):
        change_event(event.handle, lambda row: None)


def test_sweeps_by_several_processes_at_once_count_once(rosa: Referral, cast: Cast) -> None:
    """The worker's hour has come, and an administrator types `beside sweep`, twice."""
    remy = close_remy(cast)

    def night() -> None:
        assert None not in dict(sweep(LATER)).values()

    assert in_processes(3, night) == [0] * 3
    assert not Referral.objects.filter(handle=remy).exists()
    assert vault.period("2026Q4")["total"] == {"all": 1}
    assert opens(cast, rosa)
