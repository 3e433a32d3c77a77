"""What can be done with plans, with plans of activities, and with the activities themselves."""

from actionplan.services.plans import next_plan

__all__ = ["next_plan"]
