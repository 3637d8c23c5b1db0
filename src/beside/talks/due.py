"""What time does: a way to reach whoever asked is not kept for ever, also when nobody acts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from beside.rules.talks import contact_until
from beside.talks.models import Talk


def forget_contacts(at: datetime) -> int:
    """Clear how to reach whoever asked long ago; how many."""
    today = timezone.localdate(at)
    known = Talk.objects.exclude(contact="", wished="").values_list("pk", "asked_on", "on")
    over = [pk for pk, asked_on, on in known if contact_until(asked_on, on) < today]
    rows = Talk.objects.filter(pk__in=over)
    return rows.update(contact="", wished="", edition=F("edition") + 1)
