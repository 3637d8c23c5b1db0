"""What a form says where its field has no words of its own: ours, in the stead of Django's.

A field that knows better says so itself. A choice that is not there is, among people who send what
a page offered them, one that somebody took away while the page was open.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_GONE = _("This choice is not there, or not any more. Please choose again.")
_WORDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {
        "required": _("Please fill this in."),
        "max_length": _("This is longer than we can keep: %(limit_value)s characters at most."),
        "null_characters_not_allowed": _(
            "There is a sign in it that we cannot keep. Please type it once more."
        ),
        "min_value": _("Please give %(limit_value)s or more."),
        "max_value": _("Please give %(limit_value)s or less."),
    },
    forms.ChoiceField: {"invalid_choice": _GONE},
    forms.MultipleChoiceField: {"invalid_choice": _GONE, "invalid_list": _GONE},
    forms.ModelChoiceField: {"invalid_choice": _GONE},
    forms.ModelMultipleChoiceField: {
        "invalid_choice": _GONE,
        "invalid_list": _GONE,
        "invalid_pk_value": _GONE,
    },
    forms.DateField: {
        "invalid": _("We could not read this as a day. Please choose it again."),
    },
    forms.IntegerField: {"invalid": _("Please give a whole number.")},
    forms.EmailField: {
        "invalid": _(
            "This looks like an e-mail address with a slip in it. Please look at it once more."
        ),
    },
}


def speak() -> None:
    """Once, before any form of ours is made."""
    for field, words in _WORDS.items():
        known = vars(field).get("default_error_messages", {})
        field.default_error_messages = {**known, **words}
