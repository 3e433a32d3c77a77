"""Log lines cannot be forged, and the operator hears of errors by letter, without values."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from letters.models import Letter
from samverkan.logs import LetterToOperator, LineFormatter


def make_record(message: str, **extra: Any) -> logging.LogRecord:
    record = logging.makeLogRecord(
        {"name": "test", "levelname": "ERROR", "levelno": logging.ERROR, "msg": message}
    )
    vars(record).update(extra)
    return record


def test_a_log_line_is_one_line_whatever_it_is_told() -> None:
    line = LineFormatter().format(make_record("good\n2026 ERROR forged\x1b[31m", case="a\nb"))

    assert "\n" not in line
    assert "\x1b" not in line
    assert line.endswith('{"case": "a\\nb"}')


@pytest.mark.django_db
def test_an_error_is_one_letter_a_day_and_tells_no_values(settings: Any) -> None:
    settings.ADMINS = [("operator", "operator@example.se")]
    record = make_record("failed for maja@forening.example")
    try:
        raise ValueError("maja@forening.example")
    except ValueError as error:
        record.exc_info = (type(error), error, error.__traceback__)

    for _time in range(3):
        LetterToOperator().emit(record)

    letter = Letter.objects.get()
    assert letter.to == "operator@example.se"
    assert "ValueError" in letter.subject
    assert "test_logs.py:" in letter.text
    assert "maja" not in letter.subject + letter.text + letter.html


@pytest.mark.django_db
def test_without_operator_there_is_no_letter(settings: Any) -> None:
    settings.ADMINS = []

    LetterToOperator().emit(make_record("failed"))

    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_a_slip_in_admins_makes_no_new_fault_and_costs_nobody_a_letter(settings: Any) -> None:
    settings.ADMINS = [("slip", "operator at example.se"), ("operator", "operator@example.se")]

    LetterToOperator().emit(make_record("failed"))

    assert [letter.to for letter in Letter.objects.all()] == ["operator@example.se"]
