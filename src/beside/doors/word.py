"""The word at the door: asked where somebody speaks for others, if this house has one.

It keeps strangers on the internet away from the desk. It protects no name: it hangs on a wall.
"""

from __future__ import annotations

from hmac import compare_digest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.doors.plain import PlainForm
from beside.program.models import Policy
from beside.rules.spelling import normalise

FIELD = "door_word"
SHORTEST = 4  # letters and digits; fewer are hit by chance


def is_long_enough(word: str) -> bool:
    """Whether this can be a word at the door: signs that nobody hears do not count."""
    return len(normalise(word)) >= SHORTEST


def is_said(typed: str, word: str) -> bool:
    """Whether it is the word, however it is written; how much of it is right takes no time."""
    return compare_digest(normalise(typed).encode(), normalise(word).encode())


class DoorForm(PlainForm):
    """A public form for others: one more box at its end, only where the house has a word."""

    door_word = forms.CharField(
        label=gettext_lazy("The word at the door"),
        max_length=80,
        error_messages={"max_length": gettext_lazy("This is longer than the word can be.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *given: Any, asks_word: bool = True, **more: Any) -> None:
        super().__init__(*given, **more)
        field, self._policy = self.fields.pop(FIELD), Policy.current()
        if asks_word and self._policy.word_at_the_door:
            field.help_text = _where_it_stands(self._policy)
            missing = _or_call(_("Please type this word."), self._policy)
            field.error_messages["required"] = missing
            self.fields[FIELD] = field  # the last one: nobody is met with it

    def clean_door_word(self) -> str:
        typed: str = self.cleaned_data[FIELD]
        if not is_said(typed, self._policy.word_at_the_door):
            raise ValidationError(_or_call(_("This is not the word we know."), self._policy))
        return typed


def _where_it_stands(policy: Policy) -> str:
    where = (
        _("It stands on the poster in your department, and keeps strangers on the internet out.")
        if policy.word_is_printed
        else _("Your house tells it to whoever works here. It keeps strangers on the internet out.")
    )
    if not policy.program_phone:
        return where
    call = format_html(
        _('Or call us: <span class="whole"><a href="tel:{}">{}</a>.</span> Then you need no word.'),
        policy.program_phone.replace(" ", ""),
        _unbroken(policy.program_phone),
    )
    return format_html("{} {}", where, call)


def _or_call(says: str, policy: Policy) -> str:
    if not policy.program_phone:
        return says
    instead = _("If you do not have it, call us: %(number)s. On the telephone nobody asks for it.")
    return f"{says} {instead % {'number': _unbroken(policy.program_phone)}}"


def _unbroken(number: str) -> str:
    """On one line, so that it can be read off and dialled."""
    return number.replace(" ", "\u00a0")
