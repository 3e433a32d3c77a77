"""Plans with areas and milestones; plans of activities for each year; what happens with each activity."""

from actionplan.models.activities import (
    Activity,
    ActivityGoal,
    ActivityMilestone,
    ActivityPlan,
    ActivityPrinciple,
    ActivityWord,
    Participant,
    Resource,
    Word,
)
from actionplan.models.courses import ActivityEvent, Course, MilestoneProof
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
    "Course",
    "DevelopmentArea",
    "Milestone",
    "MilestoneProof",
    "MilestoneReport",
    "Participant",
    "PlanLink",
    "PlanPart",
    "PlanTranslation",
    "PlannedAction",
    "Resource",
    "Word",
]
