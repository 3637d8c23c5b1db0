"""What every public form here is asked before it is acted upon."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from beside.doors.sending import Token, came_from_here, token_of


def arrived(request: HttpRequest) -> tuple[Token | None, str]:
    """The form's token, or none and the sentence with which the page is shown again."""
    if not came_from_here(request):
        return None, _(
            "Nothing was sent yet: your browser did not say that this came from our own page. "
            "What you typed is still here. Please send it once more."
        )
    token = token_of(request, is_public=True)
    if token is None:
        return None, _(
            "Nothing was sent yet: this page had been open for a long time. What you typed is "
            "still here. Please send it once more."
        )
    return token, ""
