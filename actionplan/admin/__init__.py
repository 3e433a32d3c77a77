"""Plans and activities in the admin, region by region."""

from actionplan.admin import activities, plans

__all__ = ["activities", "plans"]
