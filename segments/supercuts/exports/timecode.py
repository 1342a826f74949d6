"""SMPTE timecode (ST 12-1) of frame numbers, with drop frame at 29.97 and 59.94 frames a second."""

from __future__ import annotations

from fractions import Fraction

STANDARD = tuple(
    Fraction(*rate)
    for rate in ((24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (48, 1), (50, 1), (60000, 1001), (60, 1))
)
CLOSE = Fraction(1, 2500)
"""Half of what lies between 29.97 and 30, relatively."""

DROPPING = {Fraction(30000, 1001), Fraction(60000, 1001)}


def standard(rate: Fraction) -> Fraction | None:
    """The standard rate that a measured one stands for; None where it is none of them."""
    nearest = min(STANDARD, key=lambda known: abs(known - rate))
    return nearest if abs(nearest - rate) <= nearest * CLOSE else None


def is_dropping(rate: Fraction) -> bool:
    """Whether timecode at this rate skips numbers, to keep up with the clock."""
    return rate in DROPPING


def timecode(frame: int, rate: Fraction) -> str:
    """HH:MM:SS:FF, with a semicolon before the frames of drop frame; it begins again after 24 hours.

    Drop frame leaves out the first numbers (two at 29.97, four at 59.94) of every minute but each tenth.
    """
    base = round(rate)
    if is_dropping(rate):
        dropped = base // 15
        in_minute, in_ten_minutes = 60 * base - dropped, 600 * base - 9 * dropped
        tens, rest = divmod(frame, in_ten_minutes)
        minutes = max(0, rest - dropped) // in_minute
        frame += dropped * (9 * tens + minutes)
    seconds, frames = divmod(frame, base)
    point = ";" if is_dropping(rate) else ":"
    return f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{frames:02}"
