from django.db import migrations
from django.db.models import Q
from django.utils import timezone


def say_for_whom_they_sat(apps, schema_editor):
    """A sitting member's nomination that was sent before: the party for which the member sat that day."""
    holdings = apps.get_model("agreement", "SeatHolding").objects.filter(
        seat__body__kind="development", seat__party__isnull=False
    )
    rows = apps.get_model("nominations", "Nomination").objects
    for row in rows.filter(organisation=None, sent_at__isnull=False).select_related("round"):
        sent = timezone.localdate(row.sent_at, timezone.get_default_timezone())
        party = (
            holdings.filter(
                Q(to_on=None) | Q(to_on__gte=sent),
                user=row.nominated_by_id,
                seat__body__agreement=row.round.agreement_id,
                from_on__lte=sent,
            )
            .values_list("seat__party", flat=True)
            .first()
        )
        rows.filter(pk=row.pk).update(party=party)


class Migration(migrations.Migration):
    dependencies = [("nominations", "0003_parties_fields_and_the_young")]

    operations = [migrations.RunPython(say_for_whom_they_sat, migrations.RunPython.noop)]
