"""What can go wrong with work, in the three ways that matter (lost, later, never), and with files from outside."""

from __future__ import annotations


class LeaseLost(Exception):
    """Somebody else took the work over while we were at it; nothing we did may be written."""


class TryLater(Exception):
    """A passing fault (a busy mail server, a full disk): the row stays due, with a growing pause."""


class GiveUp(Exception):
    """A lasting fault (no such address, a glyph no font has): no more tries until a person asks for one."""


class NotToBeKept(Exception):
    """A file from outside that no room takes in; which sentence the person reads is the room's own."""


class Damaged(NotToBeKept):
    """It cannot be opened, or is too large to be looked through."""


class Locked(NotToBeKept):
    """It asks for a password."""


class Acts(NotToBeKept):
    """It carries a script, or something else that does things by itself."""


class CannotDraw(Exception):
    """There is no picture of the file: it is of another kind, locked, damaged, or more than we spend on it."""


class Drawing(Exception):
    """Documents are drawn for others just now, or already for this person; it goes again in a moment."""


class DrawnEnough(Exception):
    """This person has had much drawn in a short time; it goes again in some minutes."""
