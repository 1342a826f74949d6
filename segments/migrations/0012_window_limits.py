"""Words within dates or durations are looked for in two indexes at once, not in every window that holds the words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("segments", "0011_track_of_a_run")]

    operations = [
        migrations.AddIndex(
            model_name="searchwindow", index=models.Index(fields=["published"], name="window_published")
        ),
        migrations.AddIndex(model_name="searchwindow", index=models.Index(fields=["duration"], name="window_duration")),
    ]
