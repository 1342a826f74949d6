"""The progress socket."""

from channels.db import database_sync_to_async

from users.websocket import UserConsumer
from videos import selectors


class ProgressConsumer(UserConsumer):
    """A snapshot of what is live, then every push as it comes."""

    async def welcome(self) -> None:
        await self.send_json(await database_sync_to_async(selectors.snapshot)(self.user))
