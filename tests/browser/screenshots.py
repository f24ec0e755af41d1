"""`make screenshots`: pictures of every page over the starter library, with the examples run, into screenshots/."""

from __future__ import annotations

import asyncio
import os
import shutil
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from playwright.async_api import Browser, async_playwright
from rich.console import Console

from graph_service.access.keys import read_local_key
from graph_service.app import Service, create_app
from graph_service.pipeline.run import Request
from graph_service.settings import EmbeddingRuntime, Settings, read_settings
from graph_service.store.server import free_port

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "screenshots"
PAGES = {
    "new-run": "/",
    "history": "/runs",
    "review": "/review",
    "explore": "/explore",
    "search": "/explore?q=machine+lerning",
    "role": "/roles/devops-engineer",
    "skill": "/skills/kubernetes",
    "dimension": "/dimensions/kubernetes-and-container-orchestration",
    "compare": "/compare?from=backend-engineer&to=data-engineer",
    "graphiql": "/graphql",
    "researchers": "/researchers",
}
WIDTHS = (360, 1280, 1600)
SETTLES_MS = 1500


async def main(console: Console) -> None:
    """Start a service on a graph of its own, run the examples once, and take the pictures."""
    with TemporaryDirectory(prefix="graph-service-screenshots-") as home:
        await _pictures(_apart(read_settings(), Path(home)), console)


def _apart(settings: Settings, home: Path) -> Settings:
    """The user's settings for a graph that is gone afterwards, without a language model: pictures cost nothing."""
    own = {"graph_service_home": home, "graph_service_jars": settings.jars, "neo4j_uri": None}
    return settings.model_copy(update=own | {"openai_api_key": None, "openai_base_url": None})


async def _pictures(settings: Settings, console: Console) -> None:
    service = Service(settings, EmbeddingRuntime.ONNX, lambda line: console.print(f"· {line}", markup=False))
    try:
        pipeline = await service.open(to_callers=True)
        run = None
        for path in sorted((ROOT / "examples").glob("*.txt")):
            run = await pipeline.run(Request(path.read_text(encoding="utf-8"), None, f"screenshots-{path.stem}"))
        assert run is not None
        key = read_local_key(service.admin_key.path) if service.admin_key else None
        await _take(service, {**PAGES, "run": f"/runs/{run.uid}"}, key, console)
    finally:
        await service.close()


async def _take(service: Service, pages: dict[str, str], key: str | None, console: Console) -> None:
    port = free_port(8000)
    server = uvicorn.Server(uvicorn.Config(create_app(service, "127.0.0.1"), port=port, log_level="warning"))
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn has a flag and no event
            await asyncio.sleep(0.1)
        async with async_playwright() as playwright:
            path = os.environ.get("BROWSER_PATH") or shutil.which("chromium")
            browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            for (name, page), width, scheme in product(pages.items(), WIDTHS, ("light", "dark")):
                target = TARGET / f"{name}-{width}-{scheme}.png"
                await _shot(browser, f"http://127.0.0.1:{port}{page}", target, width, scheme == "dark", key)
                console.print(f"{target.relative_to(ROOT)}", markup=False)
    finally:
        server.should_exit = True
        await serving


async def _shot(browser: Browser, url: str, target: Path, width: int, dark: bool, key: str | None) -> None:
    scheme = "dark" if dark else "light"
    async with await browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme) as context:  # type: ignore[arg-type]  # it is one of the two
        if key is not None:
            await context.add_cookies([{"name": "graph_service_key", "value": key, "url": url}])
        page = await context.new_page()
        await page.goto(url)
        await page.wait_for_timeout(SETTLES_MS)
        await page.screenshot(path=target)


if __name__ == "__main__":
    asyncio.run(main(Console(highlight=False)))
