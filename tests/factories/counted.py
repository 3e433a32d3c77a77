"""A day long ago, and numbers that no two rows share."""

from __future__ import annotations

import datetime as dt
import itertools

LONG_AGO = dt.date(2020, 1, 1)
NUMBERS = itertools.count(1)
