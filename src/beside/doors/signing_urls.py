"""The addresses of signing in that the library calls by names of its own."""

from __future__ import annotations

from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from beside.doors import by_house, keys, views
from beside.doors.access import anyone, for_members, open_asleep
from beside.doors.answer_urls import HOUSE, SAML

a_form = require_http_methods(["GET", "POST"])
again = open_asleep(for_members(a_form(keys.Again.as_view())))
again_by_passkey = open_asleep(for_members(a_form(keys.AgainByPasskey.as_view())))

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/", views.sign_in, name="account_request_login_code"),
    path("sign-in/", views.sign_in, name="account_inactive"),
    path("sign-in/", views.sign_in, name="account_signup"),
    path("sign-in/", views.sign_in, name="socialaccount_login_cancelled"),
    path("sign-in/", views.sign_in, name="socialaccount_login_error"),
    path("sign-in/code/", views.code, name="account_confirm_login_code"),
    path("sign-in/second/", anyone(a_form(mfa.authenticate)), name="mfa_authenticate"),
    path("sign-in/passkey/", views.by_passkey, name="mfa_login_webauthn"),
    path(HOUSE, by_house.to_openid, name="openid_connect_login"),
    path(SAML, by_house.to_saml, name="saml_login"),
    path("your-keys/", for_members(require_GET(keys.keys)), name="mfa_index"),
    path("your-keys/", for_members(require_GET(keys.keys)), name="mfa_list_webauthn"),
    path("your-keys/passkey/", for_members(a_form(passkeys.add_webauthn)), name="mfa_add_webauthn"),
    path(
        "your-keys/passkey/<int:pk>/remove/",
        for_members(a_form(passkeys.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
    path("your-keys/app/", for_members(a_form(app.activate_totp)), name="mfa_activate_totp"),
    path(
        "your-keys/app/remove/",
        for_members(a_form(app.deactivate_totp)),
        name="mfa_deactivate_totp",
    ),
    path(
        "your-keys/recovery/",
        for_members(require_GET(recovery.view_recovery_codes)),
        name="mfa_view_recovery_codes",
    ),
    path(
        "your-keys/recovery/new/",
        for_members(a_form(recovery.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
    path("your-keys/again/", again, name="mfa_reauthenticate"),
    path("your-keys/again/", again, name="account_reauthenticate"),
    path("your-keys/again/passkey/", again_by_passkey, name="mfa_reauthenticate_webauthn"),
]
