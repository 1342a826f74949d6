"""Media for the forms of clips."""

from tests.media import media

__all__ = ["media"]
