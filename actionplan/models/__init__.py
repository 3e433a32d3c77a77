"""Plans with areas and milestones; plans of activities for each year; what happens with each activity."""

from actionplan.models.activities import Activity, ActivityPlan
from actionplan.models.activity_rows import (
    ActivityGoal,
    ActivityMilestone,
    ActivityPrinciple,
    ActivityWord,
    Participant,
    Resource,
    Word,
)
from actionplan.models.checklists import ChecklistPoint, PartyPoint, PointEvent
from actionplan.models.courses import ActivityEvent, Course, MilestoneProof
from actionplan.models.planning import PlanningProcess
from actionplan.models.plans import (
    ActionPlan,
    AreaPrinciple,
    DevelopmentArea,
    Milestone,
    MilestoneReport,
    PlanLink,
    PlannedAction,
    PlanPart,
    PlanTranslation,
)
from actionplan.models.reviews import FormReview, FormReviewEvent

__all__ = [
    "ActionPlan",
    "Activity",
    "ActivityEvent",
    "ActivityGoal",
    "ActivityMilestone",
    "ActivityPlan",
    "ActivityPrinciple",
    "ActivityWord",
    "AreaPrinciple",
    "ChecklistPoint",
    "Course",
    "DevelopmentArea",
    "FormReview",
    "FormReviewEvent",
    "Milestone",
    "MilestoneProof",
    "MilestoneReport",
    "Participant",
    "PartyPoint",
    "PlanLink",
    "PlanPart",
    "PlanTranslation",
    "PlannedAction",
    "PlanningProcess",
    "PointEvent",
    "Resource",
    "Word",
]
