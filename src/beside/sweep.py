"""What time does by itself: the short round of the worker, and the full sweep.

Each act may be repeated at any time and does nothing twice. An act that fails is logged without its
content and the others go on: one bad row must not end the night.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial

from django.db import connection
from django.utils import timezone

from beside import auditing, holdings
from beside.audit import actions as audit
from beside.doors.models import SignedIn
from beside.events import due as events
from beside.events.models import Event
from beside.notices import due as notices
from beside.outreach import due as outreach
from beside.program import due as program
from beside.referrals import due as referrals
from beside.referrals.models import Referral
from beside.rules.leaps import LEAP
from beside.talks import due as talks
from beside.vault import actions as vault
from beside.vault import once

Act = tuple[str, Callable[[datetime], int]]
log = logging.getLogger("beside")


def _confirm_rows(at: datetime) -> int:
    """The keyring learns which of its keys have a row, so that only true orphans are let go."""
    rows = [*Referral.objects.values_list("handle", flat=True)]
    return vault.confirm_rows([*rows, *Event.objects.values_list("handle", flat=True)])


def _judged(at: datetime) -> datetime | None:
    """The highest time there has been; None while a leap waits to be confirmed.

    A clock that was put back keeps nothing longer. Without a keyring nothing expires, and each act
    that needs it says so: the worker must be there when it comes back.
    """
    try:
        reading = vault.clock(at)
    except vault.KeyringProblem:
        return None
    return None if reading.paused_until is not None else max(at, reading.judged)


def _wake(at: datetime) -> int:
    """A clock that leapt ends no rest and no introduction: a close could not be taken back."""
    return 0 if _judged(at) is None else referrals.wake(at)


def _set_right(at: datetime) -> int:
    return referrals.set_right(at) + events.set_right(at)


def _drop_forgotten(at: datetime) -> int:
    return referrals.drop_forgotten(at) + events.drop_forgotten(at)


def _truly(at: datetime) -> datetime:
    """What is written down for later bears no day that has not come, whatever time was told."""
    return min(at, timezone.now())


def _seal_days(at: datetime) -> int:
    """A clock that leapt closes no day: what is done later that day would not stand in it."""
    true = _truly(at)
    return 0 if _judged(true) is None else auditing.seal(true)


def _record_week(at: datetime) -> int:
    return holdings.record_week(_truly(at))


def _expire_sessions(at: datetime) -> int:
    return SignedIn.objects.filter(expire_date__lt=at).delete()[0]


def _drop_mail_files(at: datetime) -> int:
    return notices.drop_files(_truly(at))


def _forget_contacts(at: datetime) -> int:
    """A clock that leapt does not forget whom to answer."""
    return 0 if _judged(_truly(at)) is None else talks.forget_contacts(_truly(at))


def _tidy_keyring(at: datetime, *, is_told: bool = False) -> int:
    """Told of every row just before: what the round failed to tell is no orphan."""
    _confirm_rows(at)
    done = vault.tidy(at, is_told=is_told)
    return done.lost + done.orphans


def _compact(at: datetime) -> int:
    """Free pages go back to the disk; PostgreSQL does it by itself."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA freelist_count")
        pages = int(cursor.fetchone()[0])
        if pages >= FREE_PAGES:
            cursor.execute("VACUUM")
    return pages if pages >= FREE_PAGES else 0


FREE_PAGES = 256  # a megabyte; below that a rewrite of the file is not worth its while
ROUND: tuple[Act, ...] = (
    ("keys whose rows are written", _confirm_rows),
    ("events that know their people again", events.remember),
    ("closes made final and forgotten", referrals.finish),
    ("rests and introductions that are over", _wake),
    ("requests of who has left", outreach.come_back),
    ("notices that are news", outreach.derive),
    ("notices sent", notices.deliver),
    ("ceilings that were met", program.note_alarms),
)
# What a wrong clock could do harm with: it waits while the keyring does not believe the clock.
_RIGHT: Act = ("rows that came by a wrong clock", _set_right)
_HOLDS: Act = ("legal holds that are over", program.end_holds)
_NAMES: Act = ("names that reached their limit", referrals.expire)
_EVENTS: Act = ("events that are over", events.forget)
EXPIRING: tuple[Act, ...] = (_HOLDS, _NAMES, _EVENTS)
TIDYING: tuple[Act, ...] = (
    ("days of the audit sealed", _seal_days),
    ("form tokens purged", once.purge),
    ("sessions ended", _expire_sessions),
    ("mails that are old files", _drop_mail_files),
    ("contacts of talks asked for long ago", _forget_contacts),
)
LAST: tuple[Act, ...] = (
    ("rows without a name any more", _drop_forgotten),
    ("week's holdings written down", _record_week),
    ("pages given back", _compact),
)
SWEEP: tuple[Act, ...] = (*ROUND, *EXPIRING, *TIDYING, *LAST)


def perform(acts: Iterable[Act], at: datetime) -> Iterator[tuple[str, int | None]]:
    """Do each act; give its count, or None when it failed."""
    for name, act in acts:
        try:
            yield name, act(at)
        except vault.KeyringProblem as trouble:  # a sentence for who runs the machine, and no name
            log.error("%s: %s", name, trouble)
            yield name, None
        except Exception as error:  # one bad row must not end the night
            frame = traceback.extract_tb(error.__traceback__)[-1]
            log.error("failure %s in %s at %s", type(error).__name__, frame.name, frame.lineno)
            yield name, None


def sweep(at: datetime, *, is_told: bool = False) -> list[tuple[str, int | None]]:
    """The whole of it; safe to run any number of times, and several at once.

    `is_told`: somebody asked for it as if it were then, so a leap of the clock is no surprise.
    """
    judged = at if is_told else _judged(at)
    if is_told:  # somebody's word ends what time would have ended later
        day = timezone.localdate(at)
        audit.administer("sweep", member_id=None, at=_truly(at), about=f"as if {day}")
    tidy: Act = ("keyring tidied", partial(_tidy_keyring, is_told=is_told))
    told = [(name, referrals.wake if act is _wake and is_told else act) for name, act in ROUND]
    done = list(perform(told, at))
    if judged is not None:
        done += perform([_HOLDS], judged)
        if not is_told and judged - at <= LEAP:  # or it is the clock of now that is wrong
            done += perform([_RIGHT], at)
        done += perform([(_NAMES[0], partial(referrals.expire, seen=judged)), _EVENTS], at)
    done += perform((*TIDYING, tidy, *LAST), at)
    if None not in dict(done).values():
        audit.count("sweep", role="program", at=_truly(at))
    return done
