"""Membership: applications, decisions, signing, members."""

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class MembershipConfig(AppConfig):
    name = "membership"
    verbose_name = _("Membership")

    def ready(self) -> None:
        from accounts.models import User
        from agreement import search
        from agreement.models import Agreement, Region, SeatHolding
        from letters import registry as letters
        from membership import (
            checks,  # noqa: F401 -- registers the system check of the font files
            findables,
            own_pages,
        )
        from membership.members_cards import cards
        from membership.models import (
            Application,
            KeptFile,
            MemberContact,
            MinutesExtract,
            Reminder,
            SigningDocument,
            Withdrawal,
        )
        from membership.reminding import ask_when_chosen, ask_who_sits_down
        from membership.services.contacts import note_arrival
        from membership.tasks import (
            end_membership,
            render_minutes_extract,
            render_signing_document,
            send_reminder,
            throw_away_kept_file,
        )
        from relay import registry

        registry.register(SigningDocument, render_signing_document)
        registry.register(MinutesExtract, render_minutes_extract)
        registry.register(Reminder, send_reminder)
        registry.register(Withdrawal, end_membership)
        registry.register(KeptFile, throw_away_kept_file)
        letters.register_arrivals(note_arrival)
        for model, column in (
            (User, "email"),
            (Region, "contact_email"),
            (MemberContact, "email"),
            (Application, "contact_email"),
        ):
            letters.keep_addresses(model, column)
        post_save.connect(ask_who_sits_down, sender=SeatHolding, dispatch_uid="positions-of-a-new-seat")
        post_save.connect(ask_when_chosen, sender=Agreement, dispatch_uid="positions-from-now-on")
        own_pages.register(cards)
        search.register(findables.source)
