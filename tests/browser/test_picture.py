"""The graph picture of a role, a skill and a dimension: by mouse, by keys, and in words."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from graph_service.api.ids import global_id
from graph_service.web.assets import SCRIPTS
from tests.browser.conftest import WIDTHS, Website, barriers, overflow
from tests.browser.library import MARKUP, add_markup, ask_for_spark, id_of

BLOCKED = "Failed to load resource"


@pytest.fixture(scope="module", autouse=True)
async def furnished(website: Website) -> None:
    """A run that asks a role for a dimension, and names that are markup."""
    await ask_for_spark(website)
    await add_markup(website)


@asynccontextmanager
async def drawn(
    website: Website, path: str, nodes: int, *, width: int = 1280, dark: bool = False
) -> AsyncIterator[Page]:
    """A page once its picture has so many nodes."""
    async with website.visit(path, width=width, dark=dark) as page:
        await expect(picture(page)).to_have_attribute("data-drawn", str(nodes))
        yield page


def picture(page: Page) -> Locator:
    return page.locator("[data-picture]")


def panel(page: Page) -> Locator:
    return page.get_by_role("region", name="What is chosen")


def entry(page: Page, name: str) -> Locator:
    return picture(page).get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize(
    ("path", "nodes"),
    [
        ("/roles/node-backend-developer", 5),
        ("/dimensions/cloud-infrastructure", 8),
        ("/skills/docker", 4),
    ],
)
@pytest.mark.parametrize("width", WIDTHS)
async def test_picture_has_the_node_and_its_neighbours(website: Website, path: str, nodes: int, width: int) -> None:
    async with drawn(website, path, nodes, width=width) as page:
        assert await picture(page).locator("canvas").count() > 0
        await expect(picture(page).locator(".picture-list button.node")).to_have_count(nodes)
        assert await overflow(page) == 0


@pytest.mark.parametrize("dark", [False, True])
async def test_picture_has_no_barriers(website: Website, dark: bool) -> None:
    async with drawn(website, "/roles/backend-engineer", 5, dark=dark) as page:
        await entry(page, "dimension Backend Service Development").click()
        await page.get_by_role("button", name="Show its neighbours").click()
        await expect(picture(page)).not_to_have_attribute("data-drawn", "5")

        assert await barriers(page) == []


async def test_neighbours_are_shown_and_hidden_on_demand(website: Website) -> None:
    async with drawn(website, "/roles/devops-engineer", 3) as page:
        await entry(page, "dimension Cloud Infrastructure").click()
        await expect(panel(page)).to_contain_text("Rented machines and services")
        await page.get_by_role("button", name="Show its neighbours").click()
        await expect(picture(page)).to_have_attribute("data-drawn", "9")
        await expect(entry(page, "skill Terraform")).to_be_visible()
        await expect(page.get_by_role("button", name="Hide its neighbours")).to_be_focused()
        await page.get_by_role("button", name="Hide its neighbours").click()

        await expect(picture(page)).to_have_attribute("data-drawn", "3")


async def test_what_two_dimensions_share_is_there_once(website: Website) -> None:
    async with drawn(website, "/roles/devops-engineer", 3) as page:
        for name in ("Delivery Automation", "Cloud Infrastructure"):
            await entry(page, f"dimension {name}").click()
            await page.get_by_role("button", name="Show its neighbours").click()
            await expect(page.get_by_role("button", name="Hide its neighbours")).to_be_visible()

        await expect(entry(page, "skill Docker")).to_have_count(1)
        await page.get_by_role("button", name="Why? Docker is in Cloud Infrastructure").click()
        await expect(panel(page).get_by_role("heading", level=3)).to_have_text("Docker is in Cloud Infrastructure")


async def test_edge_tells_why_it_is_here(website: Website) -> None:
    async with drawn(website, "/roles/backend-engineer", 5) as page:
        await page.get_by_role("button", name="Why? Backend Developer works in SQL and Query Languages").click()
        await expect(panel(page)).to_contain_text("Why is this here?")
        await expect(panel(page)).to_contain_text("The library")

        await page.get_by_label("Candidates").check()
        await expect(picture(page)).to_have_attribute("data-drawn", re.compile("[67]"))
        await page.get_by_role("button", name="Why? Backend Developer works in Spark Development").click()
        await expect(panel(page)).to_contain_text("candidate")
        await expect(panel(page).locator("blockquote")).to_contain_text("PySpark")
        address = await panel(page).get_by_role("link", name="The run that wrote it").get_attribute("href")
        assert (address or "").startswith("/runs/")


async def test_canvas_is_driven_by_keys(website: Website) -> None:
    async with drawn(website, "/roles/devops-engineer", 3) as page:
        canvas = page.get_by_role("application", name="Graph picture of DevOps Engineer")
        await canvas.focus()
        await page.keyboard.press("ArrowRight")
        first = await id_of(website, "Dimension", "delivery-automation")
        await expect(picture(page)).to_have_attribute("data-chosen", first)
        await page.keyboard.press("ArrowDown")
        second = await id_of(website, "Dimension", "cloud-infrastructure")
        await expect(picture(page)).to_have_attribute("data-chosen", second)
        await page.keyboard.press("Enter")
        await expect(picture(page)).to_have_attribute("data-drawn", "9")
        await expect(canvas).to_be_focused()
        for key in ("+", "-", "0"):
            await page.keyboard.press(key)
        await page.keyboard.press("o")

        await expect(page).to_have_url(f"{website.url}/dimensions/cloud-infrastructure")


async def test_canvas_is_clicked_through(website: Website) -> None:
    async with drawn(website, "/skills/terraform", 2) as page:
        box = await page.get_by_role("application").bounding_box()
        assert box is not None
        # The dimension stands to the left of the skill, and both in the middle of the height.
        found = None
        for share in range(5, 50, 5):
            await page.mouse.click(box["x"] + box["width"] * share / 100, box["y"] + box["height"] / 2)
            found = await picture(page).get_attribute("data-chosen")
            if found == await id_of(website, "Dimension", "cloud-infrastructure"):
                await page.mouse.dblclick(box["x"] + box["width"] * share / 100, box["y"] + box["height"] / 2)
                break

        await expect(page).to_have_url(f"{website.url}/dimensions/cloud-infrastructure")


async def test_picture_without_script_says_so_and_the_page_has_all_links(website: Website) -> None:
    async with website.visit("/roles/devops-engineer", script=False) as page:
        await expect(page.get_by_text("The picture needs JavaScript.")).to_be_visible()
        await expect(picture(page)).to_be_hidden()
        await expect(page.get_by_role("region", name="2 dimensions, in order of weight")).to_be_visible()


async def test_list_works_without_the_library_that_draws(website: Website) -> None:
    async with website.visit("/login", expected_errors=(BLOCKED,)) as page:
        await page.route(f"**/{SCRIPTS['cytoscape'].name}", lambda route: route.abort())
        await page.goto("/roles/backend-engineer")
        await expect(page.get_by_text("The picture's script is not there yet.")).to_be_visible()
        await entry(page, "dimension Backend Service Development").click()
        await expect(panel(page).get_by_role("heading", name="Backend Service Development")).to_be_visible()
        await page.get_by_label("Candidates").check()

        await expect(entry(page, "dimension Spark Development")).to_be_visible()


async def test_markup_in_a_name_is_text_in_the_picture(website: Website) -> None:
    async with drawn(website, "/dimensions/markup", 3) as page:
        await entry(page, f"skill {MARKUP}").click()
        await expect(panel(page).get_by_role("heading", level=3)).to_have_text(MARKUP)
        await page.get_by_role("button", name=f"Why? {MARKUP} is in {MARKUP}").click()
        await expect(panel(page).locator("blockquote")).to_have_text(MARKUP)

        assert await page.title() != "run"


async def test_neighbours_of_nothing_are_not_found(website: Website) -> None:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        unknown = await http.get("/explore/neighbours.json", params={"id": global_id("Skill", "gone")})
        garbage = await http.get("/explore/neighbours.json", params={"id": "garbage"})

    assert (unknown.status_code, garbage.status_code) == (404, 400)
