"""GraphiQL at the API's address, without internet."""

from __future__ import annotations

import httpx
import pytest
from playwright.async_api import expect

from graph_service.web.graphiql import examples
from graph_service.web.site import content_policy
from tests.browser.conftest import WIDTHS, Website, overflow


async def test_example_is_shown_and_answered(website: Website) -> None:
    async with website.visit("/graphql") as page:
        await page.get_by_role("button", name="A list in pages").click()
        await page.get_by_role("button", name="Execute query").click()

        await expect(page.locator(".result-window")).to_contain_text('"totalCount"')
        await expect(page.locator(".graphiql-query-editor")).to_contain_text("nature: DATABASE")


async def test_every_example_is_in_the_tab(website: Website) -> None:
    async with website.visit("/graphql") as page:
        buttons = page.get_by_role("region", name="Example queries").get_by_role("button")

        await expect(buttons).to_have_text([example.title for example in examples()])


async def test_everything_comes_from_this_host(website: Website) -> None:
    async with website.visit("/login") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.goto("/graphql")
        await expect(page.get_by_role("button", name="Execute query")).to_be_visible()

    assert len(asked) > 5
    assert [url for url in asked if not url.startswith((website.url, "data:"))] == []


async def test_session_is_used_for_mutations(website: Website) -> None:
    mutation = (
        'mutation Skill { addAlias(input: {skill: "kubernetes", text: "Kubes"}) { skill { name } errors { code } } }'
    )
    async with website.visit("/graphql", signed_in=True) as page:
        await page.locator(".graphiql-query-editor textarea").press("ControlOrMeta+a")
        await page.keyboard.insert_text(mutation)
        await page.get_by_role("button", name="Execute query").click()

        await expect(page.locator(".result-window")).to_contain_text('"errors": []')


async def test_subscription_is_followed(website: Website) -> None:
    async with website.visit("/graphql") as page:
        await page.locator(".graphiql-query-editor textarea").press("ControlOrMeta+a")
        await page.keyboard.insert_text('subscription { pipelineProgress(runId: "UGlwZWxpbmVSdW46eA==") { step } }')
        await page.get_by_role("button", name="Execute query").click()

        await expect(page.locator(".result-window")).to_contain_text("there is no run")


async def test_subscription_that_is_stopped_is_no_longer_followed(website: Website) -> None:
    async with website.visit("/graphql") as page:
        await page.locator(".graphiql-query-editor textarea").press("ControlOrMeta+a")
        await page.keyboard.insert_text('subscription { pipelineProgress(runId: "to-come") { step } }')
        async with page.expect_response("**/graphql"):
            await page.get_by_role("button", name="Execute query").click()
        async with page.expect_event("requestfailed"):
            await page.get_by_role("button", name="Stop query").click()

        await expect(page.get_by_role("button", name="Execute query")).to_be_visible()


async def test_without_a_script_the_examples_can_be_read(website: Website) -> None:
    async with website.visit("/graphql", script=False) as page:
        await expect(page.get_by_text("GraphiQL needs JavaScript.")).to_be_visible()
        await expect(page.get_by_text(examples()[0].title, exact=True)).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
async def test_page_fits_its_window(website: Website, width: int) -> None:
    async with website.visit("/graphql", width=width) as page:
        await expect(page.get_by_role("button", name="Execute query")).to_be_visible()

        assert await overflow(page) == 0


async def test_page_may_load_its_own_fonts_beside_what_all_may(website: Website) -> None:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        answer = await http.get("/graphql", headers={"Accept": "text/html"})

    assert answer.headers["content-security-policy"] == content_policy(font_src="data:")


async def test_client_at_the_same_address_still_gets_json(website: Website) -> None:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        query = {"query": "{ stats { skills } }"}
        asked = await http.get("/graphql", params=query, headers={"Accept": "text/html, application/json"})
        posted = await http.post("/graphql", json=query)

    assert asked.json() == posted.json() == {"data": {"stats": {"skills": 38}}}
