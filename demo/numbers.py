"""Numbers of organisations that do not exist."""

from __future__ import annotations

from stdnum import luhn

from membership.models import Organisation


def demo_number(serial: int) -> str:
    """A number with a right check digit, far above those that have been given out; `serial` below 10,000."""
    digits = f"80299{serial:04d}"
    digits += luhn.calc_check_digit(digits)
    return f"{digits[:6]}-{digits[6:]}"


def free_number() -> str:
    """A number that nobody in this database has, for a visitor to type."""
    used = set(Organisation.objects.filter(number__startswith="80299").values_list("number", flat=True))
    return next(number for serial in range(5000, 10_000) if (number := demo_number(serial)) not in used)
