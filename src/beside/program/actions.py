"""What two members decide together: a legal hold, and wider ceilings on the day of a mass event;
that a member has left; the site's own words; and who answers at once.

The first two stand in the keyring, which enforces them. The audit keeps who did what on which day,
with a code: never what a hold speaks of, and never a handle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.program import crisis, words
from beside.program.crisis import Answering
from beside.program.holds import NoSuchHold, find, roles_of
from beside.program.meanwhile import DecidedMeanwhile, wait_for_who_decides
from beside.program.models import CrisisContact, Member, Role, Vocabulary
from beside.program.own_words import kept
from beside.rules import budgets, holds
from beside.rules.holds import Why
from beside.rules.vocabulary import Forms, problem
from beside.vault import ceilings
from beside.vault import holds as keyring
from beside.vault.actions import Hold, NotAgreed, Subject


class NotTheirs(Exception):
    """This is not for somebody with these roles to do."""


def ask_hold(subject: Subject, why: Why, *, by: Member, at: datetime) -> Hold:
    """A lead or an administrator asks; nothing is held until a second member agrees."""
    if not holds.may_ask(by.roles):
        raise NotTheirs
    with transaction.atomic():
        _record("ask_hold", why, subject, by=by, at=at)
        today = timezone.localdate(at)
        return keyring.ask(subject, why.value, member=by.pk, today=today)


def renew_hold(identifier: str, *, by: Member, at: datetime) -> Hold:
    """The same once more, from the day on which a second member agrees: two, as the first time."""
    hold = find(identifier, at)
    if hold.agreed_by is None:
        raise NoSuchHold
    return ask_hold(hold.scope, Why(hold.why), by=by, at=at)


def agree_hold(identifier: str, *, by: Member, at: datetime) -> Hold:
    """A second member agrees, one of the two a lead: from now on, for 90 days.

    Raises `NotTheirs` for the wrong role, `NotAgreed` for who asked, `NoSuchHold` when it is gone.
    """
    with transaction.atomic():
        wait_for_who_decides()
        hold = find(identifier, at)
        if hold.agreed_by is not None:
            raise NoSuchHold  # somebody else was faster
        if hold.asked_by == by.pk:
            raise NotAgreed
        if not holds.may_agree(roles_of(hold.asked_by), by.roles):
            raise NotTheirs
        _record("agree_hold", hold.why, hold.scope, by=by, at=at)
        return keyring.agree(identifier, member=by.pk, today=timezone.localdate(at))


def end_hold(identifier: str, *, by: Member, at: datetime) -> None:
    """A lead ends it, or whoever asked takes it back before anybody agreed.

    What only this one held is forgotten within moments, and nobody can undo that.
    """
    with transaction.atomic():
        wait_for_who_decides()
        hold = find(identifier, at)
        takes_back = hold.agreed_by is None and hold.asked_by == by.pk
        if not takes_back and not holds.may_end(by.roles):
            raise NotTheirs
        _record("end_hold", hold.why, hold.scope, by=by, at=at)
        keyring.end(identifier)


def ask_widen(*, by: Member, at: datetime) -> None:
    """Many people at once: a coordinator asks that more names may be opened for a day."""
    if not budgets.may_ask_wide(by.roles):
        raise NotTheirs
    with transaction.atomic():
        audit.administer("ask_widen", member_id=by.pk, at=at)
        ceilings.ask(by.pk, at=at)


def agree_widen(*, by: Member, at: datetime) -> None:
    """A lead agrees, for 24 hours from now. Raises `NotAgreed` when nobody else has asked."""
    if not budgets.may_agree_wide(by.roles):
        raise NotTheirs
    with transaction.atomic():
        audit.administer("agree_widen", member_id=by.pk, at=at)
        ceilings.agree(by.pk, at=at)


def leave(member: Member, *, by: Member | None, at: datetime) -> None:
    """A member is out from now on, everywhere. Raises `NotTheirs`; `by` None: who runs the machine.

    Open sessions, keys, links and roles go with it. What she had in hand is not looked for here:
    the worker brings it back to the desk in an act of its own, so that no row joins her with it.
    """
    if by is not None and (by.pk == member.pk or not may_let_go(by.roles)):
        raise NotTheirs
    with transaction.atomic():
        member.is_active = False
        member.save(update_fields=["is_active"])
        member.held.all().delete()
        member.__dict__.pop("_roles", None)
        member.invitations.all().delete()
        member.signed_in.all().delete()
        Authenticator.objects.filter(user=member).delete()
        audit.administer("leave", member_id=by.pk if by else None, at=at, about=str(member.pk))


def set_words(
    theirs: Mapping[str, Forms], language: str, *, seen: str, by: Member, at: datetime
) -> None:
    """What this site calls things in one language; a term that is not named is called as by us.

    Raises `NotTheirs` for anybody but a lead, `ValueError` for what would break a page, and
    `DecidedMeanwhile` when the words are not as they were seen (`words.mark`).
    """
    if Role.LEAD not in by.roles:
        raise NotTheirs
    if any(problem(form) for forms in theirs.values() for form in (forms.one, forms.many)):
        raise ValueError
    with transaction.atomic():
        wait_for_who_decides()
        if words.mark(language) != seen:
            raise DecidedMeanwhile
        Vocabulary.objects.filter(language=language).exclude(term__in=theirs).delete()
        for term, forms in theirs.items():
            said = {"singular": forms.one, "plural": forms.many}
            Vocabulary.objects.update_or_create(term=term, language=language, defaults=said)
        audit.administer("set_words", member_id=by.pk, at=at, about=language.lower())


def set_crisis_contacts(rows: Sequence[Answering], *, seen: str, by: Member, at: datetime) -> None:
    """Who answers at once, in this order, instead of those who stood there. For a lead alone.

    Raises `DecidedMeanwhile` when those are not as they were seen (`crisis.mark`).
    """
    if Role.LEAD not in by.roles:
        raise NotTheirs
    rows = [replace(row, translated=kept(row.translated, CrisisContact.own_words)) for row in rows]
    with transaction.atomic():
        wait_for_who_decides()
        if crisis.mark() != seen:
            raise DecidedMeanwhile
        CrisisContact.objects.all().delete()
        CrisisContact.objects.bulk_create(
            CrisisContact(position=place, **asdict(row)) for place, row in enumerate(rows)
        )
        audit.administer("set_crisis", member_id=by.pk, at=at, about=str(len(rows)))


def may_let_go(roles: frozenset[str]) -> bool:
    """Who says that somebody has left: a lead or an administrator."""
    return bool(roles & {Role.LEAD, Role.ADMINISTRATOR})


def _record(verb: str, why: str, subject: Subject, *, by: Member, at: datetime) -> None:
    audit.administer(verb, member_id=by.pk, at=at, about=holds.as_audited(why, subject))
