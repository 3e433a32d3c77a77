"""The action plan and its development areas."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActionPlanConfig(AppConfig):
    name = "actionplan"
    verbose_name = _("Action plan")

    def ready(self) -> None:
        from actionplan import content_lists, days, findables, own
        from actionplan.content_rows import SECTION
        from agreement import calendar, search
        from agreement.sections import register
        from membership import own_pages

        register(SECTION)
        register(content_lists.SECTION)
        search.register(findables.source)
        search.register_rows(findables.sets, findables.found)
        calendar.register(days.source)
        own_pages.register(own.cards)
