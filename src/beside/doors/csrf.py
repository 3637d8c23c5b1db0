"""Django's check of a member's form, for pages that tell nobody where a request comes from."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

from beside.doors.sending import came_from_our_page


class FromOurPages(CsrfViewMiddleware):
    """The token is asked for as ever; `Sec-Fetch-Site` may stand in for the hidden `Origin`.

    A script cannot set that header, and a browser says `same-origin` of our own pages only.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        return came_from_our_page(request) or bool(super()._origin_verified(request))  # type: ignore[misc]

    def _check_referer(self, request: HttpRequest) -> None:
        if not came_from_our_page(request):
            super()._check_referer(request)  # type: ignore[misc]
