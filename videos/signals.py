"""What other apps are asked about videos, inside the transaction; they do slow work after its commit."""

from django.dispatch import Signal

source_wanted = Signal()
"""video: Video, whose source is to be removed for good; receivers answer whether they work with it just now."""

orphans_wanted = Signal()
"""Receivers answer the files and folders of theirs that no row knows, as paths that have lain there for a day.

Each is judged only when it is taken from the answer.
"""
