"""Answers requests from standard input with the code of the folder it runs in, and tells what each cost.

A child of bench.turns, one for each of two checkouts: a line is the parameters of a search, as JSON, its answer the
HTTP status and milliseconds of the PostgreSQL backend, of our own process and on the wall.
"""

import gc
import json
import sys
from dataclasses import astuple
from functools import partial

import django
from django.db import connection
from django.test import Client

from bench.measure import measured


def main() -> None:
    django.setup()
    client = Client(SERVER_NAME="localhost")
    connection.ensure_connection()
    server = connection.connection.info.backend_pid
    gc.freeze()
    for line in sys.stdin:
        answer, cost = measured(partial(client.get, "/api/v1/search", json.loads(line)), server)
        print(json.dumps([answer.status_code, *astuple(cost)]), flush=True)


if __name__ == "__main__":
    main()
