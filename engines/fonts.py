"""The fonts that captions and titles are drawn with: the system's and, for all scripts, Noto's from our packages."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

CONFIGURATION = Path(__file__).with_name("fonts.conf")
PACKAGE = "manimgx_fonts"


@cache
def environment() -> dict[str, str]:
    """The variables by which an ffmpeg with fontconfig finds them; macOS draws with fonts of its own."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        return {}
    packages = Path(next(iter(found.submodule_search_locations))).parent
    return {"FONTCONFIG_FILE": str(CONFIGURATION), "XDG_DATA_HOME": str(packages)}
