"""Which windows an older version made is asked every other minute."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("segments", "0005_search_windows")]

    operations = [
        migrations.AddIndex(
            model_name="searchwindow", index=models.Index(fields=["version"], name="window_version")
        ),
    ]
