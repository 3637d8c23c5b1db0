"""What is typed to come in: an e-mail, a code."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from beside.doors import sent_codes
from beside.program.models import Member

_DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class EmailForm(RequestLoginCodeForm):
    email = forms.EmailField(
        label=_("Your e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn"}),
    )

    code_again = ""  # one that was sent a moment ago, when five were asked for in five minutes

    def clean_email(self) -> Any:
        try:
            email = super().clean_email()
        except ValidationError:
            email = self.cleaned_data["email"]
            self.code_again = sent_codes.newest(email)
            if not self.code_again:
                raise
            self._user = Member.objects.filter(email=email.lower(), is_active=True).first()
            return email
        if self._user is None:  # to a stranger nothing is sent, and it takes as long
            get_adapter().send_nothing(email)
        return email


class _Careful:
    """What a browser says a passkey said. Whatever does not look like that is simply not right."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (KeyError, TypeError, AttributeError, ValueError):
            raise mfa_adapter().validation_error("incorrect_code") from None


class PasskeyForm(_Careful, LoginWebAuthnForm):
    pass


class SecondStepPasskeyForm(_Careful, AuthenticateWebAuthnForm):
    pass


class OnceMorePasskeyForm(_Careful, ReauthenticateWebAuthnForm):
    pass


class NewPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label=_("What you call it"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_credential(self) -> Any:
        """The library goes on with a 0 or a `false` as if there were nothing to look at."""
        credential = self.cleaned_data["credential"]
        if not isinstance(credential, dict):
            raise mfa_adapter().validation_error("incorrect_code")
        return credential

    def clean(self) -> Any:
        try:
            return super().clean()
        except (KeyError, TypeError, AttributeError, ValueError):
            raise mfa_adapter().validation_error("incorrect_code") from None


class _Code:
    """A code as it is read off a screen or a sheet: spaces in it do not matter."""

    fields: dict[str, Any]

    def _ask(self, label: Any, help_text: Any = "", **attrs: str) -> None:
        field = self.fields["code"]
        field.label, field.help_text = label, help_text
        field.widget = forms.TextInput(attrs=_DIGITS | attrs)


class CodeForm(_Code, ConfirmLoginCodeForm):
    def clean_code(self) -> str:
        code: str = super().clean_code()
        if not sent_codes.use(self.expected_code):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask(_("The code from the e-mail"), inputmode="text", autocapitalize="characters")


class SecondStepForm(_Code, AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask(_("Code"), _("From your authenticator app, or one of your recovery codes."))


class OnceMoreForm(_Code, ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask(_("Code"), _("From your authenticator app, or one of your recovery codes."))


class AppForm(_Code, ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask(_("The six digits that the app shows now"))

    @property
    def letters(self) -> str:
        """What to type into an app that cannot see: in fours, which apps take as they are."""
        return " ".join(wrap(self.secret, 4))
