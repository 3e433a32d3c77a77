"""Fields as people fill them in: text without what cannot be seen and never longer than its place, days, times."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from membership.glyphs import undrawable
from membership.uploads import ACCEPT

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_MARKS = 3  # accents that may stand on one letter; more than any language needs
MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4,}")
FIRST_DAY = dt.date(2000, 1, 1)
YEARS_AHEAD = 5
SPACES = re.compile(r"[^\S\n]+")


def tidy(text: str) -> str:
    """The same text in one Unicode form, with plain spaces and line ends, without invisible characters.

    Characters that turn the reading order are among the invisible ones: nobody types them, and a name with one is
    read as another name. Control characters stay, so that a field can refuse them.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = MARKS.sub(lambda marks: marks.group()[:MOST_MARKS], text)
    text = SPACES.sub(" ", text.replace("\u2028", "\n").replace("\u2029", "\n"))
    return "\n".join(line.strip() for line in text.split("\n")).strip()


class TextField(forms.CharField):
    """One line of text (`lines=True`: several), at most `max_length` characters, a line break counting as one.

    `awaited=True`: whether it may be empty is for the form to say, from the other answers; so the field lets it be
    empty, and does not call itself optional. No `maxlength` goes to the browser, which would cut off what
    was pasted without a word.
    """

    default_error_messages = {
        "lines": _("Write this on one line, without line breaks."),
        "characters": _("There is a character here that cannot be read. Remove it or type it again."),
        "letters": _(
            "This cannot be printed in the document that you are to sign: %(letters)s. "
            "Leave it out, or write it with other letters."
        ),
    }

    def __init__(self, *, lines: bool = False, awaited: bool = False, **kwargs: Any) -> None:
        self.lines = lines
        self.awaited = awaited
        super().__init__(**kwargs)
        self.validators = [
            validator
            for validator in self.validators
            if not isinstance(validator, MaxLengthValidator | ProhibitNullCharactersValidator)
        ]
        if self.max_length is not None:
            self.validators.append(
                MaxLengthValidator(
                    self.max_length,
                    _(
                        "This is %(show_value)d characters long. "
                        "Shorten it to at most %(limit_value)d characters."
                    ),
                )
            )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> str:
        return str(super().to_python(tidy(str(value or ""))) or "")

    def validate(self, value: str) -> None:
        if not self.awaited:
            super().validate(value)
        if "\n" in value and not self.lines:
            raise ValidationError(self.error_messages["lines"], code="lines")
        if any(not _readable(character) for character in value):
            raise ValidationError(self.error_messages["characters"], code="characters")
        if strange := undrawable(value):
            raise ValidationError(
                self.error_messages["letters"], code="letters", params={"letters": " ".join(strange[:5])}
            )


class AddressField(TextField):
    """One plain e-mail address, in small letters: the same person writes it in many ways."""

    default_error_messages = {
        "invalid": _("The address should look like name@example.org. Check what you typed."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        return super().to_python(value).lower()

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value or len(value) > 254:
            return
        # Quoted names and bare IP numbers are addresses by the letter of the standard, and always a slip here.
        invalid = ValidationError(self.error_messages["invalid"], code="invalid")
        if '"' in value or "[" in value:
            raise invalid
        EmailValidator(message=self.error_messages["invalid"])(value)


class PhoneField(TextField):
    """A phone number as people write it: spaces, dashes, brackets, a leading plus; 6 to 15 digits."""

    default_error_messages = {
        "invalid": _("Write a phone number with its digits, such as 070-123 45 67 or +46 920 12 34 56."),
    }
    SHAPE = re.compile(r"\+?[\d ()/.-]+")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=30,
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "w-8"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        return re.sub(r"[\u2010-\u2015\u2212]", "-", super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        digits = sum(character.isdigit() for character in value)
        if value and not (self.SHAPE.fullmatch(value) and value.isascii() and 6 <= digits <= 15):
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class ManyFiles(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, also none; what they are inside is looked into by `membership.uploads`."""

    widget = ManyFiles
    default_error_messages = {"invalid": _("The file did not arrive. Choose it again.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, required=False, **kwargs)
        self.widget.attrs["accept"] = ACCEPT

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        return [super(FilesField, self).clean(each, initial) for each in data or [] if each]


class Awaited:
    """`awaited=True` as in TextField: whether it may be empty is for the form to say."""

    def __init__(self, *, awaited: bool = False, **kwargs: Any) -> None:
        self.awaited = awaited
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        if not self.awaited:
            super().validate(value)  # type: ignore[misc]


def within_reach(day: dt.date) -> None:
    """A year that nobody can mean is a slip of the finger: one before 2000, or more than five years ahead (Swedish)."""
    if not FIRST_DAY <= day <= dt.date(timezone.localdate().year + YEARS_AHEAD, 12, 31):
        raise ValidationError(_("Look at the year."), code="year")


class DayField(Awaited, forms.DateField):
    """A day that somebody can mean, in the browser's own picker."""

    default_validators = [within_reach]

    default_error_messages = {
        "required": _("Choose the day."),
        "invalid": _("Write the day as year-month-day."),
    }
    widget = forms.DateInput(attrs={"type": "date", "class": "w-8"}, format="%Y-%m-%d")


class TimeField(Awaited, forms.TimeField):
    """A time of the day, Swedish."""

    default_error_messages = {
        "invalid": _("Write the time as hours and minutes, for example 13:30."),
    }
    widget = forms.TimeInput(attrs={"type": "time", "class": "w-4"}, format="%H:%M")


def _readable(character: str) -> bool:
    """No control character, half character, unassigned one, or stand-in for something that could not be read."""
    return character == "\n" or (
        character != "\ufffd" and unicodedata.category(character) not in ("Cc", "Cs", "Cn", "Co")
    )
