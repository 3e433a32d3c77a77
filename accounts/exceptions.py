"""Refusals at the door, each with a sentence that a person can read."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _


class DoorRefusal(Exception):
    """The code is not sent, or not taken; `str()` says why, in the reader's language."""

    sentence = _("That did not work. Begin again.")

    def __str__(self) -> str:
        return str(self.sentence)


class TooManyCodes(DoorRefusal):
    """Too many codes for one address, or for one network, in a short time."""

    sentence = _("You have asked for many codes in a short time. Wait fifteen minutes and try again.")


class TooSoon(DoorRefusal):
    """A code was sent a moment ago; the mail may still be on its way."""

    sentence = _("We have just sent a code. Give it half a minute, and look among junk mail too.")


class CodeExpired(DoorRefusal):
    """The code is too old, or its tries are used up."""

    sentence = _("The code has expired. Ask for a new one.")


class WrongCode(DoorRefusal):
    """Not the code that we sent."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    def __str__(self) -> str:
        if not self.left:
            return gettext("The code is not right, and there are no tries left. Ask for a new code.")
        return ngettext(
            "The code is not right. You have %(left)s try left.",
            "The code is not right. You have %(left)s tries left.",
            self.left,
        ) % {"left": self.left}
