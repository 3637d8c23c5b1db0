"""Everything held right now, in numbers: per plane and model the rows, per field its class.

Read from the models themselves, so that it cannot leave one out. No value of any row is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.audit.actions import begun, last_day_of
from beside.events.models import Event
from beside.referrals.models import Referral
from beside.rules import clocks, disclosure
from beside.vault import actions as vault
from beside.vault.models import WeeklyHoldings

PLANES = {
    "dispatch": _("Requests and events: sealed"),
    "program": _("The program: who runs it, the roster, the staff directory"),
    "tally": _("Published figures"),
    "runs": _("Machinery: audit counts, notices, sessions, tokens"),
}
CLASSES = {
    "identifies": _("names somebody; sealed"),
    "describes": _("says something of a person, a place or a rule"),
    "counts": _("a number of people or acts"),
    "runs": _("keeps the machine going"),
}

# Models of the framework, which cannot say it themselves.
_FRAMEWORK: dict[type[models.Model], dict[str, str]] = {
    Authenticator: {
        **dict.fromkeys(("id", "data", "created_at", "last_used_at"), "runs"),
        **dict.fromkeys(("user", "type"), "describes"),
    },
    # Not used, and empty: the house vouches each time anew, and members' e-mails stand with them.
    EmailAddress: dict.fromkeys(("id", "user", "email", "verified", "primary"), "describes"),
    EmailConfirmation: dict.fromkeys(("id", "email_address", "created", "sent", "key"), "runs"),
    **{
        model: {field.name: "runs" for field in model._meta.concrete_fields}
        for model in (SocialAccount, SocialApp, SocialToken)
    },
    ContentType: dict.fromkeys(("id", "app_label", "model"), "runs"),
}


@dataclass(frozen=True)
class Held:
    """One table: where it belongs, how many rows it has, what its fields are."""

    plane: str
    name: str
    rows: int
    fields: dict[str, str]


@dataclass(frozen=True)
class Holdings:
    tables: tuple[Held, ...]
    keyring: dict[str, int]

    @property
    def by_plane(self) -> list[tuple[str, str, list[Held]]]:
        return [
            (plane, str(says), [one for one in self.tables if one.plane == plane])
            for plane, says in PLANES.items()
        ]


def holdings() -> Holdings:
    """Counted now. `beside verify` says whether any model or field is unclassified."""
    tables = [
        Held(plane_of(model), model._meta.label, model._base_manager.count(), classes_of(model))
        for model in held_models()
    ]
    order = list(PLANES)
    tables.sort(key=lambda one: (order.index(one.plane), one.name))
    return Holdings(tuple(tables), asdict(vault.statistics()))


SWEEP_LATE_DAYS = 1


@dataclass(frozen=True)
class PublicHoldings:
    """What anyone may know: bands as they were when the week began, and days."""

    week: date | None
    requests: str
    events: str
    last_sweep: date | None
    begun: date | None = None  # asked only where no sweep has ever ended well

    def sweep_is_late(self, today: date) -> bool:
        """Whether it has not ended well for more than a day, or never since all was set up."""
        since = self.last_sweep or self.begun
        return since is not None and (today - since).days > SWEEP_LATE_DAYS


def public_holdings() -> PublicHoldings:
    """The same for everyone for a whole week: one who asks changes nothing that can be seen."""
    row = WeeklyHoldings.objects.order_by("-week").first()
    swept = last_day_of("sweep")
    since = None if swept else begun()
    if row is None:
        return PublicHoldings(None, "", "", swept, since)
    told = row.get_requests_display(), row.get_events_display()
    return PublicHoldings(row.week, *told, swept, since)


def record_week(at: datetime) -> int:
    """Write this week's bands down, once; weeks before the last one go. How many were written."""
    week = clocks.monday(timezone.localdate(at))
    _row, made = WeeklyHoldings.objects.get_or_create(
        week=week,
        defaults={
            "requests": disclosure.band(Referral.objects.count()),
            "events": disclosure.band(Event.objects.count()),
        },
    )
    newest = WeeklyHoldings.objects.order_by("-week").values_list("week", flat=True)[:2]
    WeeklyHoldings.objects.exclude(week__in=list(newest)).delete()
    return int(made)


def held_models() -> Iterator[type[models.Model]]:
    """Every model that has a table here, the framework's and the hidden ones among them."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def plane_of(model: type[models.Model]) -> str:
    """The plane a model says it stands on; the framework's tables are machinery."""
    return str(getattr(model, "plane", "runs"))


def classes_of(model: type[models.Model]) -> dict[str, str]:
    """Each field's class; `unclassified` where nobody has said one."""
    said = getattr(model, "classes", None) or _FRAMEWORK.get(model)
    if said is None and model._meta.app_label == "auth":
        said = {field.name: "runs" for field in model._meta.concrete_fields}  # unused, and empty
    known = said or {}
    return {
        field.name: known.get(field.name, "unclassified") for field in model._meta.concrete_fields
    }


def as_json(found: Holdings) -> str:
    return json.dumps(asdict(found), indent=2)


def as_text(found: Holdings) -> str:
    """For a person to read."""
    lines: list[str] = []
    for plane, says, tables in found.by_plane:
        lines += [f"{plane}: {says}", ""]
        for one in tables:
            lines.append(f"  {one.name:<32}{one.rows:>8}")
            for name, kind in one.fields.items():
                lines.append(f"      {name:<28}{kind}")
        lines.append("")
    lines += ["keyring: the keys, claims, codes and counters, in numbers only", ""]
    lines += [
        f"  {name.replace('_', ' '):<32}{number:>8}" for name, number in found.keyring.items()
    ]
    return "\n".join(lines)
