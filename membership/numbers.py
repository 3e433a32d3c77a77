"""Organisation numbers: checked, written one way, and never a person's number (domain 4.3, LAW-G2)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import orgnr


def clean_organisation_number(typed: str) -> str:
    """`8025184220`, `802518-4220` and `16802518-4220` all become `802518-4220`.

    Refuses (ValidationError, code says which) a wrong length, a wrong check digit, and whatever has a third
    digit below 2: that is a person's number, which the portal must not hold.
    """
    digits = re.sub(r"[\s-]", "", typed)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (10, 12):
        raise ValidationError(
            _("An organisation number has ten digits, such as 802518-4220. Check what you typed."),
            code="length",
        )
    if len(digits) == 12 and digits[:2] != "16":
        if digits[:2] in ("18", "19", "20"):
            raise ValidationError(_person_number(), code="person")
        raise ValidationError(
            _("An organisation number has ten digits, such as 802518-4220. Check what you typed."),
            code="length",
        )
    digits = digits[-10:]
    if digits[2] < "2":
        raise ValidationError(_person_number(), code="person")
    try:
        orgnr.validate(digits)
    except NumberError as error:
        raise ValidationError(
            _(
                "The number does not add up: the last digit does not match the others. Look for a slip of the finger."
            ),
            code="checksum",
        ) from error
    return f"{digits[:6]}-{digits[6:]}"


def _person_number() -> str:
    return _(  # type: ignore[return-value]
        "This looks like a personal identity number. Please do not give one: write the organisation's own number, "
        "or choose that it has none."
    )
