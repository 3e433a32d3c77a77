from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("membership", "0012_whole_county_of_each_membership")]

    operations = [migrations.RemoveField(model_name="organisation", name="whole_county")]
