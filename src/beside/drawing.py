"""`docs/stages.md`, drawn from the one table of stages."""

from __future__ import annotations

import sys
from pathlib import Path

from beside.configuration import Refused
from beside.rules import diagram as drawn

PAGE = Path(__file__).resolve().parents[2] / "docs" / "stages.md"

_WORDS = """\
# Stages and steps

Drawn by `beside diagram` from the table in `src/beside/rules/stages.py`; `make check` compares.

A request is always in one stage. A step leads from some stages to one; who may take it, and what
it does to the name, the clock and the coverage of an event, stands in the table below the picture.
Not in the picture: steps that keep the stage.

```mermaid
{diagram}```

{table}"""


def page() -> str:
    return _WORDS.format(diagram=drawn.diagram(), table=drawn.table())


def diagram(*, check: bool) -> int:
    """Write the page, or only say whether it is in step."""
    if not PAGE.parent.is_dir():
        raise Refused("There is no docs folder here; `beside diagram` is for a checkout.")
    if check:
        if PAGE.exists() and PAGE.read_text() == page():
            return 0
        print("docs/stages.md is out of step; run `beside diagram`.", file=sys.stderr)
        return 1
    PAGE.write_text(page())
    return 0
