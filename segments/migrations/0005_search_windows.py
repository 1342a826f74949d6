"""Search by windows of lines in place of a vector per line. `manage.py reindex` fills them from stored transcripts."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

# Every lexeme that stands in 3 of 1000 windows is known to the planner and to the ranking, and rows stay in one piece.
STORAGE = """
ALTER TABLE segments_searchwindow ALTER vector SET STATISTICS 1000;
ALTER TABLE segments_searchwindow SET (toast_tuple_target = 8160);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0004_supercuts"),
        ("videos", "0002_source_url"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="segment", name="segment_vector"),
        migrations.RemoveField(model_name="segment", name="vector"),
        migrations.DeleteModel(name="SearchWindow"),
        migrations.CreateModel(
            name="SearchWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("generation", models.PositiveIntegerField()),
                ("first", models.PositiveIntegerField(help_text="Index of its first line.")),
                ("line_count", models.PositiveSmallIntegerField(help_text="Without the overlap.")),
                ("words", models.TextField()),
                ("vector", django.contrib.postgres.search.SearchVectorField(editable=False)),
                ("is_public", models.BooleanField(default=False)),
                ("published", models.DateTimeField()),
                ("duration", models.FloatField(blank=True, help_text="Of the video, in seconds.", null=True)),
                ("version", models.PositiveSmallIntegerField(help_text="Of the way documents are made.")),
                (
                    "video",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_windows",
                        to="videos.video",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("is_public", True)),
                        fields=["vector"],
                        gin_pending_list_limit=512,
                        name="window_public",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("is_public", False)),
                        fields=["vector"],
                        gin_pending_list_limit=512,
                        name="window_hidden",
                    ),
                    models.Index(
                        condition=models.Q(("is_public", True)), fields=["-published", "-id"], name="window_newest"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("video", "generation", "first"),
                        name="window_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                (
                    "text",
                    models.CharField(db_collation="C", max_length=100, primary_key=True, serialize=False),
                ),
                ("windows", models.IntegerField()),
                ("uses", models.IntegerField()),
            ],
            options={"indexes": [models.Index(fields=["-uses"], name="term_most_used")]},
        ),
        migrations.CreateModel(
            name="SearchTitle",
            fields=[
                (
                    "video",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_title",
                        serialize=False,
                        to="videos.video",
                    ),
                ),
                ("vector", django.contrib.postgres.search.SearchVectorField(editable=False)),
            ],
            options={"indexes": [django.contrib.postgres.indexes.GinIndex(fields=["vector"], name="title_words")]},
        ),
    ]
