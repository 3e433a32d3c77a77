"""`manage.py seed_scale`: very many invented rows, for measuring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from demo.scale import CannotScale, scale

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Bring the number of scale rows up to what is asked for; the same rows every time."""

    help = "Writes very many invented organisations and applications in bulk (needs DEBUG=1 and DEMO=1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisations", type=int, required=True, metavar="N", help="how many in all")
        parser.add_argument("--applications", type=int, required=True, metavar="M", help="how many in all")
        parser.add_argument(
            "--awaiting-share",
            type=float,
            default=0.3,
            metavar="S",
            help="the part of them that awaits a decision",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scale(
                organisations=options["organisations"],
                applications=options["applications"],
                awaiting_share=options["awaiting_share"],
                say=self.stdout.write,
            )
        except CannotScale as reason:
            raise CommandError(str(reason)) from reason
