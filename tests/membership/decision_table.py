"""The decision table: who sits and how they stand in a case, and what comes of it (MEM-28 … MEM-34, MEM-45).

Read by test_balance.py; written to be read by people. A row is a name, the groups that must be equal, the seats and
what comes of it by positions and at a meeting. A seat is `group seat stand`: `o` ordinary, `a` alternate, `c` co-opted;
for (+), against (-), abstains (0), present (p), absent (.), conflict of interest (x), vacant (v), or has said nothing yet
and is waited for (?): that is so by positions only, within the region's days.
By party the groups are A, B and C; by side they are P and S, with the party after a slash (P/A): an alternate steps in
for the own party only.
"""

from __future__ import annotations

PARTIES = "A B C"
SIDES = "P S"

# name, groups, seats, by positions, at a meeting
TABLE = [
    # --- everybody is there ---------------------------------------------------------------------
    ("all for", PARTIES, "Ao+ Bo+ Co+", "approved", "possible"),
    ("all against", PARTIES, "Ao- Bo- Co-", "declined", "possible"),
    ("two of three for", PARTIES, "Ao+ Bo+ Co-", "approved", "possible"),
    ("two of three against", PARTIES, "Ao+ Bo- Co-", "declined", "possible"),
    ("one abstains", PARTIES, "Ao+ Bo0 Co+", "approved", "possible"),
    ("two abstain, one for", PARTIES, "Ao0 Bo0 Co+", "approved", "possible"),
    ("two abstain, one against", PARTIES, "Ao0 Bo0 Co-", "declined", "possible"),
    ("two seats each, all for", PARTIES, "Ao+ Ao+ Bo+ Bo+ Co+ Co+", "approved", "possible"),
    # --- nothing comes of it ----------------------------------------------------------------------
    ("tie of two, one abstains", PARTIES, "Ao+ Bo- Co0", "tie", "possible"),
    ("tie of six", PARTIES, "Ao+ Ao- Bo+ Bo- Co+ Co-", "tie", "possible"),
    ("all abstain", PARTIES, "Ao0 Bo0 Co0", "no_votes", "possible"),
    ("present but no position", PARTIES, "Aop Bop Cop", "no_votes", "possible"),
    # --- somebody is missing ----------------------------------------------------------------------
    ("one absent, the only one of the party", PARTIES, "Ao+ Bo+ Co.", "no_voice C", "no_voice C"),
    ("one absent, an alternate steps in", PARTIES, "Ao+ Bo+ Co. Ca+", "approved", "possible"),
    ("the alternate is absent too", PARTIES, "Ao+ Bo+ Co. Ca.", "no_voice C", "no_voice C"),
    (
        "an alternate of another party does not step in",
        PARTIES,
        "Ao+ Aa+ Bo+ Co.",
        "no_voice C",
        "no_voice C",
    ),
    (
        "an alternate who is not needed has no voice",
        PARTIES,
        "Ao- Aa+ Bo- Ba+ Co+ Ca+",
        "declined",
        "possible",
    ),
    ("one of two absent: unequal", PARTIES, "Ao+ Ao+ Bo+ Bo+ Co+ Co.", "unequal", "unequal"),
    ("one of two absent everywhere: equal", PARTIES, "Ao+ Ao. Bo+ Bo. Co+ Co.", "approved", "possible"),
    ("two absent, one alternate: unequal", PARTIES, "Ao+ Ao+ Bo+ Bo+ Co. Co. Ca+", "unequal", "unequal"),
    ("two absent, two alternates", PARTIES, "Ao+ Ao+ Bo+ Bo+ Co. Co. Ca+ Ca-", "approved", "possible"),
    ("nobody is there", PARTIES, "Ao. Bo. Co.", "no_voice A", "no_voice A"),
    # --- somebody has said nothing yet ------------------------------------------------------------
    ("silent, the only one of the party", PARTIES, "Ao+ Bo+ Co?", "awaits", "no_voice C"),
    ("no alternate steps in for a silent member", PARTIES, "Ao+ Bo+ Co? Ca+", "awaits", "no_voice C"),
    ("most have spoken, and are equal", PARTIES, "Ao+ Ao? Bo+ Bo? Co+ Co?", "awaits", "possible"),
    ("only the alternates have spoken", PARTIES, "Ao? Aa+ Bo? Ba+ Co? Ca+", "awaits", "no_voice A"),
    ("one is silent, another abstains", PARTIES, "Ao0 Bo? Co-", "awaits", "no_voice B"),
    ("silent beside a vacancy", PARTIES, "Ao+ Bo? Cov Ca+", "awaits", "no_voice B"),
    ("silent beside a conflict of interest", PARTIES, "Ao? Box Ba+ Co+", "awaits", "no_voice A"),
    ("nobody has said anything", PARTIES, "Ao? Bo? Co?", "awaits", "no_voice A"),
    ("a silent alternate is not waited for", PARTIES, "Ao+ Aa? Bo+ Co+", "approved", "possible"),
    ("a silent alternate does not step in", PARTIES, "Ao+ Bo+ Co. Ca?", "no_voice C", "no_voice C"),
    ("absence said, an alternate steps in at once", PARTIES, "Ao+ Bo+ Co. Ca+", "approved", "possible"),
    ("a silent co-opted member is not waited for", PARTIES, "Ao+ Bo+ Co+ Cc?", "approved", "possible"),
    ("sides: one of a side is silent", SIDES, "P/Ao+ P/Bo? S/Co+ S/Co+", "awaits", "unequal"),
    # --- conflicts of interest --------------------------------------------------------------------
    ("conflict of interest, the only one", PARTIES, "Ao+ Bo+ Cox", "no_voice C", "no_voice C"),
    ("conflict of interest, an alternate steps in", PARTIES, "Ao+ Bo+ Cox Ca-", "approved", "possible"),
    ("conflict of interest turns the outcome", PARTIES, "Aox Aa- Bo+ Co-", "declined", "possible"),
    ("the alternate has a conflict of interest", PARTIES, "Ao+ Bo+ Cox Cax", "no_voice C", "no_voice C"),
    ("the second alternate steps in", PARTIES, "Ao+ Bo+ Cox Cax Ca+", "approved", "possible"),
    ("everybody has a conflict of interest", PARTIES, "Aox Box Cox", "no_voice A", "no_voice A"),
    # --- vacancies --------------------------------------------------------------------------------
    ("vacant seat, no alternate", PARTIES, "Ao+ Bo+ Cov", "no_voice C", "no_voice C"),
    ("vacant seat, an alternate steps in", PARTIES, "Ao+ Bo+ Cov Ca+", "approved", "possible"),
    ("one of two vacant: unequal", PARTIES, "Ao+ Ao+ Bo+ Bo+ Co+ Cov", "unequal", "unequal"),
    ("one of two vacant everywhere: equal", PARTIES, "Ao+ Aov Bo+ Bov Co+ Cov", "approved", "possible"),
    ("a vacant alternate steps in for nobody", PARTIES, "Ao+ Bo+ Co. Cav", "no_voice C", "no_voice C"),
    ("no seats at all", PARTIES, "", "no_voice A", "no_voice A"),
    # --- co-opted members never count ---------------------------------------------------------------
    ("co-opted against", PARTIES, "Ao+ Bo+ Co0 Cc- Cc- Cc-", "approved", "possible"),
    ("co-opted does not fill a gap", PARTIES, "Ao+ Bo+ Cc+", "no_voice C", "no_voice C"),
    # --- by side ------------------------------------------------------------------------------------
    ("sides: two and two", SIDES, "P/Ao+ P/Bo+ S/Co+ S/Co+", "approved", "possible"),
    ("sides: two and two, tie", SIDES, "P/Ao+ P/Bo+ S/Co- S/Co-", "tie", "possible"),
    ("sides: three parties, two and one", SIDES, "P/Ao+ P/Bo+ S/Co+", "unequal", "unequal"),
    (
        "sides: one party absent, the other has two",
        SIDES,
        "P/Ao+ P/Ao+ P/Bo. S/Co+ S/Co+",
        "approved",
        "possible",
    ),
    ("sides: civil side empty", SIDES, "P/Ao+ P/Bo+", "no_voice S", "no_voice S"),
    (
        "sides: alternate of the other party on the side",
        SIDES,
        "P/Ao+ P/Bo. P/Aa+ S/Co+ S/Co+",
        "unequal",
        "unequal",
    ),
    ("sides: alternate of the own party", SIDES, "P/Ao+ P/Bo. P/Ba+ S/Co+ S/Co+", "approved", "possible"),
]

# The same seats with a recorded reason for being unequal: groups, seats, by positions, at a meeting.
WITH_A_REASON = [
    ("one of two absent", PARTIES, "Ao+ Ao+ Bo+ Bo+ Co+ Co.", "approved", "possible"),
    ("a reason does not replace somebody silent", PARTIES, "Ao+ Ao+ Bo+ Bo+ Co+ Co?", "awaits", "possible"),
    ("unequal and a tie", PARTIES, "Ao+ Ao- Bo+ Bo- Co0 Co.", "tie", "possible"),
    ("a reason does not replace a voice", PARTIES, "Ao+ Bo+ Co.", "no_voice C", "no_voice C"),
    ("sides: two and one", SIDES, "P/Ao+ P/Bo+ S/Co-", "approved", "possible"),
]
