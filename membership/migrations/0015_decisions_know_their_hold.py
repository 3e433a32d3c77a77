import datetime as dt

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def as_it_was(apps, schema_editor):
    """The hold was read from the setting each time. What corrects facts only, or takes back, had none."""
    decisions = apps.get_model("membership", "Decision").objects.exclude(outcome="taken_back")
    anew = decisions.filter(Q(corrects=None) | ~Q(corrects__outcome=F("outcome")))
    anew.update(held_until=F("recorded_at") + dt.timedelta(seconds=settings.DECISION_HOLD))


class Migration(migrations.Migration):
    dependencies = [("membership", "0014_contacts_are_forgotten")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="held_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="letters leave"),
        ),
        migrations.AddField(
            model_name="decision",
            name="anew",
            field=models.CharField(
                blank=True,
                choices=[
                    ("upheld", "The group has looked at the case again and stays with its decision"),
                    ("reasons", "The reasons were wrong or not all there; these are the right ones"),
                ],
                max_length=10,
                verbose_name="why it was decided once more",
            ),
        ),
        migrations.AddField(
            model_name="supplementrequest",
            name="recalled",
            field=models.BooleanField(default=False, verbose_name="asked by mistake"),
        ),
        migrations.RunPython(as_it_was, migrations.RunPython.noop),
    ]
