"""Whether a nomination counts: what people decided, case by case. Times are Swedish, as the wall clock shows them.

The round is Norrbotten's first: open from 15 April 2021 up to and including 26 July, to have joined by the same day.
`DST` cases stand in rounds that close on the days when clocks change.
"""

from __future__ import annotations

# sent; member since; member to; application under way; looked at; counts; why
CASES = """
2021-05-10 12:00 | 2021-05-05 | -          | no  | 2021-05-11 12:00 | yes     | member
2021-05-10 12:00 | -          | -          | yes | 2021-05-11 12:00 | not_yet | not_joined
2021-05-10 12:00 | -          | -          | yes | 2021-07-26 23:59:59.999999 | not_yet | not_joined
2021-05-10 12:00 | -          | -          | yes | 2021-07-27 00:00 | no      | joined_late
2021-05-10 12:00 | 2021-07-26 | -          | no  | 2021-07-27 00:00 | yes     | member
2021-05-10 12:00 | 2021-07-27 | -          | no  | 2021-07-27 12:00 | no      | joined_late
2021-05-10 12:00 | -          | -          | no  | 2021-05-11 12:00 | no      | application_over
2021-05-10 12:00 | -          | -          | no  | 2021-07-27 12:00 | no      | joined_late
2021-05-10 12:00 | 2021-05-05 | 2021-06-30 | no  | 2021-07-01 12:00 | no      | left
2021-05-10 12:00 | 2021-05-05 | 2021-06-30 | yes | 2021-07-01 12:00 | not_yet | not_joined
2021-05-10 12:00 | 2021-05-05 | 2021-07-25 | no  | 2021-07-27 12:00 | no      | left
2021-05-10 12:00 | 2021-05-05 | 2021-07-26 | no  | 2021-07-27 12:00 | yes     | member
2021-05-10 12:00 | 2021-05-05 | 2021-12-31 | no  | 2021-07-27 12:00 | yes     | member
-                | 2021-05-05 | -          | no  | 2021-05-11 12:00 | not_yet | not_sent
-                | 2021-05-05 | -          | no  | 2021-07-26 23:59:59.999999 | not_yet | not_sent
-                | 2021-05-05 | -          | no  | 2021-07-27 00:00 | no      | never_sent
2021-04-14 23:59:59.999999 | 2021-01-01 | - | no | 2021-05-11 12:00 | no      | sent_early
2021-04-15 00:00 | 2021-01-01 | -          | no  | 2021-05-11 12:00 | yes     | member
2021-07-26 23:59:59.999999 | 2021-05-05 | - | no | 2021-07-27 12:00 | yes     | member
2021-07-27 00:00 | 2021-05-05 | -          | no  | 2021-07-27 12:00 | no      | sent_late
"""

# The same around the clocks: closes on; sent; counts; why. The organisation has been a member for long.
DST = """
2026-03-28 | 2026-03-28 23:59:59.999999+01:00 | yes | member
2026-03-28 | 2026-03-29 00:00:00+01:00        | no  | sent_late
2026-03-29 | 2026-03-29 01:59:59+01:00        | yes | member
2026-03-29 | 2026-03-29 03:00:00+02:00        | yes | member
2026-03-29 | 2026-03-29 23:59:59.999999+02:00 | yes | member
2026-03-29 | 2026-03-29 23:00:00+01:00        | no  | sent_late
2026-03-29 | 2026-03-30 00:00:00+02:00        | no  | sent_late
2026-10-25 | 2026-10-25 02:30:00+02:00        | yes | member
2026-10-25 | 2026-10-25 02:30:00+01:00        | yes | member
2026-10-25 | 2026-10-25 23:59:59.999999+01:00 | yes | member
2026-10-25 | 2026-10-26 00:30:00+02:00        | yes | member
2026-10-25 | 2026-10-26 00:00:00+01:00        | no  | sent_late
2026-10-24 | 2026-10-24 23:59:59.999999+02:00 | yes | member
2026-10-24 | 2026-10-24 23:30:00+01:00        | no  | sent_late
"""
