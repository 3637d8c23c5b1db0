"""Sealing the days that are over: once, in order, by however many sweeps at once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from beside import auditing, sweep, verifying
from beside.audit import actions as audit
from beside.audit import chain, signing
from beside.audit.models import DayCount, SealedDay
from beside.rules.sealing import Head, closes_before, moves_on
from beside.vault import actions as vault
from beside.vault import anchoring
from tests.audit.week import DAYS, FIRST, LAST, lived, sealed
from tests.cast import NOW, TODAY, Cast

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_a_day_is_sealed_an_hour_after_it_is_over() -> None:
    midnight = datetime(2026, 11, 25)
    assert closes_before(midnight + timedelta(minutes=59)) == TODAY
    assert closes_before(midnight + HOUR) == TODAY + DAY


def test_an_anchor_moves_only_on() -> None:
    one, other = Head(TODAY, "a", "k"), Head(TODAY - DAY, "b", "k")
    assert moves_on(None, one)
    assert moves_on(other, one)
    assert not moves_on(one, other)
    assert not moves_on(one, Head(TODAY, "another", "k"))


def test_today_is_not_sealed(cast: Cast) -> None:
    lived(cast)
    assert sealed() == list(DAYS)
    assert auditing.seal(NOW) == 0
    head = anchoring.anchored()
    assert head == chain.head()
    assert head is not None
    assert head.day == LAST


def test_every_digest_binds_rows_day_and_the_day_before(cast: Cast) -> None:
    """The same rows on another day, or after another day, have another digest."""
    rows = chain._rows([])
    rows[FIRST] = rows[LAST] = ([["lead", "ask", 1]], [])
    digests = {
        chain._digest(FIRST, chain.FIRST, rows),
        chain._digest(LAST, chain.FIRST, rows),
        chain._digest(FIRST, "1" * 64, rows),
    }
    assert len(digests) == 3


def test_a_sweep_that_broke_off_before_it_anchored_is_ended_by_the_next(cast: Cast) -> None:
    lived(cast)
    chain.seal_days(TODAY + DAY, anchoring.anchored())
    behind = anchoring.anchored()
    assert behind is not None
    assert behind.day == LAST
    assert verifying.problems(at=NOW) == []
    assert auditing.seal(NOW + DAY) == 0
    head = anchoring.anchored()
    assert head is not None
    assert head.day == TODAY


def test_days_that_were_sealed_before_there_were_anchors_are_anchored_by_the_next_sweep(
    cast: Cast,
) -> None:
    lived(cast)
    anchoring.anchor_again(None)
    assert verifying.problems(at=NOW) == [
        "The keyring knows of no sealed day yet; run `beside sweep`."
    ]
    auditing.seal(NOW)
    assert verifying.problems(at=NOW) == []


def test_a_clock_that_leapt_seals_nothing(cast: Cast) -> None:
    """It says that today is long over, and today goes on."""
    vault.tidy(NOW - 3 * DAY)
    audit.count("receive", role="public", at=NOW)
    assert sweep._seal_days(NOW + timedelta(days=40)) == 0
    assert not SealedDay.objects.exists()


def test_without_a_keyring_no_day_is_sealed(cast: Cast, home: object) -> None:
    audit.count("receive", role="public", at=NOW - 2 * DAY)
    anchored = anchoring.anchored

    def refuses() -> None:
        raise vault.KeyringProblem("it does not serve")

    anchoring.anchored = refuses
    try:
        with pytest.raises(vault.KeyringProblem):
            auditing.seal(NOW)
    finally:
        anchoring.anchored = anchored
    assert not SealedDay.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_make_one_chain(cast: Cast) -> None:
    """Eight of them, some of which believe that a day more is over."""
    for back in range(30, 0, -1):
        audit.count("receive", role="public", at=NOW - back * DAY, number=back)
    signing.make_key()
    start, failed = threading.Barrier(8), list[BaseException]()

    def one(number: int) -> None:
        try:
            start.wait()
            auditing.seal(NOW - (number % 3) * DAY)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert SealedDay.objects.count() == 30
    assert verifying.problems(at=NOW) == []
    assert anchoring.anchored() == chain.head()


def test_a_day_takes_few_questions_however_long_the_chain(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    for back in range(200, 0, -1):
        DayCount.objects.create(day=TODAY - back * DAY, role="lead", verb="ask", number=back)
    auditing.seal(NOW)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert auditing.problems() == []


def test_times_are_the_programs_own(cast: Cast) -> None:
    """Eleven in the evening in Portland is the next day elsewhere, and the day is not over."""
    evening = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    audit.count("receive", role="public", at=evening)
    assert auditing.seal(evening + HOUR) == 0
    assert auditing.seal(evening + 2 * HOUR) == 1
