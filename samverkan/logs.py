"""One line for each event; values are escaped, so nobody can forge a line (ASVS 16.4.1)."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from pathlib import Path

_STANDARD = set(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
    "request",
    "server_time",
}


class LineFormatter(logging.Formatter):
    """`time level logger event {"id": 1}`, in UTC. Ids only: no names, no addresses."""

    def format(self, record: logging.LogRecord) -> str:
        extra = {key: value for key, value in vars(record).items() if key not in _STANDARD}
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        message = _one_line(json.dumps(record.getMessage(), ensure_ascii=False)[1:-1])
        line = f"{when} {record.levelname} {record.name} {message}"
        if extra:
            line += " " + _one_line(json.dumps(extra, ensure_ascii=False, default=str))
        if record.exc_info:
            # What an exception says may hold somebody's text: its lines are moved in, so none can pass for an event.
            trace = self.formatException(record.exc_info)
            line += "".join(f"\n  {_one_line(part)}" for part in trace.split("\n"))
        return line


def _one_line(text: str) -> str:
    """`text` without what a terminal or a reader of lines takes for more than a letter (C0, C1, line separators)."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", lambda found: f"\\u{ord(found.group()):04x}", text)


class LetterToOperator(logging.Handler):
    """An error becomes a letter to each of ADMINS: a row like every letter, so no request waits for a mail server.

    One letter for each place in the code and day, however often it fails there. It names the fault and the place and
    nothing else: no values, no addresses, no form data.
    """

    def emit(self, record: logging.LogRecord) -> None:
        from django.conf import settings
        from django.db import DatabaseError
        from django.utils import timezone

        from letters.services import compose

        if settings.DEBUG or not settings.ADMINS:
            return
        fault, place = self._fault(record)
        today = timezone.localdate()
        for number, (_name, address) in enumerate(settings.ADMINS):
            try:
                compose(
                    key=f"error:{today}:{number}:{fault}:{place}"[:120],
                    kind="error",
                    to=address,
                    template="letters/error",
                    context={"fault": fault, "place": place, "logger": record.name, "day": today},
                )
            except DatabaseError:
                # The database itself is the fault, or the transaction is lost: the console has the line.
                return
            except Exception:  # noqa: BLE001 -- a wrong address in ADMINS must not turn a log line into a new fault
                self.handleError(record)

    @staticmethod
    def _fault(record: logging.LogRecord) -> tuple[str, str]:
        """The kind of fault and where: of the exception if there is one, else of the log call."""
        if record.exc_info and record.exc_info[0] is not None:
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
            return record.exc_info[0].__name__, place
        return record.levelname, f"{record.filename}:{record.lineno}"
