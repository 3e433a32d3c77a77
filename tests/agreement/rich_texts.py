"""The texts of the invented region: a version and the plans, every field of them filled on some row."""

from __future__ import annotations

import datetime as dt

from actionplan.models import (
    ActionPlan,
    AreaPrinciple,
    DevelopmentArea,
    Milestone,
    MilestoneReport,
    PlanLink,
    PlannedAction,
    PlanPart,
    PlanTranslation,
)
from agreement import canon, services
from agreement.models import (
    Agreement,
    AgreementVersion,
    Commitment,
    DecisionRecord,
    Goal,
    LineageStep,
    Party,
    PartySignature,
    Principle,
    TextPart,
    VersionLink,
    VersionTranslation,
)

DAY = dt.date(2024, 5, 14)
LONG = 'Första raden,\nandra raden.\n\n- en punkt\n- "citat" och \\ streck\n\n# ingen rubrik\n\n## Åtaganden\n\nÅÄÖ åäö 🌲'


def make_version(agreement: Agreement, number: int, county: Party, civil: Party) -> AgreementVersion:
    version = AgreementVersion.objects.create(
        agreement=agreement,
        slug=f"v-{4 - number}",  # the newest comes first in the alphabet
        label=f"Version {number}",
        is_summary=number == 3,
        summary=f"Kort om version {number}.",
        adopted_text="Av fullmäktige.",
        source_url="https://fjallen.example/antagen",
        in_force_from=dt.date(2020 + number, 1, 1),
        in_force_to=dt.date(2020 + number, 12, 31) if number == 1 else None,
        originals=2,
        carry_over="carried",
    )
    for order, kind in enumerate(("background", "vision", "purpose", "other", "other", "termination"), 1):
        body = LONG if kind != "termination" else ""
        TextPart.objects.create(
            version=version, kind=kind, heading=f"Del {order}", body=body, order=order * 2
        )
    for order in (0, 0, 9):
        Goal.objects.create(version=version, text=f"Mål {number}\nrad två", order=order)
    for order, name in enumerate(("dialog", "oppenhet"), 3):
        principle = Principle.objects.create(
            version=version, slug=name, name=name.title(), meaning=LONG if order == 3 else "", order=order
        )
        for place, (binds, party) in enumerate(
            [("all", None), ("public", None), ("civil", None), ("party", civil)]
        ):
            Commitment.objects.create(
                principle=principle, binds=binds, party=party, text=f"(Inte vem.) {LONG}", order=place % 3
            )
    LineageStep.objects.create(
        version=version, year=2008, title="Förr", note=LONG, url="https://forr.example/", order=1
    )
    LineageStep.objects.create(version=version, year=2018, title="Sedan")
    VersionLink.objects.create(
        version=version,
        kind="agenda2030",
        number=17,
        title="Mål 17",
        url="https://mal.example/",
        note=LONG,
        order=4,
    )
    VersionLink.objects.create(version=version, kind="strategy", title="Strategin")
    PartySignature.objects.create(
        version=version,
        party=county,
        signed_on=DAY,
        name="Påhittad Person",
        title="Ordförande",
        capacity="Firmatecknare",
        keeps_original=True,
    )
    PartySignature.objects.create(version=version, party=civil)
    VersionTranslation.objects.create(
        version=version,
        language="se",
        texts={
            "part/other-2/body": "Nubbi\n\nteaksta",
            "summary": "Oanehaččat",
            "goal/1": "Ulbmil",
            "tom": "",
        },
        made_of="0" * 64,
        sources={"summary": "0" * 16, "part/other-2/body": canon.digest(LONG)},
        notice="Ruoŧagielat teaksta lea gustojeaddji.",
        translated_on=DAY,
        is_public=True,
    )
    return version


def make_plans(agreement: Agreement, version: AgreementVersion, decisions: list[DecisionRecord]) -> None:
    plans: list[ActionPlan] = []
    for number, slug in ((1, "plan-b"), (2, "plan-a")):
        plan = ActionPlan.objects.create(
            agreement=agreement,
            slug=slug,
            title=f"Plan {number}",
            kind="yearly",
            is_summary=number == 2,
            summary="Kort om planen.",
            adopted_text="Av styrelsen.",
            source_url="https://fjallen.example/plan",
            period_from=dt.date(2024, 1, 1),
            period_to=dt.date(2024, 12, 31),
            revises=plans[0] if plans else None,
        )
        plans.append(plan)
        plan.decisions.set(decisions[1:])
        PlanPart.objects.create(plan=plan, kind="purpose", heading="Därför", body=LONG, order=1)
        for order, name in enumerate(("mota", "lara"), 1):
            area = DevelopmentArea.objects.create(
                plan=plan,
                slug=name,
                name=name.title(),
                summary=f"{LONG}\n\n## Planerade handlingar\n",
                order=order,
            )
            for place in (0, 0, 3):
                PlannedAction.objects.create(area=area, text=f"{LONG}\n- {place}", order=place)
            for principle in version.principles.all():
                AreaPrinciple.objects.create(area=area, principle=principle, why=LONG)
        milestone = Milestone.objects.create(plan=plan, year=2024, text=LONG, order=3)
        Milestone.objects.create(plan=plan, year=2024, text="Nått")
        MilestoneReport.objects.create(
            milestone=milestone, reached_on=DAY, proof=LONG, url="https://fjallen.example/natt"
        )
        PlanLink.objects.create(
            plan=plan,
            kind="agenda2030",
            number=5,
            title="Mål 5",
            note="Därför.",
            url="https://mal.example/5",
            order=2,
        )
        PlanTranslation.objects.create(
            plan=plan,
            language="fit",
            texts={"area/mota/name": "Kohata", "area/mota/action/2": "Toinen", "gammal/nyckel": "x"},
            made_of="1" * 64,
            sources={"area/mota/name": canon.digest("Mota"), "gammal/nyckel": "f" * 16},
            notice="Ruottinkielinen teksti oon voimassa.",
            translated_on=DAY,
            is_public=True,
        )
    DevelopmentArea.objects.get(plan=plans[0], slug="mota").corresponds_to.add(
        DevelopmentArea.objects.get(plan=plans[1], slug="lara")
    )
    services.adopt(plans[0], by=None, despite_missing=True)
    services.publish(plans[1])
