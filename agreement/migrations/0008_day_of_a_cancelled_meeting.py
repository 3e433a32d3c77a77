from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreement", "0007_groups_that_last"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="meeting",
            name="one_meeting_of_a_body_per_day",
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "cancelled"), _negated=True),
                fields=("body", "day"),
                name="one_meeting_of_a_body_per_day",
            ),
        ),
    ]
