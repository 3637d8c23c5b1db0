"""Posting a notice, and taking note of one. Sending is in `delivery`."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import salted_hmac

from beside.notices.models import Notice
from beside.program.models import Member

SHOWN_DAYS = 3


def key(mark: str, handle: UUID, slot: str, member: int, occasion: str | int) -> str:
    """What tells one piece of news from another.

    `mark` stands in the request's own seal and is forgotten with it. The secret key is backed up:
    with it alone, whoever has a backup could try every handle with every member.
    """
    text = f"{mark}{handle}|{slot}|{member}|{occasion}"
    return salted_hmac("beside.notices", text, algorithm="sha256").hexdigest()


def post(member: int, slot: str, dedupe_key: str, *, at: datetime) -> bool:
    """There is news for this member; False when the same news was posted before."""
    _row, is_new = Notice.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={"member_id": member, "slot": slot, "due_on": timezone.localdate(at)},
    )
    return is_new


def stood_down(*, by: Member, at: datetime) -> int:
    """How many requests are no longer needed of her; told until she takes note, or three days."""
    since = timezone.localdate(at) - timedelta(days=SHOWN_DAYS)
    return Notice.objects.filter(
        member=by, slot=Notice.Slot.NO_LONGER_NEEDED, due_on__gt=since
    ).count()


def take_note(*, by: Member, at: datetime) -> None:
    """She has read that requests are no longer needed: nothing of it stays."""
    Notice.objects.filter(
        member=by, slot=Notice.Slot.NO_LONGER_NEEDED, due_on__lte=timezone.localdate(at)
    ).delete()
