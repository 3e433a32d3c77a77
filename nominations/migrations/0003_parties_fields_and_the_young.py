import django.db.models.deletion
from django.db import migrations, models

FIELDS = [
    ("culture", "Recreation and culture"),
    ("education", "Education and research"),
    ("health", "Health"),
    ("social", "Social services"),
    ("environment", "Environment and animal protection"),
    ("development", "Housing, social and community development"),
    ("advocacy", "Advocacy and politics"),
    ("volunteering", "Foundations, fundraising and volunteering"),
    ("international", "International activities"),
    ("faith", "Faith communities and religious associations"),
    ("unions", "Business and professional associations, and unions"),
    ("other", "Other non-profit activities"),
    ("preparedness", "Civil protection and preparedness"),
]
KINDS = [
    ("opens", "Those who can nominate hear of it"),
    ("send_soon", "A prepared nomination is not sent"),
    ("answer_soon", "The nominee has not answered"),
    ("vacancies", "Look for vacant seats"),
    ("call", "A vacant seat that no alternate takes"),
    ("forget", "Remove the data of those who were not chosen"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("agreement", "0007_groups_that_last"),
        ("nominations", "0002_corrections_and_forum_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="nomination",
            name="party",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agreement.party",
                verbose_name="party",
            ),
        ),
        migrations.AddField(
            model_name="nominationround",
            name="for_young",
            field=models.BooleanField(
                default=False,
                help_text="Young people are asked to take part.",
                verbose_name="for young people",
            ),
        ),
        migrations.AlterField(
            model_name="nominationround",
            name="co_opted",
            field=models.BooleanField(
                default=False,
                help_text="Those who are chosen take part but do not decide, and are not counted. "
                "A seat with a name of its own is filled on the seat's page.",
                verbose_name="co-opted seats",
            ),
        ),
        migrations.AddField(
            model_name="wish",
            name="field",
            field=models.CharField(
                blank=True,
                choices=FIELDS,
                help_text="As members say it of themselves.",
                max_length=20,
                verbose_name="field of activity",
            ),
        ),
        migrations.AlterField(
            model_name="roundtask",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20, verbose_name="kind"),
        ),
    ]
