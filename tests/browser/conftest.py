"""A real browser on the real pages, over the small library. What a page logs as an error fails its test."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from graph_service.access import keys
from graph_service.access.keys import KeyRing
from graph_service.domain.access import Access
from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline
from graph_service.settings import Settings, Thresholds
from graph_service.store import library as library_store
from graph_service.store.connection import Graph
from graph_service.store.server import Endpoint
from graph_service.web.assets import WebJars
from tests.api.server import service_of, serving
from tests.support import wipe

WIDTHS = (360, 1600)
PATIENCE_MS = 30_000
SERIOUS = ("serious", "critical")


@dataclass(frozen=True)
class Website:
    """The pages on a port of this machine, a browser, and a curator's key."""

    url: str
    pipeline: Pipeline
    browser: Browser
    key: str

    @asynccontextmanager
    async def visit(
        self,
        path: str = "/",
        *,
        signed_in: bool = False,
        width: int = 1280,
        script: bool = True,
        dark: bool = False,
        expected_errors: tuple[str, ...] = (),
    ) -> AsyncIterator[Page]:
        """A page in a browser of its own; with nothing in its console but what is expected there."""
        async with await self.browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            base_url=self.url,
        ) as context:
            context.set_default_timeout(PATIENCE_MS)
            if signed_in:
                await context.add_cookies([{"name": "graph_service_key", "value": self.key, "url": self.url}])
            page, errors = await context.new_page(), list[str]()
            page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: errors.append(str(error)))
            await page.goto(path)
            yield page
            assert [error for error in errors if not any(known in error for known in expected_errors)] == []


async def barriers(page: Page) -> list[str]:
    """What axe-core finds serious on a page: rule and element."""
    found = await Axe().run(page)
    return [
        f"{violation['id']}: {node['html']}"
        for violation in found.response["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


async def overflow(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    return int(await page.evaluate("Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"))


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium as the machine has it. BROWSER_PATH names another."""
    path = os.environ.get("BROWSER_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "the browser tests need Chromium: apt-get install chromium, or set BROWSER_PATH"
    expect.set_options(timeout=PATIENCE_MS)
    # Chromium's own sandbox wants a user that is not root, and rights that containers often lack.
    async with async_playwright() as playwright:
        yield await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


@pytest.fixture(scope="module")
async def website(
    graph: Graph,
    neo4j: Endpoint,
    neo4j_home: Path,
    jar_cache: Path,
    small_library: Library,
    embedder: HashedEmbedder,
    browser: Browser,
) -> AsyncIterator[Website]:
    """The pages over the small library, which a module's tests share."""
    await wipe(graph, neo4j_home)
    await library_store.load(graph, small_library, embedder)
    pipeline = Pipeline(graph, embedder, Thresholds())
    settings = Settings(neo4j_uri=neo4j.bolt_uri, neo4j_user=neo4j.user, neo4j_password=neo4j.password)
    service = service_of(pipeline, settings, KeyRing(graph))
    service.scripts = WebJars(jar_cache)
    service.scripts.ensure(lambda _: None)
    key = await keys.create(graph, "Ada", Access.CURATOR)
    async with serving(service) as server:
        yield Website(server.url, pipeline, browser, key)
