"""What the pages look like travels squeezed; what they say does not.

How long a squeezed page is can tell what stands in it (BREACH), so no page with a form or a name is
ever squeezed. A style sheet holds nobody's secret, and is most of what a first visit weighs.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.gzip import GZipMiddleware


class SqueezedLooks(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: Any) -> Any:
        is_looks = request.path.startswith(settings.STATIC_URL) and response.status_code == 200
        return super().process_response(request, response) if is_looks else response
