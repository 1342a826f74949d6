"""The product's settings, with a place of their own and faster passwords. Servers and engines are the real ones."""

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

os.environ.setdefault("DATA_DIR", str(ROOT / ".build" / "test-data"))
os.environ["CONTENT_DIR"] = tempfile.mkdtemp(prefix=f"soundbite-content-{WORKER}-")
os.environ["SECRET_KEY"] = "only for tests, long enough for the signature of a token"
os.environ["MIN_FREE_BYTES"] = "0"
os.environ["HF_HUB_OFFLINE"] = "1"  # no test fetches a model but from a hub of its own
for name in ("HOST", "PORT", "TRANSCRIBER", "WHISPER_MODEL", "ALLOWED_HOSTS"):
    os.environ.pop(name, None)

from config.settings import *  # noqa: E402, F403 -- the environment comes first

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]  # noqa: F405
PUBLIC_URL = "http://testserver"
WHITENOISE_AUTOREFRESH = True
DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_soundbite_{ROOT.name}"  # noqa: F405
CACHES["default"]["KEY_PREFIX"] = f"test-{ROOT.name}-{WORKER}"  # noqa: F405
CACHES["default"]["OPTIONS"]["db"] = int(WORKER.removeprefix("gw")) + 1 if WORKER != "main" else 0  # noqa: F405 -- a test may clear it
CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"test-{ROOT.name}-{WORKER}"  # noqa: F405
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = dict.fromkeys(REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "100000/min")  # noqa: F405
CELERY_BROKER_TRANSPORT_OPTIONS = {**CELERY_BROKER_TRANSPORT_OPTIONS, "global_keyprefix": f"test-{ROOT.name}-{WORKER}-"}  # noqa: F405
HEARTBEAT_SECONDS = 0.1
