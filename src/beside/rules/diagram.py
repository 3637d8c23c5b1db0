"""The table of stages drawn: as a diagram and as a table, for `docs/stages.md`."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from beside.rules.stages import STEPS, Actor, Stage

Named = TypeVar("Named", bound=StrEnum)


def diagram() -> str:
    """The table as a Mermaid state diagram, for `docs/stages.md`."""
    lines = ["stateDiagram-v2", "    [*] --> received", "    [*] --> waiting"]
    for step in STEPS.values():
        if step.keeps_stage:
            continue
        for source in _in_order(Stage, step.sources):
            where = str(step.target) if step.target is not None else "as_before"
            lines.append(f"    {source} --> {where}: {step.name}")
    lines.append("    forgetting --> [*]")
    return "\n".join(lines) + "\n"


def table() -> str:
    """The table as Markdown: step, from, to, who, name, clock, coverage, outcome."""
    rows = ["| step | from | to | who | name | clock | coverage | outcome |", "|---" * 8 + "|"]
    for step in STEPS.values():
        sources = ", ".join(_in_order(Stage, step.sources))
        where = "stays" if step.keeps_stage else (step.target or "as before")
        actors = ", ".join(_in_order(Actor, step.actors))
        rows.append(
            f"| {step.name} | {sources} | {where} | {actors} | {step.effect_on_name} "
            f"| {step.effect_on_clock} | {step.effect_on_coverage} | {step.outcome or ''} |"
        )
    return "\n".join(rows) + "\n"


def _in_order(kind: type[Named], some: frozenset[Named]) -> list[Named]:
    """These, in the order in which the table names them."""
    return [one for one in kind if one in some]
