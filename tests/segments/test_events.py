"""The web app's type of a push says what its TypedDict says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

from segments.events import LinePayload, SegmentsChanged

SOCKET = Path(__file__).resolve().parents[2] / "frontend" / "src" / "lib" / "socket.ts"
IN_TYPESCRIPT = {
    str: "string",
    int: "number",
    list[str]: "string[]",
    list[LinePayload] | None: 'Schemas["Segment"][] | null',
}


def test_segments_changed_has_its_type_in_the_web_app() -> None:
    hints = get_type_hints(SegmentsChanged)
    (kind,) = get_args(hints.pop("type"))
    fields = "; ".join(f"{name}: {IN_TYPESCRIPT[hint]}" for name, hint in hints.items())

    members = re.findall(r"^  \| (\{ type: .+? \});?$", SOCKET.read_text(), re.MULTILINE)

    assert [member for member in members if kind in member] == [f'{{ type: "{kind}"; {fields} }}']
