"""The staff side: rounds with their nominations side by side, and the parties' forums."""

from nominations.admin import forums, rounds  # noqa: F401 -- they register themselves
