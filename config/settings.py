"""Django settings. Every value a person may set comes from the environment or `.env`; `.env.example` lists them."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from corsheaders.defaults import default_headers
from environs import Env, validate

from config import openapi, pool, schedule, speech
from config.embedded import postgres_settings, redis_socket
from videos import tus

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)


def folder(name: str, default: str) -> Path:
    """A folder setting, relative to the project where it is not absolute."""
    return (BASE_DIR / Path(env.str(name, default)).expanduser()).resolve()


def kept_secret(path: Path) -> str:
    """The secret key of this installation: made once, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        made = path.with_name(f"{path.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(50))
        try:
            os.link(made, path)  # unlike a rename, the first of two makers wins
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text().strip()


# Where things are and who answers

DATA_DIR = folder("DATA_DIR", ".data")
CONTENT_DIR = folder("CONTENT_DIR", "content")
HOST = env.str("HOST", "127.0.0.1")
PORT = env.int("PORT", 8000)
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or kept_secret(DATA_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", []) or (
    ["*"] if HOST in {"0.0.0.0", "::"} else ["localhost", "127.0.0.1", "[::1]", HOST]  # noqa: S104 -- compared, not bound
)
PUBLIC_URL = env.str("PUBLIC_URL", "").rstrip("/")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
HTTPS = env.bool("HTTPS", False)
TRUST_PROXY = env.bool("TRUST_PROXY", False)

# Applications

VIDEO_PIPELINE = [
    "videos.steps.Download",
    "videos.steps.Prepare",
    "segments.steps.Transcribe",
    "segments.steps.Index",
    "segments.steps.Translate",
]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "rest_framework_api_key",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "corsheaders",
    "core",
    "users",
    "videos",
    "segments",
    "reuvplay",
    "config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.http.SecurityHeaders",
    "corsheaders.middleware.CorsMiddleware",
    "core.http.OptionalSlash",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/web/assets/"  # their names carry a hash of what is in them
WEB_DIR = BASE_DIR / "frontend" / "dist"  # made by scripts/web.py
STATICFILES_DIRS = [("web", WEB_DIR)] if WEB_DIR.is_dir() else []
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ja", "日本語"), ("ko", "한국어"), ("uk", "Українська")]
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# PostgreSQL: the truth. The web process shares sixteen connections; workers open one per running task.

IS_WEB = os.environ.get("SOUNDBITE_PROCESS") == "web"
EMBEDDED_POSTGRES = not env.str("DATABASE_URL", "")
DATABASE: dict[str, Any] = (
    {"ENGINE": "django.db.backends.postgresql", **postgres_settings(DATA_DIR)}
    if EMBEDDED_POSTGRES
    else dict(env.dj_db_url("DATABASE_URL"))
)
DATABASE["CONN_MAX_AGE"] = 0
DATABASE["CONN_HEALTH_CHECKS"] = True  # a connection from before a restart of the server is not handed out
# A process that hangs in a transaction must not hold its locks for ever.
DATABASE["OPTIONS"] = DATABASE.get("OPTIONS", {}) | {
    "connect_timeout": 10,
    "options": "-c idle_in_transaction_session_timeout=60s",
    "prepare_threshold": 5,  # as psycopg has it; allows core.database.prepared
}
if IS_WEB:
    DATABASE["OPTIONS"] |= {
        "pool": pool.OPTIONS,
        "options": "-c idle_in_transaction_session_timeout=60s -c statement_timeout=30s",
    }
DATABASES = {"default": DATABASE}

# Redis: only carries. Broker, channel layer and cache may forget everything at any time.

EMBEDDED_REDIS = not env.str("REDIS_URL", "")
REDIS_URL = f"unix://{redis_socket(DATA_DIR)}" if EMBEDDED_REDIS else env.str("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "soundbite",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5},
    },
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        # No socket timeout: a browser's idle socket waits on Redis for hours.
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}], "capacity": 1000, "expiry": 60},
    },
}

# Work

SLOTS = {
    "download": env.int("SLOTS_DOWNLOAD", 2),
    "transcribe": env.int("SLOTS_TRANSCRIBE", 1),
    "clips": env.int("SLOTS_CLIPS", 2),
    "default": env.int("SLOTS_DEFAULT", 2),
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "visibility_timeout": 12 * 3600,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = schedule.BEAT
HEARTBEAT_SECONDS = 1.0
HEARTBEAT_LOST_SECONDS = env.float("HEARTBEAT_LOST_SECONDS", 20.0)
RESEND_SECONDS = env.float("RESEND_SECONDS", 30.0)
STEP_RETRIES = 3
STEP_RETRY_SECONDS = env.float("STEP_RETRY_SECONDS", 5.0)

# Speech

TRANSCRIBER = env.str("TRANSCRIBER", "auto")
WHISPER_MODEL = env.str("WHISPER_MODEL", "auto")
MODEL_DIR = DATA_DIR / "models"
TRANSCRIBE_THREADS = env.int("TRANSCRIBE_THREADS", 0)
SPEECH_SERVER_MODEL = env.str("SPEECH_SERVER_MODEL", "whisper-1")
SPEECH_OPTIONS = speech.options(env)

# Search by meaning: needs `make semantic`, and pgvector in the database

SEMANTIC_SEARCH = env.bool("SEMANTIC_SEARCH", False)

# Files and limits

MEDIA_ROOT = CONTENT_DIR
MEDIA_URL = "/content/"
MAX_UPLOAD_BYTES = env.int("MAX_UPLOAD_BYTES", 20 * 1024**3)
MAX_OPEN_UPLOADS = env.int("MAX_OPEN_UPLOADS", 20)
UPLOAD_HOURS = env.float("UPLOAD_HOURS", 48.0)
MAX_VIDEO_SECONDS = env.int("MAX_VIDEO_SECONDS", 24 * 3600)
MIN_FREE_BYTES = env.int("MIN_FREE_BYTES", None)
CLIP_CACHE_BYTES = env.int("CLIP_CACHE_BYTES", 10 * 1024**3)
MAX_CLIP_SECONDS = env.int("MAX_CLIP_SECONDS", 600)
MAX_SUPERCUT_ITEMS = env.int("MAX_SUPERCUT_ITEMS", 100)
MAX_SUPERCUT_SECONDS = env.int("MAX_SUPERCUT_SECONDS", 1200)
MAX_LIVE_CLIPS = env.int("MAX_LIVE_CLIPS", 50)
MAX_BODY_BYTES = 2 * 1024**2
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
FILE_UPLOAD_TEMP_DIR = CONTENT_DIR / "incoming"  # beside the media, so that adopting an upload is a rename
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
X_ACCEL = env.bool("X_ACCEL", False)

# An archive: a folder that is watched, and how long the files that videos are made of are kept

WATCH_FOLDER = env.str("WATCH_FOLDER", "") and folder("WATCH_FOLDER", "")
WATCH_OWNER = env.str("WATCH_OWNER", "")
VISIBILITIES = validate.OneOf(["public", "unlisted", "private"])
WATCH_VISIBILITY = env.str("WATCH_VISIBILITY", "private", validate=VISIBILITIES)
KEEP_SOURCE_DAYS = env.float("KEEP_SOURCE_DAYS", 0.0)
SOURCE_BUDGET_BYTES = env.int("SOURCE_BUDGET_BYTES", 0)

# Sources elsewhere

ALLOW_PRIVATE_SOURCES = env.bool("ALLOW_PRIVATE_SOURCES", False)
FETCH_PROXY = env.str("FETCH_PROXY", "")
COOKIE_FILE = env.str("COOKIE_FILE", "")
FETCH_PAUSE_SECONDS = env.float("FETCH_PAUSE_SECONDS", 0.0)
FETCH_RATE_BYTES = env.int("FETCH_RATE_BYTES", 0)
YTDLP_PLUGINS = [BASE_DIR / Path(given).expanduser() for given in env.str("YTDLP_PLUGINS", "").split(",") if given]
LOOKUPS_AT_ONCE = 6
MAX_LIVE_REQUESTS = env.int("MAX_LIVE_REQUESTS", 500)
AUDIO_FIRST = env.bool("AUDIO_FIRST", True)
MAX_LIST_ENTRIES = env.int("MAX_LIST_ENTRIES", 200)
MAX_FOLLOWS = env.int("MAX_FOLLOWS", 100)
FOLLOW_MINUTES = env.float("FOLLOW_MINUTES", 60.0)
FOLLOWS_AT_ONCE = 10  # looked at in one turn; one is due every minute
FOLLOW_PAUSE_SECONDS = 5.0  # between two of them
FOLLOW_NEW_AT_ONCE = 20  # new videos requested in one look
MAX_CAPTION_BYTES = 20 * 1024**2

# Accounts

AUTH_USER_MODEL = "users.User"
PASSWORD_HASHERS = [
    "users.passwords.Argon2Hasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCESS_TOKEN_MINUTES = env.float("ACCESS_TOKEN_MINUTES", 20.0)
REFRESH_TOKEN_DAYS = env.float("REFRESH_TOKEN_DAYS", 14.0)
SIGNUP_LEVELS = env.list("SIGNUP_LEVELS", [1, 2], subcast=int)
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=ACCESS_TOKEN_MINUTES),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=REFRESH_TOKEN_DAYS),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "UPDATE_LAST_LOGIN": False,
    "CHECK_REVOKE_TOKEN": True,
}

PASSWORD_RESET_TIMEOUT = 3 * 3600

# Mail: by a mail server, else each message as a file

EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", True)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 30
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Soundbite <soundbite@localhost>")

# The API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        "users.authentication.ApiKeyAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "core.api.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_standardized_errors.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": 1 if TRUST_PROXY else 0,
    "DEFAULT_THROTTLE_RATES": {
        "login": env.str("THROTTLE_LOGIN", "60/min"),
        "login-email": env.str("THROTTLE_LOGIN_EMAIL", "10/min"),
        "signup": env.str("THROTTLE_SIGNUP", "60/min"),
        "password-reset": env.str("THROTTLE_PASSWORD_RESET", "5/hour"),
        "api-key": env.str("THROTTLE_API_KEY", "600/min"),
        "lookup": env.str("THROTTLE_LOOKUP", "60/min"),
        "clips": env.str("THROTTLE_CLIPS", "600/min"),
        "anonymous-clips": env.str("THROTTLE_ANONYMOUS_CLIPS", "60/min"),
        "supercuts": env.str("THROTTLE_SUPERCUTS", "60/hour"),
    },
}
DRF_STANDARDIZED_ERRORS = openapi.ERRORS
SPECTACULAR_SETTINGS = openapi.SCHEMA
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", ["http://localhost:3000", "http://127.0.0.1:3000"])
CORS_ALLOW_HEADERS = (*default_headers, *tus.REQUEST_HEADERS)
CORS_EXPOSE_HEADERS = ["Authorization", "Retry-After", "Content-Disposition", *tus.RESPONSE_HEADERS]

# What browsers are told

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},  # a client's 4xx is not our event
        "httpx2": {"level": "WARNING"},
    },
}
