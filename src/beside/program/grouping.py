"""Numbers as they are written in the language of the page."""

from __future__ import annotations

from django.utils.formats import number_format


def grouped(number: int) -> str:
    """As in 1,100."""
    return number_format(number, use_l10n=True, force_grouping=True)
