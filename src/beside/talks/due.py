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
    known = Talk.objects.exclude(contact="", wished="").values("pk", "edition", "asked_on", "on")
    over = [one for one in known if contact_until(one["asked_on"], one["on"]) < today]
    return sum(  # each as it was read: it may be planned for another day by now
        Talk.objects.filter(**one).update(contact="", wished="", edition=F("edition") + 1)
        for one in over
    )
