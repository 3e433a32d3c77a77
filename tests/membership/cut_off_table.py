"""The cut-off table: an application comes in at an instant; what is it in time for? (MEM-11 … MEM-14, LAW-F7)

Read by test_effects.py; written to be read by people. The rule: a day named as a limit lasts whole, from its first
second to its last, in Swedish time; nothing else counts, not the clock of the server and not that of the visitor. Each
row gives the instant twice, as the clock in Sweden shows it and as UTC, so that nobody has to count. `in time for`
names those of the three cut-offs that the application meets.

Sweden is one hour before UTC in winter and two in summer. Summer time begins on 28 March 2027 at 02:00 (the day has 23
hours) and ends on 31 October 2027 at 03:00 (the day has 25; 02:30 comes twice).
"""

from __future__ import annotations

# Last days. The two in spring and autumn lie on the days when the clocks are changed.
CUT_OFFS = {"spring": "2027-03-28", "kick-off": "2027-05-04", "autumn": "2027-10-31"}

# where the server may stand: its own clock must not matter
SERVERS = ("UTC", "Europe/Stockholm", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Kiritimati")

# what is tried, the clock in Sweden, the same instant in UTC, in time for
TABLE = [
    # --- the day when summer time begins: 23 hours --------------------------------------------------
    ("the second before", "2027-03-27 23:59:59", "2027-03-27 22:59:59", "spring kick-off autumn"),
    ("the first second", "2027-03-28 00:00:00", "2027-03-27 23:00:00", "spring kick-off autumn"),
    ("before the clocks change", "2027-03-28 01:59:59", "2027-03-28 00:59:59", "spring kick-off autumn"),
    ("after the clocks change", "2027-03-28 03:00:00", "2027-03-28 01:00:00", "spring kick-off autumn"),
    ("the last second", "2027-03-28 23:59:59", "2027-03-28 21:59:59", "spring kick-off autumn"),
    ("the second after", "2027-03-29 00:00:00", "2027-03-28 22:00:00", "kick-off autumn"),
    ("still the day in winter time", "2027-03-29 00:30:00", "2027-03-28 22:30:00", "kick-off autumn"),
    # --- an ordinary day ----------------------------------------------------------------------------
    ("the second before", "2027-05-03 23:59:59", "2027-05-03 21:59:59", "kick-off autumn"),
    ("the first second", "2027-05-04 00:00:00", "2027-05-03 22:00:00", "kick-off autumn"),
    ("noon", "2027-05-04 12:00:00", "2027-05-04 10:00:00", "kick-off autumn"),
    ("the office has closed", "2027-05-04 17:00:01", "2027-05-04 15:00:01", "kick-off autumn"),
    ("the last second", "2027-05-04 23:59:59", "2027-05-04 21:59:59", "kick-off autumn"),
    ("the second after", "2027-05-05 00:00:00", "2027-05-04 22:00:00", "autumn"),
    ("midnight in UTC", "2027-05-05 02:00:00", "2027-05-05 00:00:00", "autumn"),
    ("the day lasts longer in Hawaii", "2027-05-05 09:00:00", "2027-05-05 07:00:00", "autumn"),
    ("the next day has begun in Tokyo", "2027-05-04 18:00:00", "2027-05-04 16:00:00", "kick-off autumn"),
    # --- the day when summer time ends: 25 hours ----------------------------------------------------
    ("the second before", "2027-10-30 23:59:59", "2027-10-30 21:59:59", "autumn"),
    ("the first second", "2027-10-31 00:00:00", "2027-10-30 22:00:00", "autumn"),
    ("half past two, the first time", "2027-10-31 02:30:00", "2027-10-31 00:30:00", "autumn"),
    ("half past two, the second time", "2027-10-31 02:30:00", "2027-10-31 01:30:00", "autumn"),
    ("the day is over in summer time", "2027-10-31 23:30:00", "2027-10-31 22:30:00", "autumn"),
    ("the last second", "2027-10-31 23:59:59", "2027-10-31 22:59:59", "autumn"),
    ("the second after", "2027-11-01 00:00:00", "2027-10-31 23:00:00", ""),
    # --- the turn of the year -----------------------------------------------------------------------
    ("the last second of the year", "2027-12-31 23:59:59", "2027-12-31 22:59:59", ""),
]
