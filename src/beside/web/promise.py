"""What the program promises: in plain words, then exactly. Every time and number is computed here.

What moves with each visit (notices, tokens, sign-ins) is told without a figure: whoever loaded the
page twice could else see that somebody has just asked.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from beside.directory.models import Clinician
from beside.doors import kept
from beside.doors.access import public
from beside.holdings import PLANES, SWEEP_LATE_DAYS, PublicHoldings, public_holdings
from beside.program.models import Member, Policy
from beside.program.promised import suspended
from beside.referrals import saying
from beside.rules import clocks, disclosure, periods, retention
from beside.rules import holds as hold_rules
from beside.supporters.models import Supporter
from beside.utilization.models import PublishedYear
from beside.vault.models import WeeklyHoldings

A_FEW_MINUTES = 5 * 60

# How to see for oneself; a test looks whether each of them exists.
COMMANDS = (
    ("beside verify", gettext_lazy("whether what is here agrees with what was promised")),
    ("beside holdings", gettext_lazy("every table and field there is, with its number of rows")),
    ("beside doctor", gettext_lazy("what is wrong with this machine, copies and disks among it")),
    ("make attack", gettext_lazy("tries to get at forgotten names, as a thief or a court would")),
)
IMAGES = "beside setup --image-days"
DOCUMENTS = (
    ("docs/promises.md", gettext_lazy("each promise, with the rule and the test that keep it")),
    ("docs/threat-model.md", gettext_lazy("who might want to know, and what they would find")),
    ("docs/keys.md", gettext_lazy("every key: where it is, how long, and who destroys it")),
)


@public
@require_safe
@kept.by_visitors(A_FEW_MINUTES)
def promise(request: HttpRequest) -> HttpResponse:
    """What is held, how long, and who can see a name."""
    policy = Policy.current()
    held = public_holdings()
    longest = min(policy.keep_days, retention.LONGEST_DAYS)
    context = {
        "suspended": suspended(),
        "longest_days": longest,
        "undo_minutes": int(clocks.UNDO.total_seconds() // 60),
        "held": held,
        "image_days": policy.image_days,
        "copies_end": retention.copies_end(longest, policy.image_days),
        "who_can_see": saying.who_sees(),
        "late_days": SWEEP_LATE_DAYS,
        "is_late": held.sweep_is_late(timezone.localdate()),
        "planes": planes(held),
        "exact_days": exact_days(),
        "hold_days": hold_rules.DAYS,
        "image_command": IMAGES,
        "commands": COMMANDS,
        "documents": DOCUMENTS,
    }
    return render(request, "web/promise.html", context)


def exact_days() -> dict[str, int]:
    """The limits of the rules, in the numbers that the program itself goes by."""
    return {
        "event_open": clocks.EVENT_OPEN_DAYS,
        "event_key": clocks.EVENT_KEY_DAYS,
        "introduction_hours": int(clocks.INTRODUCTION.total_seconds() // 3600),
        "idle_minutes": int(clocks.WORKING_SESSION_IDLE.total_seconds() // 60),
        "grace": retention.KEYRING_GRACE_DAYS,
        "release": periods.GRACE_DAYS,
        "smallest": disclosure.SMALLEST_SHOWN,
    }


def planes(held: PublicHoldings) -> list[tuple[Any, list[tuple[Any, str]]]]:
    """What is held, by plane: what there is, and how much in bands, or no figure."""
    requests, events = held.requests or _("not told yet"), held.events or _("not told yet")
    return [
        (PLANES["dispatch"], [(_("Requests"), requests), (_("Events"), events)]),
        (
            PLANES["program"],
            [
                (_("People who can sign in"), _band(Member.objects.filter(is_active=True).count())),
                (_("On the roster"), _band(Supporter.objects.current().count())),
                (_("In the staff directory"), _band(Clinician.objects.count())),
            ],
        ),
        (PLANES["tally"], [(_("Published years"), str(PublishedYear.objects.count()))]),
        (PLANES["runs"], [(_("Not counted here: it moves with each visit"), "")]),
    ]


def _band(count: int) -> str:
    return str(WeeklyHoldings.Band(disclosure.band(count)).label)
