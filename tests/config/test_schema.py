"""The OpenAPI schema: valid, without a warning, and every answer typed."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

REFUSAL = {"application/json": {"$ref": "#/components/schemas/Refusal"}}
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


def answers(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(operation, status, schema by media type) of every documented answer."""
    for path, item in schema["paths"].items():
        for method in METHODS & item.keys():
            for status, response in item[method]["responses"].items():
                content = response.get("content", {})
                yield f"{method} {path}", status, {kind: body["schema"] for kind, body in content.items()}


def test_schema_is_valid_and_made_without_a_warning() -> None:
    GENERATOR_STATS.reset()

    validate_schema(SchemaGenerator().get_schema(request=None, public=True))

    assert (dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache)) == ({}, {})


def test_every_success_has_a_type(schema: dict[str, Any]) -> None:
    bare = [
        (operation, status)
        for operation, status, content in answers(schema)
        if status < "300" and status != "204" and not all(content.values() or [False])
    ]

    assert bare == []


def test_every_refusal_has_the_one_shape(schema: dict[str, Any]) -> None:
    odd = [
        (operation, status) for operation, status, content in answers(schema) if status >= "400" and content != REFUSAL
    ]

    assert odd == []


@pytest.mark.parametrize("path", ["/api/v1/videos", "/api/v1/requests", "/api/v1/sessions"])
def test_lists_are_paged(schema: dict[str, Any], path: str) -> None:
    operation = schema["paths"][path]["get"]
    page = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]

    assert set(schema["components"]["schemas"][page]["properties"]) == {"count", "next", "previous", "results"}
    assert {"page", "page_size"} <= {parameter["name"] for parameter in operation["parameters"]}


@pytest.mark.parametrize("form", ["application/vnd.oai.openapi", "application/vnd.oai.openapi+json"])
def test_schema_is_made_once_whatever_is_asked(client: APIClient, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    first = client.get("/api/schema", headers={"Accept": form})
    monkeypatch.setattr(SchemaGenerator, "get_schema", lambda *_args, **_options: None)

    again = client.get("/api/schema?version=%0D%0A&lang=ja", headers={"Accept": form})

    assert [answer.status_code for answer in (first, again)] == [200, 200]
    assert (first["Content-Type"], first.content == again.content) == (form, True)
    validate_schema(yaml.safe_load(again.content))


@pytest.mark.django_db
def test_schema_and_docs_are_served(client: APIClient) -> None:
    assert client.get("/api/schema").status_code == 200
    page = Client().get("/api/docs")
    assert page.status_code == 200
    assert "http" not in page.content.decode().replace("http://www.w3.org", "")
