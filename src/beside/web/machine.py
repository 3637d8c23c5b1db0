"""What the administrator sees: whether the machine is well, and how much it holds. No names."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from beside import configuration, doctor
from beside.doors.access import for_roles, member_of
from beside.holdings import CLASSES, holdings
from beside.program import holds
from beside.program.models import Role
from beside.program.promised import within

KEYRING = (
    ("generation", _("How often the keyring has forgotten something")),
    ("referrals", _("Keys of requests that are open")),
    ("events", _("Keys of events that are open")),
    ("claims", _("Keyed marks of people who are being reached")),
    ("codes", _("Codes that lead to something open")),
    ("event_counters", _("Events that are counted")),
    ("periods", _("Quarters that are counted and not published")),
    ("day_keys", _("Keys of today and yesterday, for forms")),
    ("forgotten", within(_("Marks of what was forgotten in the last {remembered_days} days"))),
    ("holds", _("Legal holds, asked for or in force")),
)


@for_roles(Role.ADMINISTRATOR)
@require_safe
def machine(request: HttpRequest) -> HttpResponse:
    """What `beside doctor` and `beside holdings` say."""
    at = timezone.now()
    found = doctor.examine(configuration.read(), at=at)
    held = holdings()
    context = {
        "holds_waiting": holds.waiting_for(member_of(request), at),
        "wrong": [on_a_page(one.sentence) for one in found if one.is_wrong],
        "notes": [on_a_page(one.sentence) for one in found if not one.is_wrong],
        "planes": held.by_plane,
        "keyring": [(says, held.keyring.get(name, 0)) for name, says in KEYRING],
        "classes": list(CLASSES.items()),
    }
    return render(request, "web/machine.html", context)


def on_a_page(sentence: str) -> SafeString:
    """A sentence of the doctor's, with what is to be typed at a prompt set as such."""
    return SafeString(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(sentence)))
