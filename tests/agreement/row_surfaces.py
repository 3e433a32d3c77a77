"""The region's own rows, and a decision's extract, in the table of rights (tests/test_matrix.py)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.utils import timezone

from agreement.models import Criterion, CutOff, Municipality, Seat
from agreement.states import BodyKind, SeatKind
from tests.matrix.inputs import Inputs
from tests.matrix.surface import EVERYBODY, OWN_REGION, Surface
from tests.matrix.world import World

# What the secretariat may do besides reading: add, change, delete. The operator may do all three.
SECRETARIAT_MAY = {
    "agreement.region": "c",
    "agreement.municipality": "",
    "agreement.agreement": "c",
    "agreement.agreementversion": "acd",
    "agreement.party": "c",
    "agreement.body": "ac",
    "agreement.seat": "acd",
    "agreement.regionrole": "",
    "agreement.cutoff": "acd",
    "agreement.criterion": "acd",
    "agreement.decisionrecord": "acd",
    "agreement.registrynumber": "acd",
    "agreement.document": "acd",
    "agreement.makingstep": "acd",
    "agreement.newsitem": "acd",
    "actionplan.actionplan": "acd",
}
# Rows that nothing points at, so that they can go; the others are in use, and stay whoever asks.
LOOSE = {
    "agreement.municipality",
    "agreement.seat",
    "agreement.cutoff",
    "agreement.criterion",
    "actionplan.actionplan",
}
LOOSE |= {"agreement.regionrole"}
LOOSE |= {
    f"agreement.{name}" for name in ("decisionrecord", "registrynumber", "document", "makingstep", "newsitem")
}
# What stays and says why: back to the row, which tells.
TOLD = {"agreement.agreementversion"}
NEW = {
    "slug": "ny",
    "code": "9999",
    "reference_prefix": "NY",
    "label": "ny",
    "last_day": "2030-01-01",
    "county_code": "99",
    "name": "Ny",
    "number": "Ny 2",
    "order": "77",
}
# One body of each kind for each agreement, one ordinary seat less to fill, and addresses that are chosen once.
KINDS = {
    "agreement.region": {"slug": "ny"},
    "agreement.party": {"slug": "ny"},
    "agreement.body": {"kind": BodyKind.DEVELOPMENT.value},
    "agreement.seat": {"kind": SeatKind.ALTERNATE.value},
}
# Where a row stays for good is chosen once: it is no field of the row's own page.
ONCE = ("agreement", "party")
# One agreement for each region, and one body of each kind: a copy of them is refused in words.
NO_COPY = {"agreement.agreement", "agreement.body"}


def scoped(world: World) -> Iterator[Surface]:
    """The region's own rows: the group reads, the secretariat writes what it may, the operator everything."""
    operator = world.client("operator")
    for label, may in SECRETARIAT_MAY.items():
        model = apps.get_model(label)
        row = _row_of(world, model)
        at = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        change, adding = (
            Inputs(operator.get(f"{at}{row.pk}/change/").text).data,
            Inputs(operator.get(f"{at}add/").text).data,
        )
        top = {key: value for key, value in change.items() if key in adding and "_FORMS" not in key}
        once = {name: str(getattr(row, f"{name}_id", "")) for name in ONCE if name in adding}
        new = {
            **adding,
            **once,
            **top,
            **{key: value for key, value in NEW.items() if key in top},
            "_save": "1",
        }
        new |= KINDS.get(label, {})
        text = next(
            key
            for key in (
                "contact_name",
                "represented_by",
                "summary",
                "about",
                "text",
                "wording_after",
                "who_may_join",
                "adopted_text",
                "label",
                "name",
                "to_on",
                "heading",
                "title",
            )
            if key in top
        )
        changed = {**change, text: "2031-01-01" if text == "to_on" else "Ändrad", "_save": "1"}
        adds, changes, deletes = ("a" in may, "c" in may, "d" in may)
        copied = "200" if label in NO_COPY else "302!"
        yield Surface("GET", at, EVERYBODY)
        yield Surface(
            "POST",
            at,
            EVERYBODY,
            {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"},
        )
        yield Surface("GET", f"{at}add/", f"403 403 {'200 200' if adds else '403 403'} 200")
        # The south's secretary sends the north's rows: refused at the field.
        yield Surface("POST", f"{at}add/", f"403 403 {f'{copied} 200' if adds else '403 403'} {copied}", new)
        yield Surface("GET", f"{at}{row.pk}/change/", OWN_REGION)
        yield Surface(
            "POST", f"{at}{row.pk}/change/", f"403 403 {'302! 404' if changes else '403 403'} 302!", changed
        )
        gone = "302!" if label in LOOSE else "302" if label in TOLD else "403"
        page = "200" if label in LOOSE else "302" if label in TOLD else "403"
        yield Surface(
            "GET", f"{at}{row.pk}/delete/", f"403 403 {f'{page} 404' if deletes else '403 403'} {page}"
        )
        yield Surface(
            "POST",
            f"{at}{row.pk}/delete/",
            f"403 403 {f'{gone} 404' if deletes else '403 403'} {gone}",
            {"post": "yes"},
        )
        yield Surface("GET", f"{at}{row.pk}/history/", OWN_REGION)


def _row_of(world: World, model: Any) -> Any:
    """A row of the north; one that nothing points at, where there are such."""
    agreement = world.north.agreement
    special = {
        Municipality: Municipality.objects.filter(region=world.north),
        Seat: Seat.objects.filter(body__agreement=agreement, holdings=None),
        Criterion: Criterion.objects.filter(agreement=agreement),
        CutOff: CutOff.objects.filter(agreement=agreement),
    }
    rows = special.get(model, model.objects.all())
    return rows.order_by("pk").first()


def extracts(world: World) -> Iterator[Surface]:
    """To whom a decision's extract was sent: the secretariat keeps the log (AGR-14)."""
    row = world.decision.distribution.get()
    at = f"/admin/agreement/decisionrecord/{world.decision.pk}/sent/"
    yield Surface("GET", at, "403 404 200 404 200")
    data = {"sent_on": timezone.localdate().isoformat(), "recipients": [str(row.pk)]}
    yield Surface("POST", at, "403 404 302! 404 302!", data)
