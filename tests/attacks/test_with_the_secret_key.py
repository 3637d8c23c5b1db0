"""A backup of the database and, beside it, the secret key: still no notice leads to a request.

The secret key is backed up, and in a backup the handles of what was open then stand in their rows.
Whoever has both could try every handle with every member, if that were all a notice's key is made
of.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import product
from uuid import UUID

import pytest
from django.utils.crypto import salted_hmac

from beside.notices.models import Notice
from beside.outreach import due as outreach
from beside.program.models import Member
from beside.referrals import actions as referrals
from beside.referrals.actions import receiving
from beside.referrals.models import Referral
from beside.referrals.standing_down import STEPS
from beside.rules.stages import Actor, Stage
from tests.attacks.ledger import Ledger
from tests.cast import NOW, Cast
from tests.referrals.making import at_stage

AfterCommit = Callable[[], AbstractContextManager[list[object]]]
OCCASIONS = (*map(str, range(12)), *sorted(STEPS))


def matters(cast: Cast, after_commit: AfterCommit) -> list[UUID]:
    """Sue is asked once, has one in hand, and was told that a third is no longer needed."""
    asked, taken, stopped = (
        at_stage(cast, stage) for stage in (Stage.ASKED, Stage.REACHING, Stage.CONFIRMED)
    )
    back = {"actor": Actor.COORDINATOR, "by": cast.cora, "at": NOW}
    referrals.close(taken.handle, "signpost", **back)  # type: ignore[arg-type]
    referrals.undo(taken.handle, **back)  # type: ignore[arg-type]
    outreach.derive(NOW)
    with after_commit():
        referrals.close(stopped.handle, "signpost", **back)  # type: ignore[arg-type]
    return [asked.handle, taken.handle, stopped.handle]


def joined() -> set[tuple[UUID, int]]:
    """Every handle of the backup tried with every member: which of them belong together."""
    keys = set(Notice.objects.values_list("dedupe_key", flat=True))
    handles = Referral.objects.values_list("handle", flat=True)
    members = Member.objects.values_list("pk", flat=True)
    return {
        (handle, member)
        for handle, member, slot, occasion in product(handles, members, Notice.Slot, OCCASIONS)
        if salted_hmac(
            "beside.notices", f"{handle}|{slot}|{member}|{occasion}", algorithm="sha256"
        ).hexdigest()
        in keys
    }


def test_no_notice_leads_to_a_request_with_the_secret_key_either(
    cast: Cast, after_commit: AfterCommit, monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    handles = matters(cast, after_commit)
    assert Notice.objects.count() == len(handles)
    found = joined()
    Notice.objects.all().delete()
    Referral.objects.all().delete()
    with monkeypatch.context() as careless:
        careless.setattr(receiving, "token_urlsafe", lambda _bytes: "", raising=False)
        matters(cast, after_commit)
        control = joined()
    ledger.record(
        "notices joined with requests by a backup and its secret key",
        canaries=len(handles),
        places=len(handles),
        hits=len(found),
        control=len(control),
    )


def test_the_same_news_is_still_told_once(cast: Cast, after_commit: AfterCommit) -> None:
    matters(cast, after_commit)
    told = set(Notice.objects.values_list("dedupe_key", flat=True))
    outreach.derive(NOW)
    assert set(Notice.objects.values_list("dedupe_key", flat=True)) == told
