"""What a page to read is written in: a title, a sentence, the text in Markdown, its sources."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from beside.learning.models import SLUG, SUMMARY, TITLE
from beside.learning.shipped import LANGUAGES, Words
from beside.referrals.fields import PlainForm

LONGEST = 40_000
_PICTURE = re.compile(r"!\[[^\]]*\][(\[]")
_HTML = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_ADDRESS = re.compile(r"<(?:https?|mailto|tel):[^<>\s]*>", re.IGNORECASE)


def language_name(code: str) -> str:
    """A language in its own words."""
    return str(get_language_info(code)["name_local"]).capitalize()


class PageForm(PlainForm):
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Please give the page a title.")},
    )
    summary = forms.CharField(
        label=gettext_lazy("What is in it, in a sentence or two"),
        max_length=SUMMARY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"class": "page-text"}),
        error_messages={
            "required": gettext_lazy("Please write something here, or go back without keeping it.")
        },
    )
    sources = forms.CharField(
        label=gettext_lazy("Sources"),
        help_text=gettext_lazy("One on each line. A doi or a PMID becomes a link by itself."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_title(self) -> str:
        return " ".join(str(self.cleaned_data["title"]).split())

    def clean_summary(self) -> str:
        return " ".join(str(self.cleaned_data["summary"]).split())

    def clean_body(self) -> str:
        """Said here in words what the page would only show as signs."""
        body = str(self.cleaned_data["body"]).replace("\r\n", "\n")
        if not body.strip():
            raise forms.ValidationError(self.fields["body"].error_messages["required"])
        for number, line in enumerate(body.splitlines(), 1):
            if _PICTURE.search(line):
                raise forms.ValidationError(
                    _("Line %(number)s has a picture in it. A page has none: please take it out."),
                    params={"number": number},
                )
            if _HTML.search(_ADDRESS.sub("", line)):
                raise forms.ValidationError(
                    _(
                        "Line %(number)s has a mark in < > in it. A page knows only the marks that "
                        "are listed here: please use one of them."
                    ),
                    params={"number": number},
                )
        return body

    def clean_sources(self) -> str:
        return str(self.cleaned_data["sources"]).replace("\r\n", "\n")

    @property
    def words(self) -> Words:
        given = self.cleaned_data
        return Words(given["title"], given["summary"], given["body"], given["sources"])

    @staticmethod
    def filled(words: Words | None) -> dict[str, str]:
        """What stands in the boxes before anybody types."""
        if words is None:
            return {}
        return {
            "title": words.title,
            "summary": words.summary,
            "body": words.body,
            "sources": words.sources,
        }


class NewPageForm(PageForm):
    """The same, and in which language it begins. The address is made from the title."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        widget=forms.RadioSelect,
        initial=LANGUAGES[0],
    )

    field_order = ("language", "title", "summary", "body", "sources")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        language = self.fields["language"]
        if isinstance(language, forms.ChoiceField):
            language.choices = [(code, language_name(code)) for code in LANGUAGES]

    def clean_title(self) -> str:
        title = super().clean_title()
        if not slugify(title):
            raise forms.ValidationError(_("Please use some plain letters in the title."))
        return title

    @property
    def slug(self) -> str:
        return slugify(str(self.cleaned_data["title"]))[:SLUG].strip("-")
