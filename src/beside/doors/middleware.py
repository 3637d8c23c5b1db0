"""What every request passes: sign-in unless public, quiet headers, errors without content."""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_path

from beside.doors import headers, idle, in_browser, once_more, second_factor
from beside.program.models import Member
from beside.vault.actions import BudgetSpent, KeyringProblem

GetResponse = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger("beside")
ANSWERS = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)


def quiet_headers(get_response: GetResponse) -> GetResponse:
    """On every answer, the earliest refusal and the style sheet too."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers["Referrer-Policy"] = headers.referrer_policy(request)
        for name, value in headers.ALWAYS.items():
            response.headers.setdefault(name, value)
        if "no-store" in response.headers["Cache-Control"]:  # nothing need be said beside it
            response.headers["Cache-Control"] = "no-store"
            response.headers.pop("Expires", None)
        return response

    return middleware


def language_of_the_address(get_response: GetResponse) -> GetResponse:
    """The language is what the address says: no cookie, no guess, and the same for everybody."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                response = _calmly(request, response)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def _calmly(request: HttpRequest, refused: HttpResponseBase) -> HttpResponse:
    """An address that takes only what a form sends, opened by itself: a page, not an empty one."""
    page = render(request, "405.html", status=refused.status_code)
    page.headers["Allow"] = refused.headers.get("Allow", "")
    return page


def plain_errors(get_response: GetResponse) -> GetResponse:
    """A failure becomes a code and a place in the log, and a calm page; never what was typed."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ANSWERS):
            return None  # a refusal, for which Django has its page
        if isinstance(error, KeyringProblem):
            log.error("the keyring does not serve; run `beside doctor`")
            return render(request, "503.html", status=503)
        if isinstance(error, OperationalError):
            log.error("the database takes nothing in; run `beside doctor`")
            return render(request, "503.html", {"is_full": True}, status=503)
        if isinstance(error, BudgetSpent):
            return render(request, "429.html", {"spent": error.spent.value}, status=429)
        if settings.DEBUG:
            return None
        code = uuid.uuid4().hex[:8]
        frame = traceback.extract_tb(error.__traceback__)[-1]
        log.error("failure %s %s at %s:%s", code, type(error).__name__, frame.name, frame.lineno)
        return render(request, "500.html", {"code": code}, status=500)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def sign_in_unless_public(get_response: GetResponse) -> GetResponse:
    """Sign-in is required everywhere unless a view says that it is public."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if getattr(request, "is_awake", False):
            idle.note(request, response)
        in_browser.hand_over(request, response)
        return response

    def process_view(
        request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if getattr(view, "is_public", False):
            return None
        if isinstance(request.user, Member):
            return _stop(request, request.user, view)
        if request.method in ("GET", "HEAD"):
            return redirect(f"{reverse('doors:sign_in')}?next={request.path}")
        return redirect("doors:sign_in")

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ReauthenticationRequired) and isinstance(request.user, Member):
            return once_more.ask(request, request.user)
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _stop(request: HttpRequest, member: Member, view: Any) -> HttpResponseBase | None:
    """What a signed-in member has to show before this page, if anything."""
    if getattr(view, "is_never_withheld", False):
        return None
    if not getattr(view, "is_for_members", False) and not second_factor.is_met(request, member):
        return second_factor.lead_to_it(member)
    if getattr(view, "is_open_asleep", False):
        return None
    if once_more.is_answer(request) and (again := once_more.take(request, member)):
        return again
    if idle.is_asleep(request, member):
        return once_more.ask(request, member)
    request.is_awake = second_factor.is_needed(member)  # type: ignore[attr-defined]
    return None
