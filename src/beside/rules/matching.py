"""Who may support whom, and why not: an honest simple ranking.

A supporter is refused with a reason, or ranked by the distance the recipient wished for and then by
load. Nothing here knows a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Distance(StrEnum):
    SAME = "same"  # my department
    OTHER = "other"  # another department
    ANY = "any"  # no matter


class Why(StrEnum):
    """Why a supporter cannot be asked."""

    AWAY = "away"
    NOT_TRAINED = "not_trained"
    BARRED = "barred"  # self, line of evaluation, was there, "anyone but", passed, conflict: unsaid
    FULL = "full"


@dataclass(frozen=True)
class Need:
    """One referral, as far as matching must know it. Ids only."""

    department: int | None
    campus: int | None
    pool: str
    distance: Distance
    barred: frozenset[int]
    preferred: int | None = None
    language: str = ""


@dataclass(frozen=True)
class Colleague:
    """One peer supporter, as far as matching must know her."""

    supporter: int
    department: int | None
    campus: int | None
    pools: frozenset[str]
    available: bool
    trained: bool
    open_now: int
    load: float
    cap: int
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Suggestion:
    """A colleague with the reasons for, or the one reason against."""

    supporter: int
    refused: Why | None
    reasons: tuple[str, ...]
    cost: tuple[float, ...]


def refusal(need: Need, colleague: Colleague) -> Why | None:
    """The first reason against asking her, hardest first."""
    if colleague.supporter in need.barred:
        return Why.BARRED
    if not colleague.trained:
        return Why.NOT_TRAINED
    if not colleague.available:
        return Why.AWAY
    if colleague.open_now >= colleague.cap:
        return Why.FULL
    return None


def _distance_cost(need: Need, colleague: Colleague) -> tuple[float, str]:
    same = need.department is not None and need.department == colleague.department
    if need.distance is Distance.ANY or need.department is None:
        return 0.0, "no_matter"
    if need.distance is Distance.SAME:
        return (0.0, "same_department") if same else (1.0, "other_department")
    return (2.0, "same_department") if same else (0.0, "other_department")


def suggest(need: Need, colleagues: list[Colleague]) -> list[Suggestion]:
    """Everyone, the fittest first and the refused last, each with reasons. Ties go by id."""
    suggestions = [_suggestion(need, colleague) for colleague in colleagues]
    return sorted(suggestions, key=lambda one: (one.refused is not None, *one.cost, one.supporter))


def _suggestion(need: Need, colleague: Colleague) -> Suggestion:
    distance, distance_reason = _distance_cost(need, colleague)
    reasons = [distance_reason]
    chosen = need.preferred == colleague.supporter
    if chosen:
        reasons.insert(0, "chosen")
    same_campus = need.campus is not None and need.campus == colleague.campus
    if same_campus:
        reasons.append("same_campus")
    same_role = need.pool in colleague.pools
    if same_role:
        reasons.append("same_role")
    speaks = not need.language or need.language in colleague.languages
    if need.language and speaks:
        reasons.append("speaks")
    if colleague.open_now == 0 and colleague.load < 0.5:
        reasons.append("free")
    cost = (
        0.0 if chosen else 1.0,
        0.0 if speaks else 1.0,
        distance,
        colleague.open_now + colleague.load,
        0.0 if same_role else 1.0,
        0.0 if same_campus else 1.0,
    )
    return Suggestion(colleague.supporter, refusal(need, colleague), tuple(reasons), cost)
