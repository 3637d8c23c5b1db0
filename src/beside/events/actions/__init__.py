"""The verbs of an event: report, add names, take back, join, separate, find out who is meant."""

from beside.events.actions.barring import exposed_people
from beside.events.actions.joining import SameEvent, join, separate
from beside.events.actions.reporting import (
    CALL_BACK,
    WHO_KNOWS,
    Draft,
    TooLate,
    add_names,
    look_at_asides,
    mark_complete,
    report,
    take_back,
)
from beside.events.actions.resolving import Resolved, proposals, resolve_exposed
from beside.events.change import EventGone

__all__ = [
    "CALL_BACK",
    "WHO_KNOWS",
    "Draft",
    "EventGone",
    "Resolved",
    "SameEvent",
    "TooLate",
    "add_names",
    "exposed_people",
    "join",
    "look_at_asides",
    "mark_complete",
    "proposals",
    "report",
    "resolve_exposed",
    "separate",
    "take_back",
]
