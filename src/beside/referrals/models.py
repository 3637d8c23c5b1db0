"""One recipient's need, open from notice to close: two seals, a stage and three dates."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import models

from beside.program.models import Member
from beside.referrals.facts import Facts
from beside.rules import access, stages
from beside.rules.access import Verb
from beside.rules.stages import Stage
from beside.supporters.models import Supporter
from beside.vault.rows import SealedRow, SealedRows

ROW = "referral"


class ReferralQuerySet(SealedRows["Referral"]):
    def visible_to(self, member: Member, verb: Verb = Verb.SEE) -> list[Referral]:
        """Those of these referrals that exist for the member, with their facts opened."""
        rows = self.exclude(stage__in=list(stages.OVER)).with_facts()
        return _seen_by(member, rows, verb)


class Referral(SealedRow):
    row = ROW
    facts_are = Facts

    stage = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Stage])

    objects = ReferralQuerySet.as_manager()
    facts: Facts

    def __str__(self) -> str:
        return f"referral in stage {self.stage}"

    @property
    def is_open(self) -> bool:
        return Stage(self.stage) in stages.OPEN

    @property
    def first_contact_is_due(self) -> bool:
        """Somebody is to be contacted: for the first time, or again after it came back."""
        is_due = not self.facts.offered or bool(self.facts.due_again)
        return is_due and Stage(self.stage) in stages.FIRST_CONTACT_DUE

    @property
    def can_retract(self) -> bool:
        """The last answer may have been a slip: nothing has followed it yet."""
        return bool(self.facts.before) and Stage(self.stage) in stages.STEPS["retract"].sources

    def is_hidden_from(self, member: Member | None) -> bool:
        """Not hers, or not through her. Nobody at the desk: nothing is hidden from them here."""
        return member is not None and member.pk in self.facts.hidden_from

    def is_visible(self, member: Member, supporter: int | None, verb: Verb) -> bool:
        """Who may see a referral stands in its facts."""
        return access.may_see(
            member.roles,
            stage=Stage(self.stage),
            is_hers=supporter is not None and self.facts.supporter == supporter,
            hidden_from_her=self.is_hidden_from(member),
            verb=verb,
        )


def supporter_id(member: Member) -> int | None:
    """The member's id as a supporter, if she is one."""
    return Supporter.objects.filter(member=member).values_list("pk", flat=True).first()


def _seen_by(member: Member, rows: Iterable[Referral], verb: Verb) -> list[Referral]:
    supporter = supporter_id(member)
    found = [row for row in rows if row.is_visible(member, supporter, verb)]
    for row in found:
        row.facts.as_told_to(member.pk)
    return found


def find(handle: uuid.UUID, member: Member, verb: Verb = Verb.SEE) -> Referral:
    """One referral that is visible to the member; otherwise it does not exist."""
    rows = Referral.objects.exclude(stage__in=list(stages.OVER)).at(handle)
    found = _seen_by(member, rows, verb)
    if not found:
        raise Referral.DoesNotExist
    return found[0]


def load(handle: uuid.UUID) -> Referral:
    """One referral with its facts, for verbs whose caller has been let in already."""
    return Referral.objects.load(handle)


def load_many(handles: Iterable[uuid.UUID]) -> list[Referral]:
    return Referral.objects.load_many(handles)
