"""Log lines without content: no arguments of a request, no traceback with local text."""

from __future__ import annotations

import logging


class NoContent(logging.Filter):
    """Let only our own fixed sentences and the name of what failed through."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(("beside", "_granian", "granian")):
            return True
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "message"
        record.msg, record.args = f"{kind} from {record.module}:{record.lineno}", ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True
