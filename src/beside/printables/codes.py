"""A QR code that leads to our own first page: drawn here, for a phone's camera.

ISO/IEC 18004, error correction level M: a seventh of it may be scratched or folded away.
"""

from __future__ import annotations

from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET = 4  # modules of white around it, as the standard asks


@lru_cache(maxsize=64)
def drawn(address: str, title: str) -> SafeString:
    """The code as a drawing to stand in a page, with a title for who does not see it."""
    code = segno.make(address, error="m", micro=False)
    drawing = code.svg_inline(
        border=QUIET, omitsize=True, dark="#000", light="#fff", svgclass="qr-code", lineclass=None,
        title=title,
    )  # fmt: skip
    return mark_safe(drawing.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308  # segno escapes
