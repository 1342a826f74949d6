"""The error family of the apps.

ApplicationError        a refusal with a stable code, turned into the wire shape by core.api
├── NotFound            404, also for what the asker may not see
├── WrongState          409, the thing is not in a state for that
├── NotAllowed          403, the asker lacks the right
├── InvalidInput        400, with the field it is about
├── StorageFull         507, too little free disk
└── Overloaded          503, come back in `retry_after` seconds
"""


class ApplicationError(Exception):
    """A refusal: `code` for programs, `detail` a plain sentence for people, `attr` the input it is about."""

    status = 400

    def __init__(self, code: str, detail: str, *, attr: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.attr = attr
        self.retry_after = retry_after


class InvalidInput(ApplicationError):
    """What was sent cannot be used."""


class NotAllowed(ApplicationError):
    """The asker may see it, but not do this."""

    status = 403


class NotFound(ApplicationError):
    """There is no such thing, or not for this asker."""

    status = 404

    def __init__(self, code: str = "not_found", detail: str = "Not found.") -> None:
        super().__init__(code, detail)


class WrongState(ApplicationError):
    """The thing exists, but this cannot be done to it now."""

    status = 409


class StorageFull(ApplicationError):
    """The disk has too little room left."""

    status = 507

    def __init__(self) -> None:
        super().__init__("disk_full", "The server has too little free disk space for this. Nothing was stored.")


class Overloaded(ApplicationError):
    """A service behind us does not answer in time."""

    status = 503

    def __init__(self, *, retry_after: int = 5) -> None:
        super().__init__("overloaded", "The server is too busy right now. Please try again.", retry_after=retry_after)
