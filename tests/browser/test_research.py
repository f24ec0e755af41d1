"""The page for researchers."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from graph_service.store.statements import statement
from tests.browser.conftest import WIDTHS, Website, barriers, overflow


async def test_statement_is_copied(website: Website) -> None:
    async with website.visit("/researchers") as page:
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await page.get_by_role("button", name="Copy: A role with its dimensions").click()

        await expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert await page.evaluate("navigator.clipboard.readText()") == statement("research/role_graph").text


async def test_style_for_browser_can_be_downloaded(website: Website) -> None:
    async with website.visit("/researchers") as page:
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Download graph-service.grass").click()
        found = await download.value
        text = (await found.path()).read_text()

    assert found.suggested_filename == "graph-service.grass"
    assert "node.Skill" in text


async def test_page_says_where_the_database_answers(website: Website) -> None:
    async with website.visit("/researchers") as page:
        await expect(page.get_by_role("definition").filter(has_text="bolt://")).to_be_visible()
        await expect(page.get_by_role("img", name="The graph: labels and relationships")).to_be_visible()


async def test_statements_can_be_read_without_a_script(website: Website) -> None:
    async with website.visit("/researchers", script=False) as page:
        await page.get_by_text("What waits for a curator").first.click()

        await expect(page.locator("#waiting")).to_be_visible()
        await expect(page.get_by_role("button", name="Copy")).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True])
async def test_page_is_accessible_and_fits(website: Website, width: int, dark: bool) -> None:
    async with website.visit("/researchers", width=width, dark=dark) as page:
        assert await barriers(page) == []
        assert await overflow(page) == 0
