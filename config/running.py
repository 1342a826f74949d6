"""One run of the stack, from the first lock to the last process: `python -m config.running STACK NOTES` (JSON)."""

import json
import sys
import time
from pathlib import Path

from config.console import say
from config.embedded import ServiceError
from config.embedded.service import hold, last_lines
from config.stack import Stack, check_port, size_bytes
from config.supervisor import TICK_SECONDS, Supervisor


def main(stack: str, notes: str) -> None:
    try:
        run(Stack(**json.loads(stack)), json.loads(notes))
    except ServiceError as error:
        sys.exit(str(error))


def run(stack: Stack, notes: list[str]) -> None:
    """Returns after a stop was asked for and everything has ended. Raises ServiceError where it cannot start."""
    lock = hold(stack.data_dir / "run.lock", "Soundbite")
    supervisor = Supervisor()
    supervisor.catch_signals()
    try:
        check_port(stack.host, stack.port)
        run_under(supervisor, stack, notes)
    finally:
        supervisor.shut_down()
        lock.release()
    say("Soundbite has stopped.")


def run_under(supervisor: Supervisor, stack: Stack, notes: list[str]) -> None:
    say("Soundbite starts ...")
    supervisor.bring_up(stack.services())
    if not supervisor.stop_requests:
        migrate(supervisor, stack)
    if not supervisor.stop_requests:
        supervisor.bring_up(stack.programs())
    if not supervisor.stop_requests:
        announce(stack, notes)
        supervisor.keep_up()
    say("Stopping ... (Ctrl-C again hastens it)")


def migrate(supervisor: Supervisor, stack: Stack) -> None:
    """In a process of its own, so that its memory is given back."""
    service = stack.migrate()
    while not service.has_ended():
        if supervisor.stop_requests:
            service.ask_to_stop(time.monotonic())
        time.sleep(TICK_SECONDS)
    service.close()
    if service.process.returncode != 0 and not supervisor.stop_requests:
        raise ServiceError(f"The database could not be prepared. The end of {service.log}:\n{last_lines(service.log)}")


def announce(stack: Stack, notes: list[str]) -> None:
    programs = f", programs {megabytes(Path(sys.prefix))}" if sys.prefix != sys.base_prefix else ""
    lines = [
        "",
        f"Soundbite is ready: {stack.address()}",
        f"  data     {stack.data}",
        f"  content  {stack.content}",
        f"  logs     {stack.data_dir / 'logs'}",
        f"  on disk  data {megabytes(stack.data_dir)}{programs}",
        *(f"  {note}" for note in notes),
        "Ctrl-C stops it; `make run` goes on from here. `make admin` makes an administrator.",
        "",
    ]
    say("\n".join(lines))


def megabytes(folder: Path) -> str:
    return f"{size_bytes(folder) / 1e6:.0f} MB"


if __name__ == "__main__":
    main(*sys.argv[1:])
