"""PostgreSQL and Redis that Soundbite brings along, for machines that have none. Knows no Django."""

from config.embedded.places import postgres_settings, redis_socket
from config.embedded.postgres import launch_postgres, running, start_postgres
from config.embedded.redis import launch_redis, start_redis
from config.embedded.service import AlreadyRunning, Service, ServiceError

__all__ = [
    "AlreadyRunning",
    "Service",
    "ServiceError",
    "launch_postgres",
    "launch_redis",
    "postgres_settings",
    "redis_socket",
    "running",
    "start_postgres",
    "start_redis",
]
