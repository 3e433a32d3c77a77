"""Whether an organisation seems to fit, by three answers. Advice only: everybody may apply and say why (MEM-01), or,
where the region wants an organisation number, everybody who has one (MEM-50).

What is asked and what it means is data of the region: whether public bodies may join, how many municipalities count as
regional, whether exceptions are possible, whether one needs an organisation number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agreement.templatetags.agreement_text import content_lang

if TYPE_CHECKING:
    from agreement.models import Agreement


class Who(models.TextChoices):
    """What kind of organisation it is."""

    CIVIL = "civil", _("An association, foundation, faith community, cooperative or network")
    PUBLIC = "public", _("A public body, such as a municipality, a region or a state agency")
    OTHER = "other", _("A company, or a private person")


class Where(models.TextChoices):
    """Where it is active; the words of the second depend on the region."""

    COUNTY = "county", _("The whole county")
    ENOUGH = "enough", _("Several municipalities")
    FEWER = "fewer", _("Fewer than that")


class Stands(models.TextChoices):
    """Whether it stands behind the agreement."""

    WHOLE = "whole", _("Yes, the whole of it")
    UNSURE = "unsure", _("We do not know yet")
    NOT = "not", _("No, not all of it")


@dataclass(frozen=True)
class Advice:
    """What does not fit (empty: it looks right), and what can be done about it all the same."""

    against: list[str] = field(default_factory=list)
    but: list[str] = field(default_factory=list)

    @property
    def fits(self) -> bool:
        return not self.against


def told_without_number(agreement: Agreement) -> str:
    """What the region says to organisations without a number (MEM-50): that they cannot join and what they can do
    instead, or what they are asked, in the region's own Swedish words; nothing where the portal's words do. As HTML.
    """
    words = " ".join(agreement.unnumbered_words.split())
    if words:
        words = format_html("<span{}>{}</span>", content_lang(), words)
    if agreement.admits_unnumbered:
        return words
    return format_html(
        "{} {}",
        gettext("Only organisations with an organisation number can join here."),
        words or gettext("An association gets one from the Tax Agency, free of charge."),
    )


def advise(agreement: Agreement, who: str, where: str, stands: str) -> Advice:
    """What the answers come to. The same rules as the form's. It shuts no door, and names the one that is shut."""
    advice = Advice()
    if who == Who.OTHER:
        advice.against.append(gettext("Companies and private persons do not join this agreement."))
    elif who == Who.PUBLIC and not agreement.admits_public_actors:
        advice.against.append(gettext("Here only organisations of civil society join. Public bodies do not."))
    said = told_without_number(agreement) if who == Who.CIVIL else ""  # the others have one
    if said and agreement.admits_unnumbered:
        said = format_html("{} {}", gettext("If you have no organisation number:"), said)
    if said:
        advice.but.append(said)
    if where == Where.FEWER:
        advice.against.append(
            ngettext(
                "The agreement is for those who are active in the whole county or in at least "
                "%(least)d municipality.",
                "The agreement is for those who are active in the whole county or in at least "
                "%(least)d municipalities.",
                agreement.min_municipalities,
            )
            % {"least": agreement.min_municipalities}
        )
        if agreement.admits_exceptions:
            advice.but.append(
                gettext(
                    "The group can make an exception. Say in the application why you belong here all the same."
                )
            )
    if stands == Stands.NOT:
        advice.against.append(
            gettext("Whoever joins stands behind the whole agreement, not only parts of it.")
        )
    elif stands == Stands.UNSURE:
        advice.but.append(gettext("Read the agreement together first, for instance at a board meeting."))
    return advice
