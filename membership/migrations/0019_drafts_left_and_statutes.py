"""Drafts that somebody disowned, and statutes on the web. The database fills in what processes from before do not name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreement", "0009_days_for_positions"),
        ("membership", "0018_others_who_were_there"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="disowned",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="application",
            name="statutes_at",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=300,
                verbose_name="where the statutes can be read",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("draft_token__isnull", False), ("status", "draft")),
                fields=["contact_email"],
                name="application_left",
            ),
        ),
    ]
