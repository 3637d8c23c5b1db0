"""What every public form here is asked before it is acted upon."""

from __future__ import annotations

from beside.doors.sending import arrived as arrived
