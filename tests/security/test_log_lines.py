"""Nobody writes an event into the log, not even by what an exception says (attack 35)."""

from __future__ import annotations

import logging
import sys

from samverkan.logs import LineFormatter

FORGED = "2026-05-04T10:00:00.000+00:00 ERROR forged event"


def test_what_an_exception_says_cannot_pass_for_an_event() -> None:
    try:
        raise ValueError(f"name:\n{FORGED}\r\x1b[2J\u2028{FORGED}")
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "a.py", 1, "failed", (), sys.exc_info())

    first, *trace = LineFormatter().format(record).splitlines()

    assert " ERROR a failed" in first
    assert any(FORGED in line for line in trace)
    assert all(line.startswith("  ") for line in trace)
    assert "\x1b" not in "".join(trace)


def test_terminal_codes_of_one_byte_are_written_out() -> None:
    record = logging.makeLogRecord({"msg": "a\x9b31m\x7f\x85b", "name": "\u2028", "case": "\x9b0m"})

    assert not {"\x9b", "\x7f", "\x85"} & set(LineFormatter().format(record))
