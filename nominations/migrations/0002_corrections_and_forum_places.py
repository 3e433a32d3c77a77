import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Cast, Concat


def name_vacancies(apps, schema_editor):
    """Offers that are there are of seats that somebody left: the holding names the vacancy."""
    offers = apps.get_model("nominations", "SeatOffer").objects
    name = Concat(Value("holding-"), Cast("vacated_id", models.CharField()))
    offers.filter(vacancy="").update(vacancy=name)


class Migration(migrations.Migration):
    dependencies = [
        ("agreement", "0007_groups_that_last"),
        ("nominations", "0001_nominations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="rounddecision",
            options={
                "ordering": ("pk",),
                "verbose_name": "decision of a round",
                "verbose_name_plural": "decisions of rounds",
            },
        ),
        migrations.RemoveConstraint(
            model_name="seatoffer",
            name="one_open_offer_per_seat",
        ),
        migrations.RemoveConstraint(
            model_name="seatoffer",
            name="offer_once_per_vacancy",
        ),
        migrations.AddField(
            model_name="forum",
            name="seats_for_civil",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Empty: not known.",
                null=True,
                verbose_name="number of seats for civil society",
            ),
        ),
        migrations.AddField(
            model_name="rounddecision",
            name="correction",
            field=models.TextField(blank=True, verbose_name="why it was corrected"),
        ),
        migrations.AddField(
            model_name="rounddecision",
            name="corrects",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="nominations.rounddecision",
            ),
        ),
        migrations.AddField(
            model_name="seatoffer",
            name="forum_seat",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="offers",
                to="nominations.forumseat",
            ),
        ),
        migrations.AddField(
            model_name="seatoffer",
            name="vacancy",
            field=models.CharField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.RunPython(name_vacancies, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="choice",
            name="forum_seat",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="nomination_choices",
                to="nominations.forumseat",
            ),
        ),
        migrations.AlterField(
            model_name="choice",
            name="holding",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="nomination_choices",
                to="agreement.seatholding",
            ),
        ),
        migrations.AlterField(
            model_name="choice",
            name="nomination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="choices",
                to="nominations.nomination",
            ),
        ),
        migrations.AlterField(
            model_name="rounddecision",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="nominations.nominationround",
            ),
        ),
        migrations.AlterField(
            model_name="roundtask",
            name="kind",
            field=models.CharField(
                choices=[
                    ("answer_soon", "The nominee has not answered"),
                    ("vacancies", "Look for vacant seats"),
                    ("call", "A vacant seat that no alternate takes"),
                    ("forget", "Remove the data of those who were not chosen"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="seatoffer",
            name="seat",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offers",
                to="agreement.seat",
            ),
        ),
        migrations.AlterField(
            model_name="seatoffer",
            name="vacated",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="offers",
                to="agreement.seatholding",
            ),
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.UniqueConstraint(
                fields=("decision", "nomination"), name="chosen_once_per_decision"
            ),
        ),
        migrations.AddConstraint(
            model_name="rounddecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", True)),
                fields=("round",),
                name="one_first_decision_per_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="seatoffer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "")), fields=("vacancy",), name="one_open_offer_per_vacancy"
            ),
        ),
        migrations.AddConstraint(
            model_name="seatoffer",
            constraint=models.UniqueConstraint(
                fields=("vacancy", "nomination"), name="one_offer_per_vacancy"
            ),
        ),
    ]
