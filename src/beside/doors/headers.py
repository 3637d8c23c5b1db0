"""What every answer tells the browser: nothing from elsewhere, nothing to elsewhere, no copy."""

from __future__ import annotations

from wsgiref.headers import Headers

from django.http import HttpRequest

_NOTHING = "'none'"
POLICY = "; ".join(
    (
        f"default-src {_NOTHING}",
        *(f"{kind}-src 'self'" for kind in ("style", "script", "img", "font")),
        "form-action 'self'",
        f"base-uri {_NOTHING}",
        f"frame-ancestors {_NOTHING}",
    )
)

# What a page could ask a device for. None of ours asks for anything.
_FEATURES = """
accelerometer ambient-light-sensor aria-notify attribution-reporting autoplay battery bluetooth
browsing-topics camera captured-surface-control compute-pressure cross-origin-isolated
deferred-fetch deferred-fetch-minimal display-capture document-domain encrypted-media fullscreen
gamepad geolocation gyroscope hid identity-credentials-get idle-detection interest-cohort
join-ad-interest-group keyboard-map language-detector language-model local-fonts local-network
local-network-access loopback-network magnetometer media-playback-while-not-visible microphone
midi on-device-speech-recognition otp-credentials payment picture-in-picture private-aggregation
private-state-token-issuance private-state-token-redemption proofreader rewriter run-ad-auction
screen-wake-lock serial shared-storage shared-storage-select-url speaker-selection storage-access
summarizer sync-xhr translator unload usb web-share window-management writer xr-spatial-tracking
"""

# A browser's own helpers that a member's sign-in may want, from our own pages only.
OWN_FEATURES = ("clipboard-write", "publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join(
    [f"{one}=()" for one in (*_FEATURES.split(), "clipboard-read")]
    + [f"{one}=(self)" for one in OWN_FEATURES]
)

ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Origin-Agent-Cluster": "?1",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    # A page with a name or a form is never kept; a view that may be kept says so itself.
    "Cache-Control": "no-store",
}


# As long as the page for help may be kept, so may what it looks like: see `web.views.help_now`.
KEPT_BESIDE = "stale-while-revalidate=604800, stale-if-error=604800"


def keep_looks(headers: Headers, path: str, url: str) -> None:
    """A style sheet is used at once and asked for anew behind, and stands where no net is."""
    headers["Cache-Control"] = f"{headers['Cache-Control']}, {KEPT_BESIDE}"


def referrer_policy(request: HttpRequest) -> str:
    """Where somebody comes from is told to nobody, not even to ourselves.

    With `no-referrer` a browser hides its `Origin` too, and says by `Sec-Fetch-Site` alone that a
    form is from our own page. One from before 2023, or on a plain connection, does not say that: it
    would be refused for ever, so it is let tell us (and nobody else) where it was.
    """
    is_browser = "Accept-Language" in request.headers
    if is_browser and "Sec-Fetch-Site" not in request.headers:
        return "same-origin"
    return "no-referrer"
