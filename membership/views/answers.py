"""The answers of an application and what the cut-offs give, as rows that a page shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from membership.states import AttachmentKind, Scope, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from membership.models import Application, Exemption


@dataclass(frozen=True)
class Row:
    """A fact for components/summary_list.html; `url` is where it can be changed."""

    label: str
    value: str = ""
    value_list: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class EffectRow:
    """What applying gives, or no longer gives; `last_day` is a whole Swedish day. `exempted` is why the group gave it
    all the same.
    """

    title: str
    last_day: dt.date
    met: bool
    wording: str
    exempted: str = ""


def answer_rows(application: Application, *, change: bool = False) -> list[Row]:
    """Everything that was answered, in the order it was asked; with `change`, each row leads back to its question."""

    def row(page: str, field: str, label: str, value: str = "", values: Iterable[str] = ()) -> Row:
        url = ""
        if change:
            slug = application.agreement.region.slug
            url = reverse("membership:apply-page", kwargs={"region": slug, "page": page}) + f"#div_id_{field}"
        return Row(label, value, tuple(values), url)

    number = application.number
    if not number and application.number_missing_reason:
        number = _("None. Reason: %s") % application.number_missing_reason
    rows = [
        row("organisation", "name", _("The organisation"), application.name),
        row("organisation", "number", _("Organisation number"), number),
        row("organisation", "form", _("Form of organisation"), application.get_form_display()),
    ]
    if application.agreement.admits_public_actors:
        rows.append(row("organisation", "kind", _("Kind of actor"), application.get_kind_display()))
    rows.append(row("omrade", "scope", _("Active in"), application.get_scope_display()))
    if application.scope != Scope.COUNTY:
        places = [municipality.name for municipality in application.municipalities.all()]
        if places or application.scope == Scope.SEVERAL:
            rows.append(row("omrade", "municipalities", _("Municipalities"), values=places))
    if application.scope == Scope.OTHER:
        rows.append(row("omrade", "scope_reason", _("Why you want to join"), application.scope_reason))
    shown = [
        label
        for label, ticked in (
            (_("The name"), application.publish_name),
            (_("The e-mail address"), application.publish_email),
            (_("The phone number"), application.publish_phone),
        )
        if ticked
    ]
    rows += [
        row("kontakt", "contact_name", _("Contact person"), application.contact_name),
        row("kontakt", "contact_email", _("E-mail"), application.contact_email),
        row("kontakt", "contact_phone", _("Phone"), application.contact_phone),
        row("kontakt", "contact_level", _("Contact"), application.get_contact_level_display()),
        row("kontakt", "publish_name", _("May be shown to everybody"), ", ".join(shown) or _("Nothing")),
        row("intygande", "declared_by", _("The declaration was made by"), _declaration(application)),
    ]
    return rows + [row("intygande", kind, label, values=said) for kind, label, said in _papers(application)]


def effect_rows(
    effects: Iterable[Mapping[str, Any]], exemptions: Iterable[Exemption] = ()
) -> list[EffectRow]:
    """Effects as `effects_on` gives them, or as they were frozen in an application, with dates that a page can show.

    An exemption stands beside the effect, which stays as it was frozen.
    """
    reasons = {(each.effect, each.title): each.reason for each in exemptions}
    return [
        EffectRow(
            title=effect["title"],
            last_day=dt.date.fromisoformat(effect["last_day"]),
            met=effect["met"],
            wording=effect["wording"],
            exempted=reasons.get((effect["effect"], effect["title"]), ""),
        )
        for effect in effects
    ]


def _papers(application: Application) -> Iterator[tuple[str, str, list[str]]]:
    """What came with the application itself, by its kind; in a draft also what the region asks for and is not there.

    Of one that was sent, a missing file says too little: it may never have been asked for, have come with a supplement,
    or be erased.
    """
    agreement, is_draft = application.agreement, application.status == Status.DRAFT
    for kind, label, is_asked, also in (
        (AttachmentKind.STATUTES, _("Statutes"), agreement.asks_statutes, application.statutes_at),
        (AttachmentKind.MINUTES, _("Minutes"), agreement.asks_minutes, ""),
    ):
        said = [paper.filename for paper in application.papers if paper.kind == kind] + [also] * bool(also)
        if said or (is_asked and is_draft):
            yield kind.value, label, said or [_("Not enclosed")]


def _declaration(application: Application) -> str:
    if not application.declared:
        return ""
    if application.declared_at is None:
        return application.declared_by
    return _("%(name)s, %(day)s") % {
        "name": application.declared_by,
        "day": date_format(timezone.localtime(application.declared_at), "j F Y"),
    }
