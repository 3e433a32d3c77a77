"""Meetings of the groups: calls, agendas, attendance, minutes, and items handed from group to group."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        # Sources read rows, so they are imported only when the models are there.
        from agreement import calendar
        from letters import registry
        from meetings import cards, closed, days
        from membership import own_pages

        own_pages.register(cards.source)
        calendar.register(days.source)
        registry.register_closed(closed.marks_of)
