"""Plans and activities in the admin, region by region."""

from actionplan.admin import activities, checklists, planning, plans

__all__ = ["activities", "checklists", "planning", "plans"]
