"""Becomes a program that ends when its parent does: `python child.py PARENT SIGNAL kernel|watch COMMAND...`.

Run as a file, with the standard library only, so that it costs milliseconds and no memory: it is replaced by COMMAND.
Linux sends the signal by itself (`kernel`); elsewhere a forked watcher looks twice a second (`watch`).
"""

import ctypes
import os
import sys
import time

PR_SET_PDEATHSIG = 1
WATCH_SECONDS = 0.5


def main() -> None:
    parent, signal_number, way, *command = sys.argv[1:]
    if way == "kernel":
        ask_kernel(int(signal_number))
    else:
        fork_watcher(int(parent), int(signal_number))
    if os.getppid() != int(parent):
        sys.exit("The process that started this one has already ended.")
    try:
        os.execvp(command[0], command)  # noqa: S606 -- a list, no shell
    except OSError as error:
        sys.exit(f"{command[0]} cannot be run: {error.strerror}.")


def ask_kernel(signal_number: int) -> None:
    """The setting outlives exec, but not a change of user: whoever changes the user does it before."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
        sys.exit(f"prctl failed: {os.strerror(ctypes.get_errno())}.")


def fork_watcher(parent: int, signal_number: int) -> None:
    """Returns in the process that becomes the program; its child stays and watches both."""
    program = os.getpid()
    if os.fork() != 0:
        return
    while os.getppid() == program:
        if not is_alive(parent):
            os.kill(program, signal_number)
            break
        time.sleep(WATCH_SECONDS)
    os._exit(0)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    main()
