"""To the house's own sign-on and back.

The steps are the library's. What stands here takes away what we do not want of them: that an
address says more than where to go afterwards, that an answer nobody asked for is taken, that more
of an answer is kept than it needs, and that a sign-on which is down looks like a fault of ours.
"""

from __future__ import annotations

import secrets
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import httpkit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.socialaccount.providers.saml import views as saml
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from allauth.socialaccount.providers.saml.utils import build_auth, build_saml_config, get_app_or_404
from allauth.socialaccount.sessions import LoginSession
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from onelogin.saml2.errors import OneLogin_Saml2_Error
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from beside.doors.access import View, anyone, public
from beside.doors.adapters import NONCE, not_let_through
from beside.doors.house_language import after, as_it_says, as_she_left, sent_along

# What an answer from elsewhere can do to whoever reads it: none of it is a failure of ours.
STRANGE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    SyntaxError,
    OAuth2Error,
    OneLogin_Saml2_Error,
    PermissionDenied,
)
HELD = "saml-acs-session"
CONFIRMED = "/samlp:Response/saml:Assertion/saml:Subject/saml:SubjectConfirmation"
ASKED = f"{CONFIRMED}/saml:SubjectConfirmationData/@InResponseTo"
MEANT = "/samlp:Response/saml:Assertion/saml:Conditions/saml:AudienceRestriction/saml:Audience"


def calm(view: View) -> View:
    """Whatever the sign-on answers, or does not answer, is a calm page."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ImmediateHttpResponse as answer:
            response: HttpResponse = answer.response
            return response
        except STRANGE as trouble:
            return not_let_through(request, trouble)

    return inner


def begun_here(view: View) -> View:
    """By a press of ours. A page elsewhere that leads here meets the page with the button first."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.headers.get("Sec-Fetch-Site") not in ("cross-site", "same-site"):
            return view(request, *args, **kwargs)
        along = {"next": request.GET["next"]} if "next" in request.GET else {}
        return redirect(f"{reverse('doors:sign_in')}?{urlencode(along)}".rstrip("?"))

    return inner


def _only_where_to(request: HttpRequest, **more: str) -> None:
    """Of the address only `next` is heard: no scope, no connecting, no words to the sign-on."""
    heard = QueryDict(mutable=True)
    if where := after(request):
        heard["next"] = where
    heard.update(more)
    request.GET = heard  # type: ignore[assignment]


# OpenID Connect


def _refuse_unknown(request: HttpRequest, provider_id: str) -> None:
    apps = get_adapter().list_apps(request, provider="openid_connect")
    if provider_id not in {one.provider_id for one in apps}:
        raise Http404


@anyone
@require_GET
@begun_here
@calm
def to_openid(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """The sign-on writes our number into what it signs: an answer for another browser shows."""
    _refuse_unknown(request, provider_id)
    nonce = request.session.get(NONCE) or secrets.token_urlsafe(16)
    request.session[NONCE] = nonce
    _only_where_to(request, auth_params=urlencode({"nonce": nonce}))
    answer: HttpResponseBase = openid.login(request, provider_id)
    return answer


@anyone
@require_GET
@as_she_left
@calm
def back_from_openid(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    _refuse_unknown(request, provider_id)
    answer: HttpResponseBase = openid.callback(request, provider_id)
    return answer


# SAML


class OnlyAsked(SAMLProvider):
    """Takes only what the signed part itself calls an answer to our question, and meant for us.

    The outer part of an answer may be unsigned: an answer that nobody asked for could be dressed
    there as one to a question of whoever stole it.
    """

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> Any:
        tree = OneLogin_Saml2_XML.to_etree(response.get_last_response_xml())
        asked = set(OneLogin_Saml2_XML.query(tree, ASKED))
        if asked != {response.get_last_response_in_response_to()}:
            raise PermissionDenied
        if not OneLogin_Saml2_XML.query(tree, MEANT):
            raise PermissionDenied
        return super().sociallogin_from_response(request, response)


class Finish(saml.FinishACSView):
    def get_provider(self, organization_slug: str) -> OnlyAsked:
        return OnlyAsked(self.request, app=self.get_app(organization_slug))


@anyone
@require_GET
@begun_here
@calm
def to_saml(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    _only_where_to(request)
    answer: HttpResponseBase = saml.login(request, organization_slug=organization_slug)
    return sent_along(answer, request.GET.get("next", ""))


@public  # it comes from the sign-on's page; its signature says so
@require_POST
@as_it_says
@calm
def saml_answer(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    """Without our cookie, which a form of another site does not bring: held until the next step.

    Only what the house has signed is held, and nothing of the request that brought it.
    """
    bare = _bare(request)
    provider = get_app_or_404(request, organization_slug).get_provider(request)
    auth = build_auth(bare, provider)
    auth.process_response()
    if auth.get_errors():
        return not_let_through(request)
    response = redirect("saml_finish_acs", organization_slug=organization_slug)
    held = LoginSession(request, "saml_acs_session", HELD)
    held.store.update({"request": httpkit.serialize_request(bare)})
    held.save(response)
    response.cookies[HELD]["httponly"] = True
    return response


def _bare(request: HttpRequest) -> HttpRequest:
    """The answer and where it came in; not from whom, with what browser and which cookies."""
    bare, scheme = HttpRequest(), request.scheme
    bare.method, bare.path, bare.path_info = "POST", request.path, request.path_info
    bare.META = {
        name: request.META[name]
        for name in ("HTTP_HOST", "SCRIPT_NAME", "PATH_INFO")
        if name in request.META
    }
    held = QueryDict(mutable=True)
    held["SAMLResponse"] = request.POST.get("SAMLResponse", "")
    bare.POST = held  # type: ignore[assignment]
    bare._get_scheme = lambda: scheme  # type: ignore[attr-defined]
    return bare


@anyone
@require_GET
@as_she_left
@calm
def back_from_saml(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    answer: HttpResponseBase = Finish.as_view()(request, organization_slug=organization_slug)
    if isinstance(answer, HttpResponse):
        answer.delete_cookie(HELD, path=request.path, samesite="Lax")
    return answer


@anyone
@require_GET
def saml_metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """What the sign-on needs to know of us. Signing out over there signs nobody out here."""
    app = get_app_or_404(request, organization_slug)
    config = build_saml_config(request, app.settings, organization_slug)
    del config["sp"]["singleLogoutService"]
    settings = OneLogin_Saml2_Settings(settings=config, sp_validation_only=True)
    return HttpResponse(settings.get_sp_metadata(), content_type="text/xml")
