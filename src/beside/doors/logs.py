"""Log lines without content: no arguments of a request, no traceback with local text."""

from __future__ import annotations

import logging


class NoContent(logging.Filter):
    """Let only our own fixed sentences and the name of what failed through."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "message"
        record.exc_info = record.exc_text = record.stack_info = None
        if record.name.partition(".")[0] not in ("beside", "_granian", "granian"):
            record.msg, record.args = f"{kind} from {record.module}:{record.lineno}", ()
        return True
