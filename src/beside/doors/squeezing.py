"""What the pages look like travels squeezed; what they say does not, but for the roster.

How long a squeezed page is can tell what stands in it (BREACH), so no page with a form that sends
something, or with anything of who asks, is ever squeezed. A style sheet holds nobody's secret, and
is most of what a first visit weighs. A page that is the same for everybody (`squeezed`) holds none
either.
"""

from __future__ import annotations

import gzip
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

from beside.doors.access import View
from beside.program.models import Member

LEVEL = 6  # beyond it a roster of 700 is 3 % smaller and takes half as long again


class SqueezedLooks(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: Any) -> Any:
        is_looks = request.path.startswith(settings.STATIC_URL) and response.status_code == 200
        return super().process_response(request, response) if is_looks else response


def squeezed(view: View) -> View:
    """A page that is the same for everybody who is not signed in.

    Who is signed in has her own pages in its head, and the form that leads out: hers is sent whole.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response: Any = view(request, *args, **kwargs)
        patch_vary_headers(response, ("Accept-Encoding",))
        takes = re_accepts_gzip.search(request.headers.get("Accept-Encoding", ""))
        if takes and not isinstance(request.user, Member):
            # What somebody chose to see is not kept: how soon it comes would tell that it was.
            squeeze = _squeeze if request.GET else _kept
            response.content = squeeze(response.content)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return inner


def _squeeze(page: bytes) -> bytes:
    return gzip.compress(page, LEVEL, mtime=0)


# One in each language, kept by the whole page itself: whatever is another page is squeezed anew.
# With a roster of 700 these are 0.4 MB each.
_kept = lru_cache(maxsize=len(settings.LANGUAGES))(_squeeze)
