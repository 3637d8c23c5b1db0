"""A need arrives: keys first, rows after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.program.models import Member, Policy
from beside.program.week import contact_due
from beside.referrals.facts import Facts, minute
from beside.referrals.models import ROW, Referral
from beside.rules import clocks, retention
from beside.rules.stages import Actor, Stage
from beside.vault import actions as vault
from beside.vault.identity import Identity

_MARK_BYTES = 12


@dataclass(frozen=True, repr=False)
class Arrival:
    """One person's need as it comes in; `fingerprints` tell whether it is known already."""

    identity: Identity
    facts: Facts
    fingerprints: tuple[str, ...]
    stage: Stage = Stage.RECEIVED


def receive(
    arrivals: Sequence[Arrival], *, actor: Actor, by: Member | None, at: datetime
) -> list[Referral]:
    """New referrals, keys and claims first and rows after; `by` took the call, if anybody did.

    A row that is there is whole: whoever comes next finds that this person is being reached.
    """
    if not arrivals:
        return []
    today = timezone.localdate(at)
    expires = retention.expiry_week(today, Policy.current().keep_days)
    handles = vault.admit(ROW, expiry_week=expires, at=at, count=len(arrivals))
    promised = {
        one: minute(contact_due(one, at)) for one in {one.facts.urgency for one in arrivals}
    }
    for one in arrivals:
        one.facts.mark = one.facts.mark or token_urlsafe(_MARK_BYTES)
        one.facts.opened = one.facts.opened or minute(at)
        one.facts.due = one.facts.due or promised[one.facts.urgency]
    identities = vault.seal_identities(
        ROW, [(handle, one.identity) for handle, one in zip(handles, arrivals, strict=True)]
    )
    facts = vault.seal_facts(
        ROW, [(handle, one.facts.to_bytes()) for handle, one in zip(handles, arrivals, strict=True)]
    )
    rows = [
        _row(handle, one, sealed, expires, today)
        for handle, one, sealed in zip(
            handles, arrivals, zip(identities, facts, strict=True), strict=True
        )
    ]
    vault.claim([(row.handle, one.fingerprints) for row, one in zip(rows, arrivals, strict=True)])
    with transaction.atomic():
        Referral.objects.bulk_create(rows)
        audit.count("receive", role=actor, at=at, number=len(rows))
    return rows


def _row(
    handle: UUID, one: Arrival, sealed: tuple[bytes, bytes], expires: date, today: date
) -> Referral:
    due = one.facts.due_at
    row = Referral(
        handle=handle,
        stage=one.stage.value,
        opened_week=clocks.monday(today),
        expiry_week=expires,
        due_on=timezone.localdate(due) if due else today,
        sealed_identity=sealed[0],
        sealed_facts=sealed[1],
    )
    row.facts = one.facts
    return row
