"""Plans and activities in the admin, region by region."""

from actionplan.admin import activities, activity_plans, checklists, planning, plans

__all__ = ["activities", "activity_plans", "checklists", "planning", "plans"]
