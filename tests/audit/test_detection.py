"""The detection table: what somebody may do to the audit, and what `beside verify` says of it.

Whoever does it here may write to the whole database. Some may also write to `BESIDE_HOME`, and one
has even the key that signs. None of them reaches the keyring.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from beside import auditing, verifying
from beside.audit import chain, signing
from beside.audit.models import Administration, DayCount, SealedDay
from beside.vault import anchoring
from tests.audit.week import DAYS, FIRST, FOURTH, LAST, MIDDLE, SECOND, lived, sealed
from tests.cast import NOW, TODAY, Cast

DAY = timedelta(days=1)


def changed(day: object) -> str:
    return f"The audit of {day} was changed after it was sealed."


def parted(day: object) -> str:
    return f"The audit of {day} does not follow the day before it."


def foreign(day: object) -> str:
    return f"The signature of {day} is not ours."


def late(day: object) -> str:
    return f"The audit of {day} was written after later days were sealed."


def cut(day: object) -> str:
    return f"The audit was sealed up to {day}, and the end of it is not there any more."


def another(day: object) -> str:
    return f"The audit up to {day} is another one than was sealed then."


OTHER_KEY = "The audit key is another one than the key that has signed so far."


# By whoever writes to the database.


def rows_of(day: object) -> None:
    DayCount.objects.filter(day=day).delete()
    Administration.objects.filter(day=day).delete()


def whole_day(day: object) -> None:
    rows_of(day)
    SealedDay.objects.filter(day=day).delete()


def swap_rows(one: object, other: object, aside: object = DAYS[0] - 9 * DAY) -> None:
    for model in (DayCount, Administration):
        for was, now in ((one, aside), (other, one), (aside, other)):
            model.objects.filter(day=was).update(day=now)  # type: ignore[attr-defined]


def swap_seals(one: object, other: object) -> None:
    first, second = SealedDay.objects.get(day=one), SealedDay.objects.get(day=other)
    first.day, second.day = second.day, first.day
    first.save(force_update=True)
    second.save(force_update=True)


def truncate(number: int) -> None:
    for day in DAYS[-number:]:
        whole_day(day)


def seal_anew() -> None:
    """As a sweep does it: the seals go, the rows are others, and the next sweep seals them."""
    DayCount.objects.filter(day=MIDDLE, verb="ask").update(number=1)
    SealedDay.objects.filter(day__gte=MIDDLE).delete()
    auditing.seal(NOW)


def cut_and_go_on() -> None:
    """The last two days go; tomorrow's sweep seals today behind what is left."""
    truncate(2)
    auditing.seal(NOW + DAY)


def first_byte_of_a_signature() -> None:
    row = SealedDay.objects.get(day=MIDDLE)
    other = "0" if row.signature[0] != "0" else "1"
    SealedDay.objects.filter(day=MIDDLE).update(signature=other + row.signature[1:])


def in_capitals() -> None:
    row = SealedDay.objects.get(day=MIDDLE)
    SealedDay.objects.filter(day=MIDDLE).update(signature=row.signature.upper())


# By whoever also writes to BESIDE_HOME.


def another_key() -> None:
    signing.path().unlink()
    signing.make_key()


def all_anew_with_another_key() -> None:
    """Others rows, a chain over them that is right in itself, and a key that fits it."""
    another_key()
    all_anew()


def all_anew() -> None:
    """With the true key: whoever stole it can sign what they like."""
    DayCount.objects.filter(day=SECOND).update(number=1)
    SealedDay.objects.all().delete()
    chain.seal_days(TODAY)


def signed_anew_with_another_key() -> None:
    """Every row as it was; only the key and the signatures are others."""
    another_key()
    chain.sign_again()


@dataclass(frozen=True)
class Attack:
    what: str
    does: Callable[[], object]
    says: list[str]


WRITES_ROWS = [
    Attack("a count lowered", lambda: DayCount.objects.filter(day=MIDDLE, verb="ask").update(
        number=1), [changed(MIDDLE)]),
    Attack("a count moved to another role", lambda: DayCount.objects.filter(
        day=MIDDLE, verb="ask").update(role="lead"), [changed(MIDDLE)]),
    Attack("a count removed", lambda: DayCount.objects.filter(day=MIDDLE, verb="ask").delete(),
           [changed(MIDDLE)]),
    Attack("a count added, even of nought", lambda: DayCount.objects.create(
        day=MIDDLE, role="lead", verb="ask", number=0), [changed(MIDDLE)]),
    Attack("an act removed", lambda: Administration.objects.filter(
        day=MIDDLE, verb="ask_hold").delete(), [changed(MIDDLE)]),
    Attack("an act given to another member", lambda: Administration.objects.filter(
        day=MIDDLE, verb="ask_hold").update(member_id=None), [changed(MIDDLE)]),
    Attack("what an act was about altered", lambda: Administration.objects.filter(
        day=MIDDLE, verb="ask_hold").update(about="litigation: kind"), [changed(MIDDLE)]),
    Attack("an act told twice", lambda: Administration.objects.create(
        day=MIDDLE, member_id=None, verb="restore"), [changed(MIDDLE)]),
    Attack("an act moved to the next day", lambda: Administration.objects.filter(
        day=MIDDLE, verb="ask_hold").update(day=FOURTH), [changed(MIDDLE), changed(FOURTH)]),
    Attack("an act moved to today", lambda: Administration.objects.filter(
        day=MIDDLE, verb="ask_hold").update(day=TODAY), [changed(MIDDLE)]),
    Attack("the rows of two days swapped", lambda: swap_rows(SECOND, FOURTH),
           [changed(SECOND), changed(FOURTH)]),
    Attack("the rows of a day removed", lambda: rows_of(MIDDLE), [changed(MIDDLE)]),
    Attack("rows written on a day that had none", lambda: DayCount.objects.create(
        day=FIRST - DAY, role="lead", verb="ask", number=1), [late(FIRST - DAY)]),
]  # fmt: skip

WRITES_SEALS = [
    Attack("the seals of two days swapped", lambda: swap_seals(SECOND, FOURTH), [
        parted(SECOND), changed(SECOND), parted(MIDDLE),
        parted(FOURTH), changed(FOURTH), parted(LAST)]),
    Attack("a day in the middle removed with its rows", lambda: whole_day(MIDDLE),
           [parted(FOURTH)]),
    Attack("a seal in the middle removed", lambda: SealedDay.objects.filter(day=MIDDLE).delete(),
           [parted(FOURTH), late(MIDDLE)]),
    Attack("the first day removed with its rows", lambda: whole_day(FIRST), [parted(SECOND)]),
    Attack("the last day removed with its rows", lambda: truncate(1), [cut(LAST)]),
    Attack("the last three removed with their rows", lambda: truncate(3), [cut(LAST)]),
    Attack("everything removed", lambda: truncate(5), [cut(LAST)]),
    Attack("the last two removed, and a day sealed after them", cut_and_go_on, [cut(LAST)]),
    Attack("days altered, and sealed anew by the sweep", seal_anew, [another(LAST)]),
    Attack("a signature altered", first_byte_of_a_signature, [foreign(MIDDLE)]),
    Attack("a signature written otherwise", in_capitals, [foreign(MIDDLE)]),
    Attack("a signature taken from another day", lambda: SealedDay.objects.filter(
        day=MIDDLE).update(signature=SealedDay.objects.get(day=FOURTH).signature),
        [foreign(MIDDLE)]),
    Attack("a digest altered", lambda: SealedDay.objects.filter(day=MIDDLE).update(
        digest="ab" * 32), [changed(MIDDLE), foreign(MIDDLE), parted(FOURTH)]),
    Attack("the link to the day before altered", lambda: SealedDay.objects.filter(
        day=MIDDLE).update(previous="ab" * 32), [parted(MIDDLE), changed(MIDDLE)]),
    Attack("a seal moved to a day without rows", lambda: SealedDay.objects.filter(
        day=LAST).update(day=TODAY + DAY), [changed(TODAY + DAY), cut(LAST), late(LAST),
                                            late(TODAY)]),
]  # fmt: skip

WRITES_HOME = [
    Attack("the key replaced", another_key, [OTHER_KEY, *map(foreign, DAYS)]),
    Attack("the key replaced, and all signed anew", signed_anew_with_another_key, [OTHER_KEY]),
    Attack("other rows, another key, all made anew", all_anew_with_another_key,
           [OTHER_KEY, another(LAST)]),
    Attack("other rows, the true key stolen, all made anew", all_anew, [another(LAST)]),
]  # fmt: skip

TABLE = [*WRITES_ROWS, *WRITES_SEALS, *WRITES_HOME]


@pytest.mark.parametrize("attack", TABLE, ids=lambda one: one.what)
def test_what_was_done_to_a_sealed_day_is_said(attack: Attack, cast: Cast) -> None:
    lived(cast)
    assert verifying.problems(at=NOW) == [], "untouched it says nothing"
    attack.does()
    found = verifying.problems(at=NOW)
    assert sorted(found) == sorted(attack.says)
    auditing.seal(NOW + DAY)
    assert set(attack.says) <= set(verifying.problems(at=NOW)), "no later sweep covers it up"


@pytest.mark.parametrize("attack", TABLE, ids=lambda one: one.what)
def test_nothing_is_said_of_days_that_nobody_touched(attack: Attack, cast: Cast) -> None:
    """The control: each attack is found by what was done, for its undoing silences it."""
    lived(cast)
    rows = [list(one.objects.values()) for one in (DayCount, Administration, SealedDay)]
    key, anchored = signing.path().read_bytes(), anchoring.anchored()
    attack.does()
    assert verifying.problems(at=NOW)
    for model, was in zip((DayCount, Administration, SealedDay), rows, strict=True):
        model.objects.all().delete()
        model.objects.bulk_create(model(**one) for one in was)
    signing.path().write_bytes(key)
    anchoring.anchor_again(anchored)
    assert verifying.problems(at=NOW) == []


def test_the_key_that_is_missing_is_said_and_never_made_anew(cast: Cast) -> None:
    lived(cast)
    signing.path().unlink()
    [says] = verifying.problems(at=NOW)
    assert says == (
        f"The audit key {signing.path()} is missing, and days are signed with it. Bring it back; "
        "if it is lost, run `beside restore` without it."
    )
    with pytest.raises(signing.AuditKeyProblem):
        auditing.seal(NOW + DAY)
    assert signing.is_missing()


def test_the_key_is_not_made_anew_even_when_every_day_was_removed(cast: Cast) -> None:
    lived(cast)
    truncate(5)
    signing.path().unlink()
    with pytest.raises(signing.AuditKeyProblem):
        auditing.seal(NOW + DAY)
    assert signing.is_missing()
    assert cut(LAST) in verifying.problems(at=NOW)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_key_that_others_can_read_is_refused(cast: Cast, mode: int) -> None:
    lived(cast)
    signing.path().chmod(mode)
    [says] = verifying.problems(at=NOW)
    assert "can be read by others; give it the permissions 0600." in says
    with pytest.raises(signing.AuditKeyProblem):
        auditing.seal(NOW + DAY)
    assert sealed() == list(DAYS)
    signing.path().chmod(0o600)
    assert verifying.problems(at=NOW) == []


def test_a_key_that_was_cut_short_is_said(cast: Cast) -> None:
    lived(cast)
    signing.path().write_bytes(signing.path().read_bytes()[:31])
    assert "is damaged." in verifying.problems(at=NOW)[0]


def test_a_new_key_is_whole_at_once_and_its_owners_alone(cast: Cast, home: Path) -> None:
    mask = os.umask(0)
    try:
        signing.make_key()
    finally:
        os.umask(mask)
    assert signing.path().stat().st_mode & 0o777 == 0o600
    was = signing.path().read_bytes()
    signing.make_key()
    assert signing.path().read_bytes() == was, "one that is here stays"
    assert [one.name for one in home.glob("audit-key*")] == ["audit-key"]


def test_before_the_first_sealed_day_nothing_is_said_and_nothing_made(cast: Cast) -> None:
    assert verifying.problems(at=NOW) == []
    assert signing.is_missing()


def test_what_is_done_today_is_not_sealed_and_openings_are_all_that_is_watched(
    cast: Cast,
) -> None:
    """Said openly: of the running day only the keyring's own count of openings stands outside."""
    lived(cast)
    DayCount.objects.filter(day=TODAY).delete()
    assert verifying.problems(at=NOW) == []


def test_the_table_is_long_enough_to_be_looked_at() -> None:
    assert len(TABLE) == 32
    assert len({one.what for one in TABLE}) == len(TABLE)
