"""manage.py verify_texts: whether every adopted text is still what was adopted (AGR-34, PLAN-25)."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from agreement import services, triggers
from agreement.frozen import AdoptableText
from agreement.states import TextState


class Command(BaseCommand):
    help = (
        "Check every adopted text against its hash, and that the database refuses changes. Changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 and one line for each fault; run it as often as you like."""
        faults = []
        count = 0
        for model in apps.get_models():
            if issubclass(model, AdoptableText) and not model._meta.proxy:
                for text in model._default_manager.filter(state=TextState.ADOPTED):
                    count += 1
                    if not services.verify(text):
                        faults.append(f"{text} is not what was adopted: its hash is {text.content_hash}.")
        if missing := triggers.missing():
            faults.append(f"{len(missing)} triggers are missing: run migrate.")
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(
            f"Adopted texts that are as they were adopted: {count}. The database refuses changes."
        )
