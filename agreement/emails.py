"""Letters of an agreement: they say which one, and answers go to its region. Rows; nothing is sent here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation

from letters.services import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from accounts.models import User
    from agreement.models import Agreement, Region
    from letters.models import Letter
    from letters.words import Words


def compose_from(agreement: Agreement, *, context: Mapping[str, Any], **facts: Any) -> Letter:
    """`letters.services.compose`, with the agreement and its region in the context. The region's staff read the letter
    among the sent ones, unless `region` says "".
    """
    region = agreement.region
    return compose(
        context={**context, "agreement": agreement, "region": region},
        reply_to=region.contact_email,
        **{"region": region.slug, **facts},
    )


def compose_words(agreement: Agreement, words: Callable[[], Words], *, language: str, **facts: Any) -> Letter:
    """A letter of few words, which are made in the reader's language."""
    with translation.override(language):
        context = words().context
    return compose_from(agreement, context=context, template="letters/plain", language=language, **facts)


def secretariat(region: Region) -> list[User]:
    """The people of the region's secretariat today, each once."""
    held = region.roles.on(timezone.localdate()).secretariat().select_related("user").order_by("user_id")
    return list({role.user_id: role.user for role in held if role.user.is_active}.values())
