"""What answers where no page does."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.requests import Request

from graph_service.access.limits import RateLimits
from graph_service.api.endpoint import GraphQLApp
from graph_service.app import Service
from graph_service.settings import EmbeddingRuntime, Settings
from graph_service.web.assets import WebJars
from graph_service.web.site import Database, Site, content_policy


@pytest.mark.parametrize(("accept", "form"), [("text/html", "text/html"), ("*/*", "text/plain")])
async def test_mistake_inside_is_told_without_its_details(tmp_path: Path, accept: str, form: str) -> None:
    settings = Settings()
    service = Service(settings, EmbeddingRuntime.ONNX, lambda _: None)
    graphql = GraphQLApp(service, RateLimits(settings), settings.limits, open_reading=True, introspection=True)
    site = Site(graphql, WebJars(tmp_path), settings, lambda: Database("", ""))
    headers = [(b"accept", accept.encode())]
    scope = {"type": "http", "method": "GET", "path": "/runs", "query_string": b"", "headers": headers}

    answer = await site.failed(Request(scope), RuntimeError("secret detail of the inside"))

    assert (answer.status_code, answer.headers["content-type"]) == (500, f"{form}; charset=utf-8")
    assert "Something went wrong inside" in bytes(answer.body).decode()
    assert b"secret" not in bytes(answer.body)
    assert answer.headers["content-security-policy"] == content_policy()
    assert answer.headers["x-content-type-options"] == "nosniff"
