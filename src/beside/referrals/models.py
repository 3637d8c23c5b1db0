"""One recipient's need, open from notice to close: two seals, a stage and three dates."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.db import models

from beside.program.models import Member
from beside.referrals.facts import Facts
from beside.rules import access, stages
from beside.rules.access import Verb
from beside.rules.stages import Stage
from beside.supporters.models import Supporter
from beside.vault import actions as vault

ROW = "referral"


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, member: Member, verb: Verb = Verb.SEE) -> list[Referral]:
        """Those of these referrals that exist for the member, with their facts opened."""
        supporter = supporter_id(member)
        return [
            row
            for row in self.exclude(stage__in=list(stages.OVER)).with_facts()
            if row.is_visible(member, supporter, verb)
        ]

    def with_facts(self) -> list[Referral]:
        """These referrals with their facts, in one look at the keyring; without a key, none."""
        rows = list(self)
        opened = vault.open_facts(ROW, [(row.handle, bytes(row.sealed_facts)) for row in rows])
        found = []
        for row, text in zip(rows, opened, strict=True):
            if text is not None:
                row.facts = Facts.from_bytes(text)
                found.append(row)
        return found


class Referral(models.Model):
    plane = "dispatch"
    classes: ClassVar[dict[str, str]] = {
        "handle": "runs",
        "stage": "runs",
        "opened_week": "describes",
        "expiry_week": "runs",
        "due_on": "runs",
        "sealed_identity": "identifies",
        "sealed_facts": "describes",
    }

    handle = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stage = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Stage])
    opened_week = models.DateField()
    expiry_week = models.DateField()
    due_on = models.DateField()
    sealed_identity = models.BinaryField(db_column="identity")
    sealed_facts = models.BinaryField(db_column="facts")

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

    def is_visible(self, member: Member, supporter: int | None, verb: Verb) -> bool:
        """Who may see a referral stands in its facts."""
        return access.may_see(
            member.roles,
            is_hers=supporter is not None and self.facts.supporter == supporter,
            hidden_from_her=member.pk in self.facts.hidden_from,
            verb=verb,
        )


def supporter_id(member: Member) -> int | None:
    """The member's id as a supporter, if she is one."""
    return Supporter.objects.filter(member=member).values_list("pk", flat=True).first()


def find(handle: uuid.UUID, member: Member, verb: Verb = Verb.SEE) -> Referral:
    """One referral that is visible to the member; otherwise it does not exist."""
    found = Referral.objects.filter(handle=handle).visible_to(member, verb)
    if not found:
        raise Referral.DoesNotExist
    return found[0]


def load(handle: uuid.UUID) -> Referral:
    """One referral with its facts, for verbs whose caller has been let in already."""
    found = Referral.objects.filter(handle=handle).with_facts()
    if not found:
        raise Referral.DoesNotExist
    return found[0]


def load_many(handles: Iterable[uuid.UUID]) -> list[Referral]:
    return Referral.objects.filter(handle__in=list(handles)).with_facts()
