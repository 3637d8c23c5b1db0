"""Does what is here agree with what was promised? Each disagreement is a sentence."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from beside import auditing
from beside.audit.models import DayCount
from beside.events.models import Event
from beside.holdings import CLASSES, PLANES, classes_of, held_models, plane_of
from beside.referrals.forgetting import held_until
from beside.referrals.models import Referral
from beside.rules import retention, stages
from beside.rules.stages import Stage
from beside.vault import actions as vault
from beside.vault import ceilings

OPENS = ("open_name", "open_asides")
OPENINGS_DAYS = 35  # so long the keyring remembers how many names it opened on a day
LOOKS, A_MOMENT = 5, 0.3  # so often, in seconds apart, before the keyring and the audit disagree
EXPIRY_GRACE_DAYS = 2  # the sweep closes what expired; a day's rest of the machine is no alarm


def problems(*, at: datetime) -> list[str]:
    """Everything that does not agree; empty when all is well."""
    checks: tuple[Callable[[datetime], Iterator[str]], ...] = (
        _keyring,
        _audit,
        _planes,
        _stages,
        _rows_open,
        _expired,
        _held,
        _openings,
    )
    return [sentence for check in checks for sentence in check(at)]


def _keyring(at: datetime) -> Iterator[str]:
    if trouble := vault.problem():
        yield trouble


def _audit(at: datetime) -> Iterator[str]:
    yield from auditing.problems()


def _planes(at: datetime) -> Iterator[str]:
    for model in held_models():
        label = model._meta.label
        if plane_of(model) not in PLANES:
            yield f"{label} stands on no plane."
        for field, kind in classes_of(model).items():
            if kind not in CLASSES:
                yield f"{label}.{field} has no class."
        yield from _open_text(model)


def _open_text(model: type[models.Model]) -> Iterator[str]:
    """No free text may stand in what is dispatched or published."""
    if plane_of(model) not in ("dispatch", "tally"):
        return
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField) and not field.choices:
            yield f"{model._meta.label}.{field.name} takes any text."


def _stages(at: datetime) -> Iterator[str]:
    for name, rows, known in (
        ("request", Referral.objects.all(), list(Stage)),
        ("event", Event.objects.all(), Event.Stage.values),
    ):
        strays = rows.exclude(stage__in=known).count()
        if strays:
            yield f"{strays} rows have a stage that no {name} can have."


def _rows_open(at: datetime) -> Iterator[str]:
    """Each row has its key and its seals open, or is just being forgotten."""
    if vault.problem():
        return
    for name, table, rows in (
        ("request", "referral", Referral.objects.exclude(stage=Stage.FORGETTING.value)),
        ("event", "event", Event.objects.exclude(stage=Event.Stage.OVER.value)),
    ):
        sealed = _sealed(rows)
        held = vault.holds(handle for handle, _facts, _identity in sealed)
        unknown = [row for row, is_held in zip(sealed, held, strict=True) if not is_held]
        known = [row for row, is_held in zip(sealed, held, strict=True) if is_held]
        broken = [row for row in known if not _opens(table, *row)]
        # Others act meanwhile: only what stands there still as it was read is judged.
        still = set(_sealed(rows.filter(handle__in=[row[0] for row in unknown + broken])))
        if missing := len(_not_forgotten(row[0] for row in still.intersection(unknown))):
            yield f"{missing} {name} rows have no key: they open nowhere, and were not forgotten."
        if found := len(still.intersection(broken)):
            yield f"{found} {name} rows do not open: they were changed, cut or moved."


def _sealed(rows: models.QuerySet[Any]) -> list[tuple[UUID, bytes, bytes]]:
    found = rows.values_list("handle", "sealed_facts", "sealed_identity")
    return [(handle, bytes(facts), bytes(identity)) for handle, facts, identity in found]


def _not_forgotten(keyless: Iterable[UUID]) -> list[UUID]:
    """Without those events that were taken back and are gone in this very moment."""
    handles = list(keyless)
    voided = Event.objects.filter(handle__in=handles, stage=Event.Stage.VOIDED)
    back = list(voided.values_list("handle", flat=True))
    gone = {one for one, is_gone in zip(back, vault.forgotten(back), strict=True) if is_gone}
    return [one for one in handles if one not in gone]


def _opens(table: str, handle: UUID, facts: bytes, identity: bytes) -> bool:
    """Whether both seals open; what is in them is not looked at."""
    try:
        vault.open_identity(table, handle, identity)
    except vault.SealBroken:
        return False
    return vault.open_facts(table, [(handle, facts)])[0] is not None


def _expired(at: datetime) -> Iterator[str]:
    today = timezone.localdate(at)
    open_rows = Referral.objects.exclude(stage__in=list(stages.OVER))
    late = [
        week
        for week in open_rows.values_list("expiry_week", flat=True)
        if retention.has_expired(week, today) and (today - week).days > EXPIRY_GRACE_DAYS
    ]
    if late:
        yield f"{len(late)} names are here longer than they may be; run `beside sweep`."


def _held(at: datetime) -> Iterator[str]:
    """What is held although no hold covers it any more; the next round lets go of it."""
    if vault.problem():
        return
    held = Referral.objects.filter(stage=Stage.HELD.value)
    rows = held.with_facts()
    days = held_until(rows, at=at)
    free = [row.handle for row, day in zip(rows, days, strict=True) if day is None]
    if number := held.filter(handle__in=free).count():  # the worker may have let go meanwhile
        yield f"{number} requests are held, and no legal hold covers them; run `beside sweep`."


def _openings(at: datetime) -> Iterator[str]:
    """Names that the keyring opened and the audit does not tell of."""
    if vault.problem():
        return
    today = timezone.localdate(at)
    for back in range(OPENINGS_DAYS):
        day = today - timedelta(days=back)
        for role, opened, told in _untold(day, looks=LOOKS if back < 2 else 1):
            yield (
                f"On {day} the keyring opened {opened} names for the role {role}, "
                f"and the audit tells of {told}."
            )


def _untold(day: date, *, looks: int) -> list[tuple[str, int, int]]:
    """Roles for which the keyring has opened more names on this day than the audit tells of.

    The keyring counts a name in the midst of the act, and the audit tells of it when that ends: so
    the keyring is asked first, and whoever is opening a name just now is waited for.
    """
    found: list[tuple[str, int, int]] = []
    for look in range(looks):
        time.sleep(A_MOMENT if look else 0)
        opened = ceilings.openings(day)
        audited: Counter[str] = Counter()
        rows = DayCount.objects.filter(day=day, verb__in=OPENS)
        for role, number in rows.values_list("role", "number"):
            audited[role] += number
        found = [
            (role, number, audited[role])
            for role, number in sorted(opened.items())
            if number > audited[role]
        ]
        if not found:
            break
    return found
