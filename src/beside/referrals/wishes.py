"""What somebody may wish for when they ask: fixed choices only, with the words for each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from beside.rules.matching import Distance

CHANNELS = {
    "": _("No matter"),
    "call": _("A call"),
    "text": _("A text first, then a call"),
    "text_only": _("Text messages only"),
    "email": _("E-mail"),
    "relay": _("A call through a relay service"),
    "asl": _("American Sign Language, by video"),
}
# The same, as the end of "somebody will reach you by Saturday 21:00, ...".
BY_CHANNEL = {
    "call": _("with a call"),
    "text": _("with a text first"),
    "text_only": _("by text only"),
    "email": _("by e-mail"),
    "relay": _("through a relay service"),
    "asl": _("in American Sign Language"),
}
WHENS = {
    "": _("Any time"),
    "morning": _("In the morning"),
    "midday": _("Around midday"),
    "afternoon": _("In the afternoon"),
    "evening": _("In the evening"),
    "night": _("At night"),
    "weekend": _("At the weekend"),
}
DISTANCES = {
    Distance.ANY.value: _("No matter"),
    Distance.SAME.value: _("My own department"),
    Distance.OTHER.value: _("Another department"),
}
