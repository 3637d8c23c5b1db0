"""One way to reach a person as it was typed: a number, an e-mail address, or why neither."""

from __future__ import annotations

import re
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from beside.directory.parts import is_inside
from beside.vault.identity import Identity

MOST_CONTACTS = 4  # what is held of a person has a fixed size
LONGEST = 120
_EXTENSION = re.compile(r"\s*(?:ext\.?|extension|x|#)\s*(\d{1,6})$", re.IGNORECASE)
_PHONE = re.compile(r"[+()\d\s./\-\u2010-\u2015]+")
_DIGITS = (7, 15)


def with_room(identity: Identity) -> Identity:
    """As many contacts as fit: the best, the earliest first, and always the newest."""
    *earlier, newest = identity.contacts or (None,)
    if newest is None or len(earlier) < MOST_CONTACTS:
        return identity
    best = sorted(earlier, key=lambda one: -one.rank)[: MOST_CONTACTS - 1]
    return replace(identity, contacts=(*best, newest))


def read_contact(text: str) -> str:
    """The contact in one line; `ValidationError` with a sentence that says what would help."""
    one_line = " ".join(text.split())
    if "@" in one_line:
        return _email(one_line)
    if is_inside(one_line):
        return one_line
    number = _EXTENSION.sub("", one_line)
    digits = sum(sign.isdigit() for sign in number)
    if not _PHONE.fullmatch(number) or not digits:
        raise ValidationError(
            _("Please give a phone number or an e-mail address. We could not read this as either."),
            code="neither",
        )
    if digits < _DIGITS[0]:
        raise ValidationError(
            _(
                "This number seems short. Please give all of it, with the area code. "
                "Or say what it is: pager 4411."
            ),
            code="short",
        )
    if digits > _DIGITS[1]:
        raise ValidationError(
            _("This number seems long. Please give one number only."), code="long"
        )
    return one_line


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValidationError(
            _("This looks like an e-mail address with a slip in it. Please look at it once more."),
            code="email",
        ) from None
    return text


class ContactField(forms.CharField):
    """A box for one phone number or one e-mail address."""

    def __init__(self, **given: object) -> None:
        super().__init__(max_length=LONGEST, **given)  # type: ignore[arg-type]

    def clean(self, value: object) -> str:
        text = super().clean(value)
        return read_contact(text) if text else ""
