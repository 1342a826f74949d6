"""The jobs with a name server of the test: `names` says what each name stands for, one answer after the other."""

import socket
from collections.abc import Iterator
from typing import Any

from engines.downloaders import jobs


def run_lookup(arguments: dict[str, Any], progress: Any) -> Iterator[Any]:
    _answer_with(arguments["names"])
    yield from jobs.run_lookup(arguments, progress)


def run_download(arguments: dict[str, Any], progress: Any) -> Iterator[Any]:
    _answer_with(arguments["names"])
    yield from jobs.run_download(arguments, progress)


def _answer_with(names: dict[str, list[str]]) -> None:
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
        answers = names.get(host, [host])
        return real(answers.pop(0) if len(answers) > 1 else answers[0], *arguments, **named)

    socket.getaddrinfo = getaddrinfo
