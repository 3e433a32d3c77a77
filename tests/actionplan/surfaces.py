"""The pages of the plans, and of reading documents into drafts, in the table of rights (tests/test_matrix.py).

Rows as in tests/agreement/surfaces.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from actionplan.models import PlanTranslation
from agreement.models import Region
from tests.actionplan.activity_rows import adopt as adopt_plan
from tests.actionplan.activity_rows import make_activity, make_activity_plan, make_point, make_word
from tests.agreement.surfaces import (
    EVERYBODY,
    MAY_DO,
    MAY_LOOK,
    NOT_NOW,
    OWN_REGION,
    REFUSED,
    WRITES,
    Row,
    no_rows,
)
from tests.agreement.texts import adopt, make_plan


def of_plans(north: Region) -> Iterator[Row]:
    """A draft and an adopted plan, their areas and milestones, a translation, and both pages of importing."""
    at = "/admin/actionplan/actionplan/"
    draft, adopted = make_plan(north, "utkast"), adopt(make_plan(north, "antagen"))
    seen = {"seen": draft.canonical().fingerprint(), "despite_missing": "on"}
    for plan, now in (
        (draft, {"publish": {}, "adopt": seen, "new-draft": {"name": "Ny"}}),
        (adopted, {"new-draft": {"name": "Ny"}}),
    ):
        for page in ("publish", "take-down", "adopt", "new-draft"):
            yield "GET", f"{at}{plan.pk}/{page}/", MAY_LOOK if page in now else NOT_NOW, {}
            yield "POST", f"{at}{plan.pk}/{page}/", MAY_DO if page in now else NOT_NOW, now.get(page, {})
    yield "GET", f"{at}{adopted.pk}/delete/", REFUSED, {}
    yield "POST", f"{at}{adopted.pk}/delete/", REFUSED, {"post": "yes"}
    for address in ("/admin/agreement/agreementversion/import/", f"{at}import/"):
        text = {"agreement": str(north.agreement.pk), "label": "Läst", "text": DOCUMENT, "make": "1"}
        yield "GET", address, "403 403 200 200 200", {}
        # The south's secretary sends the north's agreement: refused at the field.
        yield "POST", address, "403 403 302! 200 302!", text
    area, milestone = adopted.areas.all()[0], adopted.milestones.all()[0]
    yield from _rows("developmentarea", area.pk, {"name": "Ändrad", **no_rows("actions", "principle_links")})
    yield from _rows("milestone", milestone.pk, {"text": "Ändrad", **no_rows("report")})
    yield from _translation(draft)
    yield from _activities(north)


def _activities(north: Region) -> Iterator[Row]:
    """A draft and an adopted plan of activities, an activity of each, and a theme."""
    at = "/admin/actionplan/activityplan/"
    draft, adopted = make_activity_plan(north, 2041), make_activity_plan(north, 2040)
    rows = {plan: make_activity(plan) for plan in (draft, adopted)}
    adopt_plan(adopted)
    seen = {"seen": draft.canonical().fingerprint(), "decided_on": "2026-01-20"}
    for plan, now in ((draft, {"adopt": seen}), (adopted, {"new-draft": {}})):
        for page in ("adopt", "new-draft"):
            yield "GET", f"{at}{plan.pk}/{page}/", MAY_LOOK if page in now else NOT_NOW, {}
            yield "POST", f"{at}{plan.pk}/{page}/", MAY_DO if page in now else NOT_NOW, now.get(page, {})
    new = {"agreement": str(north.agreement.pk), "plan": str(draft.plan.pk), "year": "2045"}
    yield "GET", at, EVERYBODY, {}
    yield "GET", f"{at}add/", "403 403 200 200 200", {}
    yield "POST", f"{at}add/", "403 403 302! 200 302!", new
    yield "GET", f"{at}{draft.pk}/change/", OWN_REGION, {}
    yield "POST", f"{at}{draft.pk}/change/", WRITES, {"year": "2046", **no_rows("activities")}
    yield "GET", f"{at}{adopted.pk}/delete/", REFUSED, {}
    yield "POST", f"{at}{adopted.pk}/delete/", REFUSED, {"post": "yes"}
    yield "GET", f"{at}{draft.pk}/history/", OWN_REGION, {}
    at = "/admin/actionplan/activity/"
    yield "GET", at, EVERYBODY, {}
    yield "GET", f"{at}add/", "403 403 403 403 403", {}
    yield "POST", f"{at}add/", "403 403 403 403 403", {}
    for row, writes, removes in (
        (rows[draft], WRITES, "403 403 200 404 200"),
        (rows[adopted], REFUSED, REFUSED),
    ):
        sent = {"title": "Ändrad", "area": str(row.area_id), "kind": row.kind, "order": "1"}
        sent |= no_rows("resources", "participants", "milestones")
        yield "GET", f"{at}{row.pk}/change/", OWN_REGION, {}
        yield "POST", f"{at}{row.pk}/change/", writes, sent
        yield "GET", f"{at}{row.pk}/delete/", removes, {}
        yield "POST", f"{at}{row.pk}/delete/", writes, {"post": "yes"}
        yield "GET", f"{at}{row.pk}/history/", OWN_REGION, {}
    at, point = "/admin/actionplan/checklistpoint/", make_point(north)
    sent = {"agreement": str(north.agreement.pk), "text": "Ny punkt.", "is_asked": "on", "order": "1"}
    yield "GET", at, EVERYBODY, {}
    yield "GET", f"{at}add/", "403 403 200 200 200", {}
    yield "POST", f"{at}add/", "403 403 302! 200 302!", sent
    yield "GET", f"{at}{point.pk}/change/", OWN_REGION, {}
    yield "POST", f"{at}{point.pk}/change/", WRITES, sent
    yield "GET", f"{at}{point.pk}/delete/", "403 403 200 404 200", {}
    yield "POST", f"{at}{point.pk}/delete/", WRITES, {"post": "yes"}
    yield "GET", f"{at}{point.pk}/history/", OWN_REGION, {}
    at = "/admin/actionplan/planningprocess/"
    planned = north.agreement.planning.create(slug="plan", title="Bussplan")
    sent = {"agreement": str(north.agreement.pk), "title": "Ny plan", "stage": "idea"}
    yield "GET", at, EVERYBODY, {}
    yield "GET", f"{at}add/", "403 403 200 200 200", {}
    yield "POST", f"{at}add/", "403 403 302! 200 302!", sent
    yield "GET", f"{at}{planned.pk}/change/", OWN_REGION, {}
    yield "POST", f"{at}{planned.pk}/change/", WRITES, sent
    yield "GET", f"{at}{planned.pk}/delete/", "403 403 200 404 200", {}
    yield "POST", f"{at}{planned.pk}/delete/", WRITES, {"post": "yes"}
    yield "GET", f"{at}{planned.pk}/history/", OWN_REGION, {}
    at, word = "/admin/actionplan/word/", make_word(north)
    sent = {"agreement": str(north.agreement.pk), "kind": "topic", "name": "Ny", "slug": "ny", "order": "1"}
    yield "GET", at, EVERYBODY, {}
    yield "GET", f"{at}add/", "403 403 200 200 200", {}
    yield "POST", f"{at}add/", "403 403 302! 200 302!", sent
    yield "GET", f"{at}{word.pk}/change/", OWN_REGION, {}
    yield "POST", f"{at}{word.pk}/change/", WRITES, sent
    yield "GET", f"{at}{word.pk}/delete/", "403 403 200 404 200", {}
    yield "POST", f"{at}{word.pk}/delete/", WRITES, {"post": "yes"}
    yield "GET", f"{at}{word.pk}/history/", OWN_REGION, {}


DOCUMENT = """Bakgrund

Så var det.

Syfte

Att mötas.

Handlingsplan

Mötesplatser

Vi möts ofta.

Kunskap

Vi lär oss.
"""


def _rows(model: str, pk: int, sent: dict[str, str]) -> Iterator[Row]:
    """A row of an adopted plan: what it says stays, what is tied to it may change."""
    at = f"/admin/actionplan/{model}/"
    yield "GET", at, EVERYBODY, {}
    yield "GET", f"{at}add/", "403 403 403 403 403", {}
    yield "POST", f"{at}add/", "403 403 403 403 403", sent
    yield "GET", f"{at}{pk}/change/", OWN_REGION, {}
    yield "POST", f"{at}{pk}/change/", "403 403 302 404 302", sent
    yield "GET", f"{at}{pk}/delete/", REFUSED, {}
    yield "POST", f"{at}{pk}/delete/", REFUSED, {"post": "yes"}
    yield "GET", f"{at}{pk}/history/", OWN_REGION, {}


def _translation(draft: object) -> Iterator[Row]:
    at = "/admin/actionplan/plantranslation/"
    row = PlanTranslation.objects.create(plan=draft, language="fi")
    words = {"seen": draft.canonical().fingerprint(), "text:summary": "Lyhyesti"}
    yield "GET", at, EVERYBODY, {}
    yield "GET", f"{at}add/", "403 403 200 200 200", {}
    yield "POST", f"{at}add/", "403 403 302! 200 302!", {"plan": str(draft.pk), "language": "se"}
    yield "GET", f"{at}{row.pk}/change/", OWN_REGION, {}
    yield "POST", f"{at}{row.pk}/change/", WRITES, words
    yield "GET", f"{at}{row.pk}/delete/", "403 403 200 404 200", {}
    yield "POST", f"{at}{row.pk}/delete/", WRITES, {"post": "yes"}
    yield "GET", f"{at}{row.pk}/history/", OWN_REGION, {}
