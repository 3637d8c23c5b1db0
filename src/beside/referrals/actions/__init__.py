"""The verbs of a referral: receive, resolve, look, wish, close, undo, merge, stop.

What a supporter does lives in `matching` and `outreach`; what forgets lives in `forgetting`.
"""

from beside.referrals.actions.closing import close, stop, undo
from beside.referrals.actions.looking import look, look_many, open_row, peek, peek_many
from beside.referrals.actions.lost import lost_by_week, named_again
from beside.referrals.actions.merging import merge
from beside.referrals.actions.receiving import Arrival, receive
from beside.referrals.actions.resolving import known_as, resolve, resolve_many, settle
from beside.referrals.actions.wishes import (
    NobodyLeft,
    add_contact,
    change_wishes,
    hide_from,
    mend_contact,
    not_mine,
    not_through,
    someone_else,
    stand_for,
    wait_on,
)
from beside.referrals.remembering import fingerprints

__all__ = [
    "Arrival",
    "NobodyLeft",
    "add_contact",
    "change_wishes",
    "close",
    "fingerprints",
    "hide_from",
    "known_as",
    "look",
    "look_many",
    "lost_by_week",
    "mend_contact",
    "merge",
    "named_again",
    "not_mine",
    "not_through",
    "open_row",
    "peek",
    "peek_many",
    "receive",
    "resolve",
    "resolve_many",
    "settle",
    "someone_else",
    "stand_for",
    "stop",
    "undo",
    "wait_on",
]
