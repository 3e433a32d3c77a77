"""System checks of the membership app."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from membership.pdf import missing_fonts


@register()
def check_fonts(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start without the signing document's font files: WeasyPrint would crash, not complain."""
    return [
        Error(
            f"The font file {path.name} is missing or is not a WOFF2 file.",
            hint=f"It belongs in {path.parent}; it comes with the source code.",
            id="membership.E001",
        )
        for path in missing_fonts()
    ]
