"""References and verification codes: random, easy to read aloud, hard to mistype."""

from __future__ import annotations

import re
import secrets

# Crockford's alphabet: no I, L, O or U, so nothing looks like anything else.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_reference(prefix: str, year: int) -> str:
    """A case's reference such as `NB-26-7K4M2Q`. It opens nothing: every page behind it asks who you are."""
    return f"{prefix}-{year % 100:02d}-{_letters(6)}"


def new_verification_code() -> str:
    """Eighty random bits, in four groups: whoever has it has the document."""
    code = _letters(16)
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))


def normalise_verification_code(typed: str) -> str:
    """What a person typed or scanned, as we would have written it; empty if it cannot be a code."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper()[:64]).translate(_LOOKALIKES)
    if len(letters) != 16:
        return ""
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
