"""What the worker calls: send what waits, and forget what was sent."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from beside.notices import delivery
from beside.notices.actions import SHOWN_DAYS
from beside.notices.models import Notice

SENDING = timedelta(minutes=5)  # a mail takes seconds; after this a worker is taken to have died
LONGEST_WAIT = timedelta(hours=6)
GIVEN_UP_DAYS = 14
log = logging.getLogger("beside")


def deliver(at: datetime) -> int:
    """Send every notice that waits, each by one worker only; how many went out."""
    sent = 0
    while (notice := _claim(at)) is not None:
        sent += _send(notice, at)
    return sent


def _claim(at: datetime) -> Notice | None:
    """The next notice, marked so that no other worker takes it while its mail is on the way."""
    waiting = Notice.objects.filter(Q(not_before=None) | Q(not_before__lte=at), sent=False)
    if not waiting.exists():
        return None  # most of the time: no lock is taken for nothing
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True, of=("self",))
        notice = waiting.select_related("member").first()
        if notice is not None:
            notice.not_before, notice.attempts = at + SENDING, min(notice.attempts + 1, 1000)
            notice.save(update_fields=["not_before", "attempts"])
        return notice


def _send(notice: Notice, at: datetime) -> int:
    """Out of any transaction: a slow mail server holds nothing up but this."""
    row = Notice.objects.filter(pk=notice.pk)
    try:
        if notice.member.is_active:
            delivery.send(notice.member.email)
    except OSError:  # smtplib's errors are of this kind too
        wait = min(timedelta(minutes=2 ** min(notice.attempts, 10)), LONGEST_WAIT)
        row.update(not_before=at + wait)
        log.warning("a notice could not be sent; it is tried again")
        return 0
    row.update(sent=True, not_before=None)
    return int(notice.member.is_active)


def waiting_in_vain() -> int:
    """How many notices have failed more than a few times: what `beside doctor` asks."""
    return Notice.objects.filter(sent=False, attempts__gt=3).count()


def purge(at: datetime, *, still: Collection[str] = ()) -> int:
    """Forget what was told before today. What is `still` news stays: it is told only once."""
    today = timezone.localdate(at)
    shown = Q(slot=Notice.Slot.NO_LONGER_NEEDED, due_on__gt=today - timedelta(days=SHOWN_DAYS))
    given_up = Q(due_on__lt=today - timedelta(days=GIVEN_UP_DAYS))
    over = Notice.objects.filter(Q(sent=True, due_on__lt=today) | given_up).exclude(shown)
    return over.exclude(pk__in=list(still)).delete()[0]
