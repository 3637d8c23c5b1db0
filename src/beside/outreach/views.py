"""The supporter's pages. Each shows one question and decides nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from beside.doors.access import for_roles, member_of, never_withheld, public
from beside.doors.sending import members_act
from beside.notices import actions as notices
from beside.outreach import actions, answering, questions, showing
from beside.outreach.forms import HandBackForm, PauseForm
from beside.program.models import Role
from beside.program.promised import CLOSING, suspended
from beside.referrals.change import NotNow, NotYours
from beside.referrals.models import Referral
from beside.rules import stages
from beside.rules.stages import Actor, Stage
from beside.supporters import actions as supporters
from beside.supporters.models import Supporter
from beside.talks import showing as talks

UNDO = [("answer", "undo")]


@for_roles(Role.SUPPORTER)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What is hers: asked, in hand, just closed; and whether she can be asked."""
    member, now = member_of(request), timezone.now()
    lines = [showing.line(row, now) for row in showing.mine(member)]
    context = {
        "asked": [one for one in lines if one.is_asked],
        "in_hand": [one for one in lines if not one.is_asked and one.minutes is None],
        "closing": [one for one in lines if one.minutes],
        "undo": UNDO,
        "suspended": suspended(),
        "being_forgotten": any(one.minutes == 0 for one in lines),
        "stood_down": notices.stood_down(by=member, at=now),
        "availability": _availability(member.pk),
        "talks": talks.given_by(member, timezone.localdate(now)),
        "groups": talks.led_by(member, timezone.localdate(now)),
        "safety": reverse("outreach:safety"),
    }
    return render(request, "outreach/list.html", context)


@for_roles(Role.SUPPORTER)
@members_act
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, handle: UUID) -> HttpResponse:
    """One request: the one question its stage asks."""
    member, now = member_of(request), timezone.now()
    row = _find(handle, request)
    if request.method == "POST":
        try:
            said = answering.answer(handle, request.POST.get("answer", ""), by=member, at=now)
        except answering.NoSuchAnswer:
            raise Http404 from None
        except (NotNow, NotYours, Referral.DoesNotExist) as moved:
            return _moved(handle, moved)
        if answering.leaves(said):
            return redirect(f"{reverse('outreach:list')}?said={said}")
        return redirect(request.path if said == "closed" else f"{request.path}?said={said}")
    stage = Stage(row.stage)
    shown = showing.show(row, by=member, at=now)
    if shown is None and stage in stages.CONTACT_SHOWN | {Stage.TAKEN}:
        return redirect(f"{reverse('outreach:list')}?said=moved")
    until = suspended()
    closing = CLOSING.said(until)
    context = {
        "handle": handle,
        "stage": stage.value,
        "shown": shown,
        "further": request.GET.get("then", "") and stage is Stage.TALKING,
        "question": questions.question(row, request.GET.get("then", ""), now, closing),
        "others": questions.others(row, closing),
        "can_hand_back": questions.can_hand_back(row),
        "manner": showing.manner(row),
        "background": showing.background(row),
        "asked": [*showing.manner(row), *showing.background(row)],
        "script": showing.who_gave_my_name(row),
        "undo": UNDO,
        "minutes": showing.minutes_left(row, now),
        "no_notes": showing.no_notes(until),
        "suspended": until,
        "safety": reverse("outreach:safety_of", args=[handle]),
    }
    return render(request, "outreach/one.html", context)


@for_roles(Role.SUPPORTER)
@members_act
@require_http_methods(["GET", "POST"])
def hand_back(request: HttpRequest, handle: UUID) -> HttpResponse:
    """Two ticks, and somebody else goes on."""
    row = _find(handle, request)
    form = HandBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_back(
                handle,
                reached=form.cleaned_data["reached"],
                expecting=form.cleaned_data["expecting"],
                actor=Actor.SUPPORTER,
                by=member_of(request),
                at=timezone.now(),
            )
        except (NotNow, NotYours, Referral.DoesNotExist) as moved:
            return _moved(handle, moved)
        return redirect(f"{reverse('outreach:list')}?said=handed_back")
    if not questions.can_hand_back(row):
        return redirect(f"{reverse('outreach:one', args=[handle])}?said=moved")
    context = {
        "form": form,
        "handle": handle,
        "knows_them": Stage(row.stage) is not Stage.TAKEN,
        "safety": reverse("outreach:safety_of", args=[handle]),
    }
    return render(request, "outreach/hand_back.html", context)


@for_roles(Role.SUPPORTER)
@never_withheld
@require_GET
def safety(request: HttpRequest, handle: UUID | None = None) -> HttpResponse:
    """Steps and numbers, always; name and contact too while she has them. Stores nothing.

    Never refused: what is over, or was never hers, shows the same page without a name.
    """
    shown, back = None, reverse("outreach:list")
    if handle is not None:
        try:
            row = showing.one(handle, member_of(request))
        except Referral.DoesNotExist:
            pass
        else:
            back = reverse("outreach:one", args=[handle])
            shown = showing.show(row, by=member_of(request), at=timezone.now(), for_safety=True)
    return render(request, "outreach/safety.html", {"shown": shown, "back": back})


@public
@require_GET
def limits(request: HttpRequest) -> HttpResponse:
    """What stays between the two, and where that ends: to print, to read, to send."""
    return render(request, "outreach/limits.html")


@for_roles(Role.SUPPORTER)
@members_act
@require_http_methods(["GET", "POST"])
def availability(request: HttpRequest) -> HttpResponse:
    """Away today, pause from one day to another, back again."""
    member, now = member_of(request), timezone.now()
    supporter = Supporter.objects.filter(member=member).first()
    if supporter is None:
        raise Http404
    act = request.POST.get("act", "")
    form = PauseForm(
        request.POST if act == "pause" else None,
        initial={"begins": supporter.paused_from or timezone.localdate(now)},
    )
    said = ""
    if act == "away":
        supporters.away_today(supporter, True, by=member, at=now)
        said = "away"
    elif act == "resume":
        supporters.resume(supporter, by=member, at=now)
        said = "available"
    elif act == "pause" and form.is_valid():
        days = form.cleaned_data
        supporters.pause(supporter, days["begins"], days["ends"], by=member, at=now)
        said = "paused"
    if said:
        return redirect(f"{reverse('outreach:list')}?said={said}")
    context = {
        "form": form,
        "availability": _availability(member.pk),
        "safety": reverse("outreach:safety"),
    }
    status = 422 if form.errors else 200
    return render(request, "outreach/availability.html", context, status=status)


@for_roles(Role.SUPPORTER)
@members_act
@require_http_methods(["GET", "POST"])
def noted(request: HttpRequest) -> HttpResponse:
    """She has read that a request is no longer needed."""
    if request.method == "GET":  # a form sent twice ends here
        return redirect("outreach:list")
    notices.take_note(by=member_of(request), at=timezone.now())
    return redirect(f"{reverse('outreach:list')}?said=noted")


def _find(handle: UUID, request: HttpRequest) -> Referral:
    try:
        return showing.one(handle, member_of(request))
    except Referral.DoesNotExist:
        raise Http404 from None


def _moved(handle: UUID, moved: Exception) -> HttpResponse:
    """Somebody was faster: say so, where it can still be said."""
    stage = moved.stage if isinstance(moved, NotNow) else None
    if stage is None or stage in stages.OVER:
        said = "moved" if isinstance(moved, NotYours) else "gone"
        return redirect(f"{reverse('outreach:list')}?said={said}")
    return redirect(f"{reverse('outreach:one', args=[handle])}?said=moved")


def _availability(member: int) -> dict[str, object]:
    """Whether she can be asked today, and until when not."""
    supporter = Supporter.objects.filter(member=member).first()
    if supporter is None:
        return {}
    today = timezone.localdate()
    pausing = supporter.paused_from is not None and (
        supporter.paused_until is None or supporter.paused_until >= today
    )
    return {
        "can_be_asked": supporter.is_available(today),
        "away": supporter.away_on == today,
        "pausing": pausing,
        "from": supporter.paused_from,
        "until": supporter.paused_until,
    }
