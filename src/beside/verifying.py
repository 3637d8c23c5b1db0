"""Does what is here agree with what was promised? Each disagreement is a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
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
    gone = {"request": Stage.FORGETTING.value, "event": Event.Stage.OVER.value}
    for name, table, rows in (
        ("request", "referral", Referral.objects.exclude(stage=gone["request"])),
        ("event", "event", Event.objects.exclude(stage=gone["event"])),
    ):
        sealed = list(rows.values_list("handle", "sealed_facts", "sealed_identity"))
        held = vault.holds(handle for handle, _facts, _identity in sealed)
        unknown = held.count(False)
        if unknown:
            yield f"{unknown} {name} rows have no key: they open nowhere, and were not forgotten."
        known = [row for row, is_held in zip(sealed, held, strict=True) if is_held]
        broken = sum(not _opens(table, one, bytes(a), bytes(b)) for one, a, b in known)
        if broken:
            yield f"{broken} {name} rows do not open: they were changed, cut or moved."


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
    rows = Referral.objects.filter(stage=Stage.HELD.value).with_facts()
    free = held_until(rows, at=at).count(None)
    if free:
        yield f"{free} requests are held, and no legal hold covers them; run `beside sweep`."


def _openings(at: datetime) -> Iterator[str]:
    """Names that the keyring opened and the audit does not tell of."""
    if vault.problem():
        return
    today = timezone.localdate(at)
    for back in range(OPENINGS_DAYS):
        day = today - timedelta(days=back)
        told = DayCount.objects.filter(day=day, verb__in=OPENS).values_list("role", "number")
        audited: Counter[str] = Counter()
        for role, number in told:
            audited[role] += number
        for role, opened in sorted(ceilings.openings(day).items()):
            if opened > audited[role]:
                yield (
                    f"On {day} the keyring opened {opened} names for the role {role}, "
                    f"and the audit tells of {audited[role]}."
                )
