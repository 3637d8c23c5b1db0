"""Posters, cards and a sheet to leave with somebody: printed in the language of their address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beside.doors import kept
from beside.doors.access import View, public
from beside.printables.codes import drawn

AN_HOUR = 60 * 60
CARDS = range(10)  # on one sheet of business cards, 3.5 x 2 inches, US Letter or A4


def to_print(view: View) -> View:
    """Everybody may print one; nothing on it is anybody's."""
    return public(require_safe(kept.by_visitors(AN_HOUR)(view)))


def home(request: HttpRequest) -> str:
    """The address of the first page as the world knows it, in the language of this one."""
    ours = settings.BESIDE_URL or request.build_absolute_uri("/")
    return ours.rstrip("/") + reverse("web:home")


def printed(request: HttpRequest, template: str, kind: str, **more: Any) -> HttpResponse:
    address = home(request)
    said = address.partition("://")[2].rstrip("/")
    qr = drawn(
        address, _("A code for your phone's camera. It leads to %(address)s") % {"address": said}
    )
    return render(
        request, f"printables/{template}.html", {"qr": qr, "address": said, "kind": kind, **more}
    )


@to_print
def index(request: HttpRequest) -> HttpResponse:
    """What there is, and in which languages."""
    return render(request, "printables/index.html", {"languages": settings.LANGUAGES})


@to_print
def poster(request: HttpRequest) -> HttpResponse:
    """One sheet for a wall."""
    return printed(request, "poster", "poster")


@to_print
def cards(request: HttpRequest) -> HttpResponse:
    """Ten for a pocket."""
    return printed(request, "cards", "ten", cards=CARDS)


@to_print
def plain_cards(request: HttpRequest) -> HttpResponse:
    """Ten that do not say what they are for."""
    return printed(request, "plain_cards", "ten plain", cards=CARDS)


@to_print
def resources(request: HttpRequest) -> HttpResponse:
    """The sheet that is left with somebody, whether or not they want to talk."""
    return printed(request, "resources", "resources")
