"""What is asked of those without a number, and which papers. The database fills in what processes from before do not name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreement", "0009_days_for_positions"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="admits_unnumbered",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Networks, for example. They say why they have no organisation number (MEM-50).",
                verbose_name="organisations without a number may join",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="asks_minutes",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Those that show who is in the board. They can always be left out, and sent later (MEM-09).",
                verbose_name="minutes are asked for",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="asks_statutes",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="In the application. They can always be left out, and sent later (MEM-09).",
                verbose_name="statutes are asked for",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="unnumbered_words",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="In the form and at the self-check, instead of the portal's own words. Where they may not join: "
                "what they can do instead.",
                max_length=500,
                verbose_name="what those without a number are asked",
            ),
        ),
    ]
