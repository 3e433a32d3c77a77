from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("nominations", "0005_letters_know_their_round")]

    operations = [
        migrations.AddField(
            model_name="nominationround",
            name="theme",
            field=models.CharField(
                blank=True,
                choices=[
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
                ],
                help_text="Where somebody is sought who knows a certain field. Everybody may answer.",
                max_length=20,
                verbose_name="theme",
            ),
        ),
    ]
