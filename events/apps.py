"""Events and notices: the calendar's open and closed occasions, registration, attendance, feedback."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        # Sources read rows, so they are imported only when the models are there.
        from agreement import calendar, search
        from events import cards, days, emails, findables, topics
        from events.models import EventTask, Registration
        from events.tasks import do_task
        from letters.registry import keep_addresses, name_kinds
        from membership import own_pages
        from relay import registry

        registry.register(EventTask, do_task)
        name_kinds(emails.KINDS)
        keep_addresses(Registration, "email")
        own_pages.register(cards.source)
        calendar.register(days.source)
        search.register_rows(findables.sets, findables.found)
        calendar.add_part("events/_notices.html", topics.notices)
        calendar.add_part("events/_topics.html", topics.topics)
