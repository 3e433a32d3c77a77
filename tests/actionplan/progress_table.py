"""How far activities, areas and plans have come: the rule as a table (actionplan/progress.py).

An activity is written as `state reached/milestones`. Then how far it all has come, in per cent rounded down; `-` where
nothing counts.
"""

ACTIVITIES = """
proposed 0/0      -
proposed 1/2      -
planned 0/0       0
planned 1/4      25
ongoing 0/0       0
ongoing 0/3       0
ongoing 1/3      33
ongoing 3/3     100
done 0/0        100
done 1/3        100
stopped 0/0       -
stopped 2/2       -
"""

# Several activities of one area or one plan.
TOGETHER = """
                                                   -
done 0/0, done 0/0                               100
done 0/0, planned 0/0                             50
done 0/0, ongoing 1/2                             75
done 0/0, stopped 0/0                            100
stopped 0/0, stopped 1/2                           -
done 0/0, proposed 0/0                           100
done 0/0, done 0/0, ongoing 0/0                   66
ongoing 1/2, ongoing 1/3                          41
done 1/1, done 0/9, ongoing 8/9                   96
ongoing 2/3, ongoing 2/3, ongoing 2/3             66
"""
