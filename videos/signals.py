"""What other apps may observe about videos. Sent inside the transaction; receivers do slow work after commit."""

from django.dispatch import Signal

video_deleted = Signal()
"""video: Video, about to be deleted."""

source_wanted = Signal()
"""video: Video, whose source is to be removed for good; receivers answer whether they work with it just now."""

orphans_wanted = Signal()
"""Receivers answer the files and folders of theirs that no row knows, as paths that have lain there for a day.

Each is judged only when it is taken from the answer.
"""

video_visibility_changed = Signal()
"""video: Video, with its new visibility."""

video_finished = Signal()
"""video: Video, session: ProcessingSession; its processing ended, completed or failed."""
