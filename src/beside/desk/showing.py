"""What the page of one request says and offers, apart from the name."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from beside.desk import finding
from beside.desk.designations import designation
from beside.desk.lines import due_of
from beside.desk.recipes import RECIPES
from beside.desk.recording import ANSWER, DESK, HERS, THEIRS, offered
from beside.desk.words import Words, about, chip, state, wishes_of
from beside.events.models import Event
from beside.matching.suggesting import Offer, suggestions
from beside.program.models import Member, Pool
from beside.program.week import spoken
from beside.referrals.facts import MATCHES, REASONS, moment
from beside.referrals.models import Referral
from beside.rules import clocks, stages
from beside.rules.stages import Stage
from beside.supporters.models import Supporter

FEW = 5  # suggestions shown before "more"
_ELSEWHERE = ("undo",)


def context_of(row: Referral, member: Member) -> dict[str, Any]:
    """Everything the page shows of the row without opening the name."""
    stage, words = Stage(row.stage), Words.for_rows([row])
    recipes = list(RECIPES.values())
    return {
        "row": row,
        "stage": stage.value,
        "who": designation(row.handle),
        "about": about(row, words),
        "state": state(row, words),
        "summary": _summary(row, words),
        "supporter": words.supporters.get(row.facts.supporter or 0),
        "hers": offered(recipes, row, [HERS]),
        "others": offered(recipes, row, [THEIRS, DESK], but=_ELSEWHERE),
        "answers": [one for one in recipes if one.group == ANSWER and one.fits(row)],
        "duplicates": finding.duplicates(row, member) if row.is_open else [],
        "events": list(Event.objects.filter(handle__in=row.facts.event_handles)),
        "own_door": _own_door(row),
        **_offers(row, member),
    }


def _offers(row: Referral, member: Member) -> dict[str, Any]:
    """Who could be asked, the fittest first, and who cannot and why; only while nobody is."""
    if Stage(row.stage) is not Stage.WAITING:
        return {}
    found = suggestions(row, at=timezone.now(), seen_by=member)
    can: list[Offer] = [one for one in found if one.can_be_asked]
    return {
        "offers": can[:FEW],
        "more_offers": can[FEW:],
        "refused": [one for one in found if not one.can_be_asked],
    }


def _summary(row: Referral, words: Words) -> list[tuple[str, str]]:
    facts, at = row.facts, timezone.now()
    due = due_of(row, at)
    soon = _("soon") if facts.urgency == clocks.Urgency.TODAY else _("on a working day")
    preferred = _name_of(facts.preferred)
    if preferred and not facts.or_another:
        preferred = _("%(who)s, and nobody else") % {"who": preferred}
    rows = [
        (_("Due"), " ".join((due.word, due.more)).strip()),
        (_("How soon"), soon),
        (_("Here since"), _since(row)),
        (_("Reason"), str(REASONS[facts.reason]) if facts.reason != "unsaid" else ""),
        (_("Directory"), str(MATCHES[facts.match])),
        (_("With"), words.supporter(facts)),
        *wishes_of(facts, words, preferred),
        (_("They expect a call"), _("yes") if facts.expecting else ""),
        (_("Waiting on"), _waiting(row, words)),
        (_("Held by"), words.member(facts.holder)),
    ]
    return [(label, value) for label, value in rows if value]


def _since(row: Referral) -> str:
    opened = moment(row.facts.opened)
    return spoken(opened, timezone.now()) if opened else ""


def _waiting(row: Referral, words: Words) -> str:
    what, who = chip(row.facts), words.member(row.facts.waiting_holder)
    return f"{what} ({who})" if what and who else what


def _name_of(supporter: int | None) -> str:
    if supporter is None:
        return ""
    found = Supporter.objects.filter(pk=supporter).select_related("member").first()
    return found.member.name if found else ""


def _own_door(row: Referral) -> Pool | None:
    """The door of somebody who is not served here."""
    if Stage(row.stage) not in stages.OPEN or not row.facts.pool:
        return None
    pool = Pool.objects.filter(slug=row.facts.pool).first()
    return pool if pool is not None and not pool.is_served else None
