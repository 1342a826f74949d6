"""A proxy on the loopback that cuts connections: every so many bytes on their way to the server."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

PIECE_BYTES = 64 * 1024


class Cutter:
    """Passes everything on to a port of this machine, but cuts what carried more than `cut_bytes` to it.

    `watch` is told how many bytes went to the server in all. Also a server that is away cuts.
    """

    def __init__(self, port: int, cut_bytes: int, watch: Callable[[int], None]) -> None:
        self.target = port
        self.cut_bytes = cut_bytes
        self.watch = watch
        self.total_bytes = 0
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.listen)
        self.relays: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in (self.thread, *self.relays):
            thread.join(60)

    def listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                self.connect(client)

    def connect(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except ConnectionRefusedError:
            client.close()
            return
        back = threading.Thread(target=self.relay, args=(server, client))
        there = threading.Thread(target=self.send, args=(client, server, back))
        self.relays += [back, there]
        back.start()
        there.start()

    def send(self, client: socket.socket, server: socket.socket, back: threading.Thread) -> None:
        """From the client to the server, until it is cut."""
        sent_bytes = 0
        with client, server, suppress(OSError):
            while sent_bytes < self.cut_bytes and (piece := client.recv(PIECE_BYTES)):
                server.sendall(piece)
                sent_bytes += len(piece)
                self.total_bytes += len(piece)
                self.watch(self.total_bytes)
            self.cuts += sent_bytes >= self.cut_bytes
            for end in (client, server):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            back.join()

    def relay(self, server: socket.socket, client: socket.socket) -> None:
        """From the server to the client."""
        with suppress(OSError):
            while piece := server.recv(PIECE_BYTES):
                client.sendall(piece)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
