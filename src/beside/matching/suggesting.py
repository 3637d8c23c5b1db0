"""Who could be asked for a referral: the rule in `rules.matching`, fed with today's roster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.program.models import Member
from beside.referrals.models import Referral
from beside.rules import matching, stages
from beside.rules.matching import Colleague, Distance, Need, Suggestion
from beside.supporters.models import Supporter
from beside.vault import actions as vault

REASONS = {
    "chosen": _("chosen by them"),
    "no_matter": _("distance does not matter to them"),
    "same_department": _("same department"),
    "other_department": _("another department"),
    "same_campus": _("same campus"),
    "same_role": _("same role"),
    "speaks": _("speaks their language"),
    "free": _("nobody else just now"),
}
REFUSALS = {
    matching.Why.AWAY: _("away or pausing"),
    matching.Why.NOT_TRAINED: _("not trained yet"),
    matching.Why.BARRED: _("not for this person"),
    matching.Why.FULL: _("has as many as they wish"),
}
NOT_NOW = _("cannot just now")


@dataclass(frozen=True)
class Offer:
    """One supporter as the desk sees her for one referral."""

    supporter: Supporter
    suggestion: Suggestion
    open_now: int  # as far as whoever looks may see

    @property
    def can_be_asked(self) -> bool:
        return self.suggestion.refused is None

    @property
    def reasons(self) -> list[str]:
        return [str(REASONS[one]) for one in self.suggestion.reasons]

    @property
    def refusal(self) -> str:
        why = self.suggestion.refused
        if why is matching.Why.FULL and self.open_now < self.supporter.cap:
            return str(NOT_NOW)  # with what is hidden from whoever looks
        return str(REFUSALS[why]) if why else ""


def suggestions(row: Referral, *, at: datetime, seen_by: Member | None = None) -> list[Offer]:
    """Everyone on the roster for this referral, the fittest first, the refused last.

    Who is asked follows from all that is in hand; what is shown of it, from what she may see.
    """
    today = timezone.localdate(at)
    roster = {one.pk: one for one in Supporter.objects.current().with_details()}
    in_hand = with_supporters()
    busy, shown = by_supporter(in_hand), by_supporter(in_hand, seen_by=seen_by)
    loads = vault.load(roster, today.toordinal() // 7)
    colleagues = [
        Colleague(
            supporter=one.pk,
            department=one.department_id,
            campus=one.campus_id,
            pools=frozenset({one.pool.slug} if one.pool else ()),
            available=one.is_available(today),
            trained=one.trained_on is not None and one.trained_on <= today,
            open_now=busy[one.pk],
            load=loads[one.pk],
            cap=one.cap,
            languages=one.language_set,
        )
        for one in roster.values()
    ]
    return [
        Offer(roster[one.supporter], one, shown[one.supporter])
        for one in matching.suggest(need_of(row, roster.values()), colleagues)
    ]


def need_of(row: Referral, roster: Iterable[Supporter]) -> Need:
    """What matching must know; whoever should not see this is not asked for it either."""
    facts = row.facts
    hidden = {one.pk for one in roster if one.member_id in facts.hidden_from}
    return Need(
        department=facts.department,
        campus=facts.campus,
        pool=facts.pool,
        distance=Distance(facts.distance),
        barred=facts.barred_supporters | hidden,
        preferred=facts.preferred,
        language=facts.language,
    )


def with_supporters() -> list[Referral]:
    """What is in a supporter's hands right now."""
    rows = Referral.objects.filter(stage__in=[one.value for one in stages.WITH_SUPPORTER])
    return rows.with_facts()


def by_supporter(rows: Iterable[Referral], *, seen_by: Member | None = None) -> Counter[int]:
    """How many of these each supporter has; without what is hidden from whoever looks."""
    return Counter(
        row.facts.supporter
        for row in rows
        if row.facts.supporter is not None and not row.is_hidden_from(seen_by)
    )
