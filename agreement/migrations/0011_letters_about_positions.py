"""Regions that exist get no letters until they choose so: rows without a value, theirs too, get the database's 0."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreement", "0010_numbers_and_papers_asked_for"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="position_notice_days",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=3,
                help_text="So many days after a case came in, those in the group who have said nothing get a letter. 0: no "
                "letters.",
                verbose_name="days until members hear what awaits them",
            ),
        ),
    ]
