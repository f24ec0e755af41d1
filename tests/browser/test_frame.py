"""What all pages have: the frame, signing in and out, errors, headers."""

from __future__ import annotations

import httpx
import pytest
from playwright.async_api import expect

from graph_service.web.assets import SCRIPTS
from tests.browser.conftest import WIDTHS, Website, barriers, overflow

MISSING = "Failed to load resource: the server responded with a status of 404"
REFUSED = "Failed to load resource: the server responded with a status of 401"


async def test_frame_leads_to_every_page(website: Website) -> None:
    async with website.visit("/login") as page:
        places = await page.get_by_role("navigation", name="Pages").get_by_role("link").all_inner_texts()

    assert places == ["New run", "History", "Review", "Explorer", "GraphiQL", "Researchers"]


async def test_key_signs_in_and_out_again(website: Website) -> None:
    async with website.visit("/login?onward=/login", expected_errors=(MISSING,)) as page:
        await page.get_by_label("Key or token").fill(website.key)
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_text("Ada · curator")).to_be_visible()
        await expect(page).to_have_url(f"{website.url}/login")
        [cookie] = await page.context.cookies()
        await page.goto("/login")
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
        left = await page.context.cookies()

    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert left == []


async def test_signing_in_leads_back_even_after_a_wrong_key(website: Website) -> None:
    async with website.visit("/skills?text=kafka&after=", expected_errors=(REFUSED,)) as page:
        await page.get_by_role("banner").get_by_role("link", name="Sign in").click()
        await page.get_by_label("Key or token").fill("gsk_wrong")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        assert await page.context.cookies() == []
        await page.get_by_label("Key or token").fill(website.key)
        await page.get_by_role("button", name="Sign in").click()

        await expect(page.get_by_text("Ada · curator")).to_be_visible()
        await expect(page).to_have_url(f"{website.url}/skills?text=kafka&after=")


async def test_signing_in_leads_back_to_an_address_as_it_was_written(website: Website) -> None:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        answer = await http.get("/roles/a%20b%23c?d=%26")

    assert 'href="/login?onward=%2Froles%2Fa%2520b%2523c%3Fd%3D%2526"' in answer.text


async def test_form_of_who_is_not_signed_in_leads_back_to_its_page(website: Website) -> None:
    headers = {"Referer": f"{website.url}/review?kind=NEW_ROLE", "Cookie": "graph_service_key=gsk_gone"}
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        answer = await http.post("/review/undo", headers=headers)
        elsewhere = await http.post("/review/undo", headers=headers | {"Referer": "https://evil.example/review"})

    assert (answer.status_code, elsewhere.status_code) == (401, 401)
    assert "your session has ended, sign in again: this key is not known here" in answer.text
    assert 'name="onward" value="/review?kind=NEW_ROLE"' in answer.text
    assert 'name="onward" value="/"' in elsewhere.text
    assert 'graph_service_key=""' in answer.headers["set-cookie"]


async def test_session_that_is_no_longer_good_is_ended(website: Website) -> None:
    async with website.visit("/login") as page:
        await page.context.add_cookies([{"name": "graph_service_key", "value": "gsk_gone", "url": website.url}])
        await page.goto("/explore")

        await expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
        assert await page.context.cookies() == []


async def test_link_on_another_site_leads_to_a_page_as_who_is_signed_in(website: Website) -> None:
    async with website.visit("/login", signed_in=True) as page:
        await page.goto(f"data:text/html,<a href='{website.url}/explore'>look</a>")
        await page.get_by_role("link", name="look").click()

        await expect(page.get_by_text("Ada · curator")).to_be_visible()


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Dest": "iframe"}, {"Sec-Fetch-Mode": "no-cors"}])
async def test_page_of_another_site_that_asks_by_itself_has_no_session(
    website: Website, headers: dict[str, str]
) -> None:
    visiting = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    cookies = {"graph_service_key": website.key}
    async with httpx.AsyncClient(base_url=website.url, trust_env=False, cookies=cookies) as http:
        visit = await http.get("/explore", headers=visiting)
        other = await http.get("/explore", headers=visiting | headers)
        query = await http.get("/graphql?query=mutation", headers=visiting | {"Sec-Fetch-Dest": "empty"})

    assert (visit.status_code, other.status_code, query.status_code) == (200, 403, 403)


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "/\\evil.example"])
async def test_signing_in_leads_nowhere_else(website: Website, onward: str) -> None:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        answer = await http.post("/login", data={"key": website.key, "onward": onward})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_form_of_another_site_is_refused(website: Website) -> None:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        answer = await http.post("/logout", headers={"Origin": "http://127.0.0.1:1"})

    assert answer.status_code == 403
    assert "page of another site" in answer.text


@pytest.mark.parametrize("origin", ["http://127.0.0.1:1", "null", "https://evil.example"])
async def test_session_is_worth_nothing_from_another_origin(website: Website, origin: str) -> None:
    document = 'mutation { addAlias(input: {skill: "kubernetes", text: "Kubes"}) { errors { code } } }'
    cookies = {"graph_service_key": website.key}
    async with httpx.AsyncClient(base_url=website.url, trust_env=False, cookies=cookies) as http:
        answer = await http.post("/graphql", json={"query": document}, headers={"Origin": origin})

    assert answer.json() == {"data": {"addAlias": {"errors": [{"code": "UNAUTHENTICATED"}]}}}


async def test_unknown_address_is_a_page_of_ours(website: Website) -> None:
    async with website.visit("/nowhere", signed_in=True, width=360, expected_errors=(MISSING,)) as page:
        await expect(page.get_by_role("heading", level=1)).to_have_text("Not Found")
        await expect(page.get_by_text("Ada · curator")).to_be_visible()
        assert await barriers(page) == []
        assert await overflow(page) == 0


async def test_page_may_run_nothing_inline(website: Website) -> None:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        answer = await http.get("/login")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", SCRIPTS)
async def test_script_of_others_comes_from_here(website: Website, name: str) -> None:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        answer = await http.get(f"/scripts/{SCRIPTS[name].name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] in ("text/javascript", "text/css")
    assert len(answer.content) > 10_000


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True])
async def test_frame_is_accessible_and_fits(website: Website, width: int, dark: bool) -> None:
    async with website.visit("/login", width=width, dark=dark, signed_in=True) as page:
        assert await barriers(page) == []
        assert await overflow(page) == 0
