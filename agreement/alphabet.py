"""Names in Swedish order, and names found although they were typed in another way.

Done here and not in the database: SQLite knows no collation but ASCII's, PostgreSQL's depends on how it was built,
and the list of members must be the same on both.
"""

from __future__ import annotations

import re
import unicodedata

# What stands for itself at the end of the alphabet, in Swedish order, and letters that are sorted as one of these.
_LAST = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "œ": "}"}  # the three signs after z in ASCII
_LIKE = {"ü": "y", "đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "þ": "th", "ł": "l", "ß": "ss", "ı": "i"}

# What XML 1.0 and RFC 5545 cannot hold. Copying out of Word or a PDF leaves one now and then.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """The text for feeds and calendars: a space where they could not hold a character, and one is no reason to fail."""
    return _UNWRITABLE.sub(" ", text)


def swedish_key(name: str) -> tuple[str, str]:
    """Sort key: letters as in a Swedish telephone book, å ä ö last; marks and case decide only between equals."""
    letters = []
    for sign in unicodedata.normalize("NFC", name).lower():
        if sign in _LAST:
            letters.append(_LAST[sign])
        elif sign.isalnum():
            letters.append(sign if sign.isascii() else _plain(sign))
        elif sign.isspace():
            letters.append(" ")  # other signs, quotation marks above all, do not count
    return " ".join("".join(letters).split()), name


def folded(text: str) -> str:
    """Letters without marks and case, for searching: `Åkers` is found by `akers` and `ÅKERS` alike."""
    return "".join(
        _plain(sign) if not sign.isascii() else sign for sign in unicodedata.normalize("NFC", text).lower()
    )


def _plain(sign: str) -> str:
    if sign in _LIKE:
        return _LIKE[sign]
    if sign in "æøœ":
        return {"æ": "a", "ø": "o", "œ": "o"}[sign]
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
