"""History: what is listed, looked for, paged through and exported."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import httpx
import pytest
from playwright.async_api import Page, expect

from graph_service.pipeline.run import Request
from graph_service.web.history import ROWS
from tests.browser.conftest import WIDTHS, Website, barriers, overflow
from tests.support import BACKEND, VETERINARY

OTHERS = ROWS + 3
HOSTILE = "=<script>document.title = 'owned'</script> Engineer"
REFUSED = "Failed to load resource: the server responded with a status of 400"


@pytest.fixture(scope="module", autouse=True)
async def runs(website: Website) -> None:
    """Short texts that are turned away, more than a page of them; then one run for a role, one hostile, one for none."""
    for number in range(OTHERS):
        await website.pipeline.run(Request(f"Gardener wanted, number {number}.", "Gardener"))
    await website.pipeline.run(Request(BACKEND.text, BACKEND.title))
    hostile = replace(BACKEND, opening=BACKEND.opening.replace("Leeds", "Bath"))
    await website.pipeline.run(Request(hostile.text, HOSTILE))
    await website.pipeline.run(Request(VETERINARY.text, VETERINARY.title))


async def rows(page: Page) -> list[str]:
    return await page.get_by_role("table").locator("tbody td.job a").all_inner_texts()


async def test_runs_are_listed_newest_first_with_what_came_of_them(website: Website) -> None:
    async with website.visit("/runs") as page:
        assert (await rows(page))[:4] == ["Veterinary Nurse", HOSTILE, "Senior Software Engineer", "Gardener"]
        await expect(page.get_by_role("heading", level=2)).to_have_text(f"{OTHERS + 3} runs")
        run = page.get_by_role("row").filter(has_text="Senior Software Engineer")
        await expect(run.get_by_role("link", name="Backend Developer")).to_have_attribute(
            "href", "/roles/backend-engineer"
        )
        await expect(run).to_contain_text("Completed")
        await expect(run).to_contain_text("100%")
        await expect(run).to_contain_text("$0.0000")
        await expect(page.get_by_role("row").filter(has_text="Veterinary Nurse")).to_contain_text("proposed")
        await expect(page.get_by_role("row").filter(has_text="Gardener").first).to_contain_text("Rejected")
        assert "owned" not in await page.title()
        link = await run.get_by_role("link", name="Senior Software Engineer").get_attribute("href")

    assert link is not None
    assert link.startswith("/runs/")


async def test_pages_lead_on_and_back(website: Website) -> None:
    async with website.visit("/runs?status=REJECTED", script=False) as page:
        first = await rows(page)
        await page.get_by_role("link", name="Older").click()
        second = await rows(page)
        await expect(page.get_by_role("link", name="Older")).to_have_count(0)
        await page.get_by_role("link", name="Newer").click()
        await expect(page.get_by_role("link", name="Newer")).to_have_count(0)

        assert (len(first), len(second), len(await rows(page))) == (ROWS, OTHERS - ROWS, ROWS)


async def test_search_and_filters_stand_in_the_address(website: Website) -> None:
    async with website.visit("/runs", script=False) as page:
        await page.get_by_label("Search").fill("postgres kafka")
        await page.get_by_label("Role").select_option("Backend Developer")
        await page.get_by_label("Case").select_option("A")
        await page.get_by_label("Status").select_option("Completed")
        await page.get_by_role("button", name="Search").click()
        found = await rows(page)
        chosen = await page.get_by_label("Role").input_value()
        address = page.url
        await page.get_by_role("link", name="Clear").click()

        assert "text=postgres+kafka&role=backend-engineer&case=A&status=COMPLETED" in address
        assert (found, chosen) == (["Senior Software Engineer"], "backend-engineer")
        assert len(await rows(page)) == ROWS


async def test_nothing_found_says_what_to_do(website: Website) -> None:
    async with website.visit("/runs?text=zeppelin") as page:
        await expect(page.get_by_text("No run matches.")).to_be_visible()
        await expect(page.get_by_role("main").get_by_role("link", name="look at all runs")).to_be_visible()


async def test_search_without_words_is_answered_on_the_page(website: Website) -> None:
    async with website.visit("/runs?text=%3F%21", expected_errors=(REFUSED,)) as page:
        await expect(page.get_by_role("alert")).to_have_text("text has no words to look for; send letters or digits")
        await expect(page.get_by_label("Search")).to_have_value("?!")


async def test_what_is_looked_at_is_exported(website: Website) -> None:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        table = await http.get("/runs.csv?status=COMPLETED")
        listed = await http.get("/runs.json?status=REJECTED")

    lines = list(csv.DictReader(io.StringIO(table.text)))
    assert [line["title"] for line in lines] == ["Veterinary Nurse", f"'{HOSTILE}", "Senior Software Engineer"]
    assert (lines[2]["roleSlug"], lines[2]["case"], lines[2]["confidence"]) == ("backend-engineer", "A", "1.0")
    assert table.headers["content-disposition"] == 'attachment; filename="runs.csv"'
    assert table.headers["x-total-count"] == "3"
    content = listed.json()
    assert (content["totalCount"], content["exportedCount"], len(content["rows"])) == (OTHERS,) * 3
    assert {row["status"] for row in content["rows"]} == {"REJECTED"}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True])
async def test_history_is_accessible_and_fits(website: Website, width: int, dark: bool) -> None:
    async with website.visit("/runs", width=width, dark=dark) as page:
        assert await barriers(page) == []
        assert await overflow(page) == 0
