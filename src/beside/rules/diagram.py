"""The table of stages drawn: as a diagram and as a table, for `docs/stages.md`."""

from __future__ import annotations

from beside.rules.stages import STEPS, Actor, Stage


def diagram() -> str:
    """The table as a Mermaid state diagram, for `docs/stages.md`."""
    lines = ["stateDiagram-v2", "    [*] --> received", "    [*] --> waiting"]
    for step in STEPS.values():
        if step.keeps_stage:
            continue
        for source in sorted(step.sources, key=list(Stage).index):
            where = str(step.target) if step.target is not None else "as_before"
            lines.append(f"    {source} --> {where}: {step.name}")
    lines.append("    forgetting --> [*]")
    return "\n".join(lines) + "\n"


def table() -> str:
    """The table as Markdown: step, from, to, who, name, clock, coverage, outcome."""
    rows = ["| step | from | to | who | name | clock | coverage | outcome |", "|---" * 8 + "|"]
    for step in STEPS.values():
        sources = ", ".join(sorted(step.sources, key=list(Stage).index))
        where = "stays" if step.keeps_stage else (step.target or "as before")
        actors = ", ".join(sorted(step.actors, key=list(Actor).index))
        rows.append(
            f"| {step.name} | {sources} | {where} | {actors} | {step.effect_on_name} "
            f"| {step.effect_on_clock} | {step.effect_on_coverage} | {step.outcome or ''} |"
        )
    return "\n".join(rows) + "\n"
