"""What the worker calls: send what waits, and forget what was sent."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from beside.notices import delivery
from beside.notices.actions import SHOWN_DAYS
from beside.notices.models import Notice

TRIES_A_DAY = 12  # then it waits for the next day; the hour of a failure is not kept
GIVEN_UP = 14 * TRIES_A_DAY
IN_VAIN = 3
FILES_DAYS = 2
log = logging.getLogger("beside")


def deliver(at: datetime) -> int:
    """Send every notice that waits, each by one worker only; how many went out.

    PostgreSQL locks the row while its mail is on the way and other workers skip it. SQLite would
    lock everybody out for as long as a mail server takes, so there one worker sends at a time.
    """
    with _alone() as nobody_else_sends:
        return _send_all(timezone.localdate(at)) if nobody_else_sends else 0


def _send_all(today: date) -> int:
    tried: list[str] = []
    sent = 0
    while True:
        with _holding():
            waiting = Notice.objects.filter(sent=False, due_on__lte=today).exclude(pk__in=tried)
            if connection.features.has_select_for_update_skip_locked:
                waiting = waiting.select_for_update(skip_locked=True, of=("self",))
            notice = waiting.select_related("member").first()
            if notice is None:
                return sent
            tried.append(notice.pk)
            sent += _send(notice, today)


def _send(notice: Notice, today: date) -> int:
    row = Notice.objects.filter(pk=notice.pk)
    try:
        if notice.member.is_active:
            delivery.send(notice.member.email)
    except OSError:  # smtplib's errors are of this kind too
        tries = notice.attempts + 1
        again = today + timedelta(days=1) if tries % TRIES_A_DAY == 0 else notice.due_on
        row.update(attempts=tries, due_on=again)
        log.warning("a notice could not be sent; it is tried again")
        return 0
    row.update(sent=True)
    return int(notice.member.is_active)


def _holding() -> AbstractContextManager[object]:
    """The row stays locked until what became of its mail is written down."""
    return nullcontext() if connection.vendor == "sqlite" else transaction.atomic()


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this worker may send now; on SQLite only one does, for it is one machine."""
    if connection.vendor != "sqlite":
        yield True
        return
    with (settings.BESIDE_HOME / "sending.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def drop_files(at: datetime) -> int:
    """Where no mail server is set, mails are files; after two days none says any more who was told.

    Each names a member and the moment: kept, they would say who was asked when, for years.
    """
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or settings.BESIDE_HOME / "mail")
    old = (at - timedelta(days=FILES_DAYS)).timestamp()
    gone = 0
    for one in folder.glob("*.log"):
        with suppress(FileNotFoundError):  # another sweep was faster
            if one.stat().st_mtime < old:
                one.unlink()
                gone += 1
    return gone


def waiting_in_vain() -> int:
    """How many notices have failed more than a few times: what `beside doctor` asks."""
    return Notice.objects.filter(sent=False, attempts__gt=IN_VAIN).count()


def purge(at: datetime, *, still: Collection[str] = ()) -> int:
    """Forget what was told before today. What is `still` news stays: it is told only once."""
    today = timezone.localdate(at)
    shown = Q(slot=Notice.Slot.NO_LONGER_NEEDED, due_on__gt=today - timedelta(days=SHOWN_DAYS))
    over = Q(sent=True, due_on__lt=today) | Q(attempts__gte=GIVEN_UP)
    gone = Notice.objects.filter(over).exclude(shown).exclude(pk__in=list(still))
    return gone.delete()[0]
