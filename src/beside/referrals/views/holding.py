"""What is held under a code, as its owner sees it: masked, and with what can be done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from beside.program.models import Member, Role
from beside.program.tongues import alone
from beside.program.week import spoken
from beside.referrals import actions, by_code, forgetting, saying, wishes
from beside.referrals.change import NotNow
from beside.referrals.fields import languages
from beside.referrals.forms import NotThroughForm, OwnContactForm, WishesForm
from beside.referrals.models import Referral
from beside.rules.stages import OPEN, Stage
from beside.vault.identity import mask_contact, mask_name

Wrong = tuple[str, forms.Form | None]


def page(
    request: HttpRequest,
    row: Referral,
    code: str,
    now: datetime,
    *,
    says: str = "",
    wrong: Wrong = ("", None),
    status: int = 200,
) -> HttpResponse:
    """The page behind a code. Its forms share one token: whichever is sent, it is sent once."""
    context: dict[str, Any] = {"code": code, "says": says, "public_form": True}
    until = context["suspended"] = held_until(row, now)
    if row.stage == Stage.HELD or (until and Stage(row.stage) not in OPEN):
        return render(request, "referrals/held.html", context, status=status)
    if Stage(row.stage) not in OPEN:
        return render(request, "referrals/being_forgotten.html", context, status=status)
    try:
        context["rows"] = _rows(row, now, until)
    except NotNow:  # stopped elsewhere in this very moment
        return render(request, "referrals/being_forgotten.html", context, status=status)
    context |= _standing(row, now) | _forms(row, now, wrong)
    context["leads"] = Member.objects.with_role(Role.LEAD)
    context["can_have_someone_else"] = by_code.may(row, "someone_else")
    return render(request, "referrals/holding.html", context, status=status)


def held_until(row: Referral, now: datetime) -> date | None:
    """Until when a legal hold suspends the forgetting of this; None: nothing does."""
    return forgetting.held_until([row], at=now)[0]


def _standing(row: Referral, now: datetime) -> dict[str, Any]:
    due = by_code.promised(row)
    late = due is not None and due < now
    return {
        "stands": saying.where_it_stands(Stage(row.stage)),
        "promise": saying.promise(due, now, row.facts.channel) if due and due >= now else "",
        "late_since": spoken(due, now) if due and late else "",
    }


def _rows(row: Referral, now: datetime, suspended: date | None) -> list[tuple[str, str]]:
    identity, facts = actions.peek(row), row.facts
    contacts = [mask_contact(one.value) for one in identity.shown_contacts]
    return [
        (_("Your name"), mask_name(identity.called or identity.name)),
        (_("How you are reached"), ", ".join(contacts) or _("we are looking for a way")),
        (_("When"), str(wishes.WHENS.get(facts.when, ""))),
        (_("In which way"), str(wishes.CHANNELS.get(facts.channel, ""))),
        (_("Language"), alone(facts.language) or str(dict(languages())[""])),
        (_("Your colleague is from"), str(wishes.DISTANCES.get(facts.distance, ""))),
        _last_day(row, suspended),
    ]


def _last_day(row: Referral, suspended: date | None) -> tuple[str, str]:
    """When it is forgotten; or, while a hold covers it, until when it is kept, which may move."""
    if suspended is None:
        day = date_format(row.expiry_week, "MONTH_DAY_FORMAT")
        return _("Forgotten at the latest on"), day
    day = date_format(max(row.expiry_week, suspended), "DATE_FORMAT")
    return (
        _("Kept until"),
        _("%(day)s at the latest, unless two people agree once more") % {"day": day},
    )


def _forms(row: Referral, now: datetime, wrong: Wrong) -> dict[str, Any]:
    """Each form of the page; the one that has to be mended as it was typed."""
    facts = row.facts
    known = {name: getattr(facts, name) for name in WishesForm.WISHES}
    given: dict[str, Any] = {
        "contact": OwnContactForm(auto_id="contact_%s"),
        "wishes": WishesForm(now=now, initial=known, auto_id="wishes_%s"),
        "not_through": NotThroughForm(hidden_from=facts.hidden_from, auto_id="not_through_%s"),
    }
    name, form = wrong
    if form is not None:
        form.auto_id = f"{name}_%s"
        given[name] = form
    return {"forms": given, "open": name}
