"""What can be done with plans, with plans of activities, and with the activities themselves."""

from actionplan.services.activities import (
    change_proposal,
    free_slug,
    hand_over,
    move,
    next_order,
    propose,
    propose_with,
    reach_milestone,
    set_served,
    take_back_milestone,
    write_note,
)
from actionplan.services.activity_plans import (
    adopt_activity_plan,
    goes_on,
    revise,
    why_not_adoptable,
    why_not_revised,
)
from actionplan.services.carrying import area_in, carry_over, why_not_carried
from actionplan.services.checklists import report_point, undo_point
from actionplan.services.plans import next_plan
from actionplan.services.reviews import move_review, plan_review

__all__ = [
    "adopt_activity_plan",
    "area_in",
    "carry_over",
    "change_proposal",
    "free_slug",
    "goes_on",
    "hand_over",
    "move",
    "move_review",
    "next_order",
    "next_plan",
    "plan_review",
    "propose",
    "propose_with",
    "reach_milestone",
    "report_point",
    "revise",
    "set_served",
    "take_back_milestone",
    "undo_point",
    "why_not_adoptable",
    "why_not_carried",
    "why_not_revised",
    "write_note",
]
