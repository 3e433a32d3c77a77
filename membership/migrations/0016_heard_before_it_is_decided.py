from django.db import migrations, models
from django.db.models import Max, OuterRef, Subquery


def tell_who_has_answered(apps, schema_editor):
    """The newest answer of each case; what was said before it counts as it did."""
    asked = apps.get_model("membership", "SupplementRequest").objects.filter(application=OuterRef("pk"))
    newest = asked.order_by().values("application").annotate(at=Max("answered_at")).values("at")
    cases = apps.get_model("membership", "Application").objects.filter(supplements__answered_at__isnull=False)
    pks = list(cases.values_list("pk", flat=True).distinct())
    apps.get_model("membership", "Application").objects.filter(pk__in=pks).update(
        answered_at=Subquery(newest)
    )


class Migration(migrations.Migration):
    dependencies = [("membership", "0015_decisions_know_their_hold")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="answered_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="supplement answered"
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="changed_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="changed by a supplement"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="conflicts_asked",
            field=models.BooleanField(default=False, verbose_name="conflicts of interest were asked for"),
        ),
        migrations.AlterField(
            model_name="position",
            name="opinion",
            field=models.CharField(
                choices=[
                    ("for", "For"),
                    ("against", "Against"),
                    ("abstains", "Abstain"),
                    ("away", "Cannot take part"),
                ],
                max_length=10,
                verbose_name="position",
            ),
        ),
        migrations.AlterField(
            model_name="recusal",
            name="ground",
            field=models.CharField(
                choices=[
                    ("own", "My own organisation"),
                    ("office", "An office or employment there"),
                    ("close", "Somebody close to me is involved"),
                    ("other", "Something else that can make people doubt"),
                    ("worked", "Worked on the application for the organisation"),
                ],
                max_length=10,
                verbose_name="ground",
            ),
        ),
        migrations.RunPython(tell_who_has_answered, migrations.RunPython.noop),
    ]
