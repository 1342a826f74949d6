"""The base of our models."""

import uuid

from django.db import models


class Identified(models.Model):
    """A row with a random UUID as its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
