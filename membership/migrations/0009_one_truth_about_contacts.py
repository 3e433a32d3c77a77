from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("membership", "0008_contacts_of_members")]

    operations = [
        migrations.RemoveField(
            model_name="membership",
            name="contact_email",
        ),
        migrations.RemoveField(
            model_name="membership",
            name="contact_name",
        ),
        migrations.RemoveField(
            model_name="membership",
            name="contact_phone",
        ),
        migrations.RemoveField(
            model_name="membership",
            name="publish_email",
        ),
        migrations.RemoveField(
            model_name="membership",
            name="publish_name",
        ),
        migrations.RemoveField(
            model_name="membership",
            name="publish_phone",
        ),
    ]
