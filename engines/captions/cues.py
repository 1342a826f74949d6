"""The values between a caption file and its words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """A word as a caption shows it; `start` in seconds where the file says when it is spoken.

    `is_spaced`: a space is written behind it. `goes_on`: it begins a row and is the rest of the word before it.
    """

    text: str
    start: float | None = None
    is_spaced: bool = False
    goes_on: bool = False


Line = tuple[Token, ...]
"""One line on the screen; never empty."""


@dataclass(frozen=True, slots=True)
class ReadCue:
    """A cue as a caption file holds it: what is shown from `start` to `end` seconds, line by line.

    What captions of our own show is engines.forms.captions.Cue.
    """

    start: float
    end: float
    lines: tuple[Line, ...]

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Its words alone, line by line."""
        return tuple(tuple(token.text for token in line) for line in self.lines)
