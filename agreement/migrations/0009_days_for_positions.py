from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreement", "0008_day_of_a_cancelled_meeting"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="positions_days",
            field=models.PositiveSmallIntegerField(
                default=7,
                help_text="For so many days positions in the portal decide nothing unless all ordinary members have been "
                "heard.",
                verbose_name="days for positions",
            ),
        ),
    ]
