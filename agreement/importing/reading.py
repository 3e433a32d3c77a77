"""From the bytes of a file to text, or a sentence saying why not.

Only UTF-8 is read. Guessing an encoding puts wrong letters into a legal text without anybody noticing, so the others
are recognised, named and refused.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from agreement.importing.refusal import CannotImport

MAX_BYTES = 1_000_000  # a text of three hundred pages
MAX_LINES = 20_000
MAX_LINE = 20_000  # characters; a paragraph is never that long
MAX_CONTROLS = 0.005  # share of characters; copying out of a PDF leaves one here and there

UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")  # UTF-32 begins with one of these or with two NULs
# What a file of another kind begins with, and what to call it.
KINDS = (
    (b"%PDF", _("The file is a PDF, not text. Open it, copy the text and save it as a text file in UTF-8.")),
    (
        b"PK\x03\x04",
        _("The file is a Word or OpenDocument file, not text. Save it as plain text in UTF-8."),
    ),
    (b"\xd0\xcf\x11\xe0", _("The file is an old Word file, not text. Save it as plain text in UTF-8.")),
    (b"{\\rtf", _("The file is in Rich Text Format (RTF). Save it as plain text in UTF-8.")),
)
HTML_STARTS = (b"<!doctype html", b"<html", b"<?xml")
CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
# The Swedish letters as they look when UTF-8 has been read as Latin-1 and saved again.
GARBLED = re.compile("Ã[¥¤¶…„–\x85\x84\x96]")
SWEDISH = re.compile("[åäöÅÄÖ]")
# Unicode's stream-safe format allows 30; sorting an endless pile of accents is not linear.
PILED_MARKS = re.compile("[\u0300-\u036f]{31}")


def read_text(data: bytes) -> str:
    """The text of a file. Refuses (CannotImport) what is not UTF-8 text, with the reason and the remedy."""
    if not data.strip(b" \t\r\n\x00" + UTF8_MARK):
        raise CannotImport(_("The file is empty."))
    _refuse_other_kinds(data)
    if len(data) > MAX_BYTES:
        raise CannotImport(
            _("The file is too big: %(size).1f MB. A text may be at most %(limit).0f MB.")
            % {"size": len(data) / 1_000_000, "limit": MAX_BYTES / 1_000_000}
        )
    _refuse_wide_characters(data)
    try:
        text = data.removeprefix(UTF8_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CannotImport(
            _(
                "The file is not in UTF-8: line %(line)s has letters in an older encoding, probably Latin-1 or "
                "Windows-1252. Save it again as UTF-8."
            )
            % {"line": line}
        ) from error
    check_text(text)
    return text


def check_text(text: str) -> None:
    """Refuse (CannotImport) a text that nobody could have meant, also one that was pasted into a form."""
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise CannotImport(_("The text is empty."))
    if len(text) > MAX_BYTES:
        raise CannotImport(
            _("The text is too long: %(count)s characters. It may have at most %(limit)s.")
            % {"count": len(text), "limit": MAX_BYTES}
        )
    if "\x00" in text or len(CONTROLS.findall(text)) > MAX_CONTROLS * len(text) or PILED_MARKS.search(text):
        raise CannotImport(
            _("The file is not text: it holds characters that no text has. Save it as plain text in UTF-8.")
        )
    if lost := text.count("\ufffd"):
        raise CannotImport(
            _("%(count)s letters in the text are lost and stand as “�”. Copy it from the original again.")
            % {"count": lost}
        )
    if len(GARBLED.findall(text)) > len(SWEDISH.findall(text)):
        raise CannotImport(
            _(
                "The letters å, ä and ö are garbled in the text. Copy it from the original and save it as UTF-8."
            )
        )
    _refuse_shapeless(text)


def _refuse_other_kinds(data: bytes) -> None:
    # A PDF may have some bytes of rubbish before its mark.
    head = data[:1024].removeprefix(UTF8_MARK).lstrip()
    for mark, sentence in KINDS:
        if head.startswith(mark) or (mark == b"%PDF" and b"%PDF-1" in head):
            raise CannotImport(sentence)
    if head[:20].lower().startswith(HTML_STARTS):
        raise CannotImport(
            _("The file is a web page or XML, not text. Copy the text out of it and save it as UTF-8.")
        )


def _refuse_wide_characters(data: bytes) -> None:
    # Without a mark: half of the bytes of Swedish text in UTF-16 are NUL, all of them at even or all at odd places.
    sample = data[:2000]
    zeros = (sample[::2].count(0), sample[1::2].count(0))
    if data.startswith(UTF16_MARKS) or max(zeros) > 0.6 * (len(sample) / 2) > 10 * min(zeros):
        raise CannotImport(_("The file is in UTF-16 (“Unicode” in older programs). Save it again as UTF-8."))


def _refuse_shapeless(text: str) -> None:
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise CannotImport(
            _("The text has %(count)s lines. It may have at most %(limit)s.")
            % {"count": len(lines), "limit": MAX_LINES}
        )
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            raise CannotImport(
                _(
                    "Line %(line)s has %(count)s characters. The line breaks seem to be lost; copy the text from the "
                    "original again."
                )
                % {"line": number, "count": len(line)}
            )
    if not any(unicodedata.category(char)[0] == "L" for char in text):
        raise CannotImport(_("There are no words in the text."))
