"""What can be done with plans, with plans of activities, and with the activities themselves."""

from actionplan.services.activities import (
    area_in,
    carry_over,
    free_slug,
    hand_over,
    move,
    next_order,
    propose,
    propose_with,
    reach_milestone,
    set_served,
    take_back_milestone,
    why_not_carried,
    write_note,
)
from actionplan.services.activity_plans import adopt_activity_plan, revise, why_not_adoptable
from actionplan.services.plans import next_plan

__all__ = [
    "adopt_activity_plan",
    "area_in",
    "carry_over",
    "free_slug",
    "hand_over",
    "move",
    "next_order",
    "next_plan",
    "propose",
    "propose_with",
    "reach_milestone",
    "revise",
    "set_served",
    "take_back_milestone",
    "why_not_adoptable",
    "why_not_carried",
    "write_note",
]
