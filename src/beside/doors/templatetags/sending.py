"""`{% once %}`: the hidden token that makes a form happen once (and Django's own, for members)."""

from __future__ import annotations

from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from beside.doors.rush import TRAP
from beside.doors.sending import FIELD, fresh_token, owner_of

register = template.Library()


@register.simple_tag(takes_context=True)
def once(context: dict[str, Any]) -> SafeString:
    """A fresh token for this form; for a signed-in member also the CSRF token.

    Fresh it stays: some browsers would put the old one back when a page is loaded again.

    A public page may be seen by a signed-in member too: there `public_form=True` in the context
    asks for the anonymous token, so that nothing ties the form to the member.
    """
    request = context["request"]
    is_public = bool(context.get("public_form"))
    token = format_html(
        '<input type="hidden" name="{}" value="{}" autocomplete="off">',
        FIELD,
        fresh_token(request, is_public=is_public).text,
    )
    if is_public:
        return token + _trap()
    if not owner_of(request):
        return token
    csrf = format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)
    )
    return token + csrf


def _trap() -> SafeString:
    """A box that a machine fills in and nobody else.

    Browsers, readers of screens and fillers-in of forms leave out what is `hidden`; whoever sees it
    all the same reads what to do. A person who fills it in is not lost: see `doors.rush`.
    """
    return format_html(
        '<div hidden aria-hidden="true"><label>{} '
        '<input name="{}" tabindex="-1" autocomplete="off"></label></div>',
        _("Leave this empty"),
        TRAP,
    )
