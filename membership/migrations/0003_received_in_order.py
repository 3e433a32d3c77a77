"""An index for the list of everything that came in, in the order of the queue."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("membership", "0002_review_queue_and_signing")]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                models.F("submitted_at"),
                models.F("id"),
                condition=models.Q(("status", "draft"), _negated=True),
                name="application_received",
            ),
        ),
    ]
