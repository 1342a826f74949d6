"""What passages mean, for search by meaning; plain numbers, for not every database has pgvector."""

import django.db.models.deletion
from django.db import migrations, models

import segments.search_models


class Migration(migrations.Migration):
    dependencies = [("segments", "0006_window_version")]

    operations = [
        migrations.CreateModel(
            name="WindowMeaning",
            fields=[
                (
                    "window",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="meaning",
                        serialize=False,
                        to="segments.searchwindow",
                    ),
                ),
                ("vector", segments.search_models.RealArrayField(editable=False)),
            ],
        ),
    ]
