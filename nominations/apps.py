"""Nominations: rounds and calls for representatives, who is nominated, chosen and seated."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NominationsConfig(AppConfig):
    name = "nominations"
    verbose_name = _("Nominations")

    def ready(self) -> None:
        from agreement import calendar, search
        from agreement.sections import register
        from letters.registry import keep_addresses, name_kinds, register_arrivals, register_closed
        from membership import leaving, own_pages
        from nominations import cards, closed, days, emails, findables
        from nominations.content_rows import SECTION
        from nominations.leaving import LeavingNominations
        from nominations.models import Nomination, RoundTask
        from nominations.services import note_arrival
        from nominations.tasks import do_task
        from relay import registry

        register(SECTION)
        registry.register(RoundTask, do_task)
        name_kinds(emails.KINDS)
        register_arrivals(note_arrival)
        register_closed(closed.marks_of)
        keep_addresses(Nomination, "nominee_email")
        leaving.register(LeavingNominations())
        own_pages.register(cards.source)
        search.register_rows(findables.sets, findables.found)
        calendar.register(days.source)
