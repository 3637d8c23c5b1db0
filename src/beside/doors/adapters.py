"""What Beside tells the sign-in library: nobody signs up, no address is looked at."""

from __future__ import annotations

import logging
from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beside.doors import mailing, sealing, second_factor, sent_codes
from beside.program.models import Member, Policy
from beside.program.promised import LIMITS, within

log = logging.getLogger("beside")
# The claim of OpenID Connect, and what it is called in SAML.
VERIFIED = ("email_verified", "http://schemas.auth0.com/email_verified")
NONCE = "house_nonce"
CODE_MAIL = "account/email/login_code"
WRONG_CODE = _("This code is not right. Look again, or ask for another one.")
TOO_OFTEN = within(
    _("That was tried too often. Please wait {try_again_minutes} minutes, and try again.")
)


class MemberAdapter(DefaultAccountAdapter):
    """Members come in by what they have been invited with."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """One question is fetched by a script: the passkey's. Whatever else is asked is a page."""
        match = request.resolver_match
        is_question = match is not None and match.url_name == "mfa_login_webauthn"
        return is_question and request.method == "GET" and bool(super().is_ajax(request))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Nobody's address is looked at: a hospital is one address, and none is to be kept."""
        return "somewhere"

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return ""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("doors:home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def respond_user_inactive(self, request: HttpRequest, user: Member) -> HttpResponse:
        return redirect("account_login")

    def get_from_email(self) -> str:
        return Policy.current().sender

    def format_email_subject(self, subject: str) -> str:
        return subject

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        policy = Policy.current()
        known = context | {"policy": policy, "limits": LIMITS}
        message: EmailMessage = super().render_mail(template_prefix, email, known, headers)
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Not waited for: how long an answer takes must not tell who is a member."""
        message = self.render_mail(template_prefix, email, context)
        if template_prefix == CODE_MAIL:
            if self._code_again():
                return  # it is in her mailbox
            sent_codes.keep(email, context["code"])
        mailing.send_soon(message)

    def send_nothing(self, email: str) -> None:
        """To a stranger nothing is sent, and all else is done."""
        context = {"request": self.request, "code": self.generate_login_code()}
        mailing.send_soon(self.render_mail(CODE_MAIL, email, context), really=False)
        sent_codes.keep(email, context["code"])

    def generate_login_code(self) -> str:
        return self._code_again() or str(super().generate_login_code())

    def _code_again(self) -> str:
        return str(getattr(self.request, "code_again", ""))

    def send_unknown_account_mail(self, *args: Any) -> None:
        """To a stranger nothing is sent."""


class KeysAdapter(DefaultMFAAdapter):
    """Passkeys, authenticator apps and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": _(
            "Your role needs one of these. Add another one first, then this one can go."
        ),
    }

    def encrypt(self, text: str) -> str:
        return b64encode(sealing.seal("keys", text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.open_seal("keys", b64decode(encrypted_text)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not second_factor.is_last_needed(authenticator)

    def get_totp_issuer(self) -> str:
        return Policy.current().program_name

    def generate_authenticator_name(self, user: Member, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return str(_("Passkey {number}")).format(number=number)


class HouseAdapter(DefaultSocialAccountAdapter):
    """The house's own sign-on vouches for an e-mail; whoever is a member by it comes in.

    Nothing of the account over there is kept: no row, no token, and not its name in the session.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_requests_session(self) -> Any:
        """Asked is where we were told and nowhere else; in production nothing in the clear.

        Whatever the sign-on says of itself, and wherever it would send us.
        """
        session = super().get_requests_session()
        session.max_redirects = 0
        if settings.BESIDE_MODE == "production":
            del session.adapters["http://"]
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if not _is_for_this_browser(request, sociallogin.account.extra_data):
            raise ImmediateHttpResponse(not_let_through(request))
        member = _vouched_for(sociallogin)
        if member is None:
            raise ImmediateHttpResponse(render(request, "doors/no_member.html", status=403))
        sociallogin.user = member
        _forget_account(sociallogin)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        **_more: Any,
    ) -> None:
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect(f"{reverse('doors:sign_in')}?said=house_left"))
        raise ImmediateHttpResponse(not_let_through(request, exception))


def not_let_through(request: HttpRequest, trouble: Exception | None = None) -> HttpResponse:
    """The calm page; 502 where the sign-on does not answer. The log has the kind and no more."""
    is_down = isinstance(trouble, OSError)
    log.warning("the house's sign-on: %s", type(trouble).__name__ if trouble else "refused")
    return render(request, "doors/house_trouble.html", status=502 if is_down else 403)


def _is_for_this_browser(request: HttpRequest, said: dict[str, Any]) -> bool:
    """By OpenID Connect: the paper carries the number that this browser went away with."""
    nonce, paper = request.session.pop(NONCE, ""), said.get("id_token")
    return not isinstance(paper, dict) or paper.get("nonce") == nonce


def _forget_account(sociallogin: SocialLogin) -> None:
    """Else it would wait in the session for the second step, and stand there for twelve hours."""
    sociallogin.account.uid, sociallogin.account.extra_data = "", {}
    sociallogin.token, sociallogin.email_addresses = None, []


def _vouched_for(sociallogin: SocialLogin) -> Member | None:
    """The member by that e-mail. One that the house itself calls unverified stands for nobody."""
    said = _parts(sociallogin.account.extra_data)
    if any(_calls_unverified(part) for part in said) or len(_subjects(said)) > 1:
        return None
    addresses = {one.email.lower() for one in sociallogin.email_addresses}
    found = list(Member.objects.filter(email__in=addresses, is_active=True)[:2])
    return found[0] if len(found) == 1 else None


def _parts(said: dict[str, Any]) -> list[dict[str, Any]]:
    """What was said, and by OpenID Connect what each of its two papers says."""
    inner = [said.get(name) for name in ("userinfo", "id_token")]
    return [part for part in (said, *inner) if isinstance(part, dict)]


def _calls_unverified(part: dict[str, Any]) -> bool:
    for name in VERIFIED:
        told = part.get(name, True)
        for one in told if isinstance(told, list) else [told]:
            if str(one).strip().lower() not in ("true", "1", "yes"):
                return True
    return False


def _subjects(said: list[dict[str, Any]]) -> set[str]:
    """Both papers have to be about the same person."""
    return {str(part["sub"]) for part in said if "sub" in part}
