"""manage.py fold_names: what searches look at is what the names are."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from membership.folding import as_kept
from membership.models import Application


class Command(BaseCommand):
    help = (
        "Fold the names anew that were changed by a process from before names were kept folded, or were folded by "
        "other rules. Locks nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many there were. Twice: none the second time."""
        mended = 0
        rows = Application.objects.order_by("pk").values_list("pk", "name", "name_folded")
        for pk, name, kept in rows.iterator():
            if kept != as_kept(name):
                # Whoever changes the name in this moment folds it as well.
                mended += Application.objects.filter(pk=pk, name=name).update(name=name)
        self.stdout.write(f"{mended} names folded anew.")
