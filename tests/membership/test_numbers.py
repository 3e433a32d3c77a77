"""Organisation numbers, with the vectors of public sources (domain 4.3)."""

from __future__ import annotations

import contextlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from membership.numbers import clean_organisation_number
from tests.factories import make_number

VALID = [
    "212000-2718",
    "212000-2882",
    "212000-0142",
    "212000-1355",
    "202100-1074",
    "222000-1321",
    "802518-4220",
    "556016-0680",
    "556036-0793",
    "232100-0230",
    "232100-0081",
    "202100-2262",
    "212000-2742",
    "252010-0039",
]


@pytest.mark.parametrize("number", VALID)
def test_public_numbers_are_known(number: str) -> None:
    assert clean_organisation_number(number) == number


@pytest.mark.parametrize(
    "typed",
    [
        "8025184220",
        "802518-4220",
        " 802518-4220 ",
        "802518 4220",
        "16802518-4220",
        "168025184220",
        "80 25 18-42 20",
    ],
)
def test_every_way_of_writing_becomes_one(typed: str) -> None:
    assert clean_organisation_number(typed) == "802518-4220"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("802518-4221", "checksum"),
        ("850709-9805", "person"),
        ("19850709-9805", "person"),
        ("20100101-2389", "person"),
        ("18850709-9805", "person"),
        ("8507699805", "person"),
        ("", "length"),
        ("802518-422", "length"),
        ("802518-42200", "length"),
        ("17802518-4220", "length"),
        ("SE802518422001", "length"),
        ("åtta", "length"),
        ("٨٠٢٥١٨٤٢٢٠", "length"),
        ("8025184220" * 1000, "length"),
        ("802518_4220", "length"),
    ],
)
def test_what_is_no_organisation_number_is_refused(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_organisation_number(typed)
    assert refusal.value.code == code


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{6}-?[0-9]{4}", fullmatch=True))
def test_any_text_is_a_number_or_refused(typed: str) -> None:
    with contextlib.suppress(ValidationError):
        number = clean_organisation_number(typed)
        assert luhn.is_valid(number.replace("-", ""))
        assert number[2] >= "2"


@given(st.integers(min_value=0, max_value=99), st.integers(1, 12), st.integers(1, 31), st.integers(0, 999))
def test_no_birth_number_passes(year: int, month: int, day: int, serial: int) -> None:
    digits = f"{year:02d}{month:02d}{day:02d}{serial:03d}"
    with pytest.raises(ValidationError):
        clean_organisation_number(digits + luhn.calc_check_digit(digits))


def test_made_up_numbers_are_valid() -> None:
    number = make_number()
    assert clean_organisation_number(number) == number
