"""New run: a job description in, by hand or as a file, with a script and without; and what is said when it cannot be."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from playwright.async_api import FilePayload, Page, Route, expect
from pydantic import SecretStr

from graph_service.app import advisor_of
from graph_service.language.openai_client import OpenAIClient
from graph_service.pipeline.run import Request
from graph_service.settings import Settings
from graph_service.store.ledger import GraphLedger
from graph_service.web.rendering import counted
from tests.browser.conftest import WIDTHS, Website, barriers, overflow
from tests.support import BACKEND, VETERINARY
from tests.unit.web.test_uploads import docx_of, pdf_of
from tests.wire import HANGING, KEY, Wire, listening

REFUSED = "Failed to load resource: the server responded with a status of 4"
UNAVAILABLE = "Failed to load resource: the server responded with a status of 503"


def file(name: str, content: bytes) -> FilePayload:
    return FilePayload(name=name, mimeType="application/octet-stream", buffer=content)


async def send(page: Page, text: str, title: str = "") -> None:
    await page.get_by_label("Job description").fill(text)
    await page.get_by_label("Title (optional)").fill(title)
    await page.get_by_role("button", name="Run", exact=True).click()


async def status_of(website: Website, address: str) -> str:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        answer = await http.get(f"{address}.json")
    return str(answer.json()["data"]["pipelineRun"]["status"])


@pytest.mark.parametrize("script", [True, False])
async def test_job_description_leads_to_its_run(website: Website, script: bool) -> None:
    async with website.visit("/", signed_in=True, script=script) as page:
        await send(page, BACKEND.text, BACKEND.title or "")

        await expect(page.get_by_role("heading", level=1)).to_have_text("Backend Developer")
        assert await status_of(website, page.url) == "COMPLETED"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("name", ["jd.txt", "jd.pdf", "jd.docx"])
async def test_file_leads_to_its_run(website: Website, name: str, script: bool) -> None:
    contents = {
        "jd.txt": BACKEND.text.encode(),
        "jd.pdf": pdf_of(BACKEND.text),
        "jd.docx": docx_of(*BACKEND.text.split("\n")),
    }
    async with website.visit("/", signed_in=True, script=script) as page:
        await page.get_by_label("Or a file").set_input_files(file(name, contents[name]))
        await page.get_by_label("Title (optional)").fill("Software Engineer")
        await page.get_by_role("button", name="Run", exact=True).click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Backend Developer")
        for skill in ("Java", "Apache Kafka", "Spring Boot", "PostgreSQL"):
            await expect(page.locator("details.skill summary .name").get_by_text(skill, exact=True)).to_be_visible()


async def test_file_is_dropped_onto_the_form(website: Website) -> None:
    drop = """([name, text]) => {
        const moved = new DataTransfer();
        moved.items.add(new File([text], name));
        document.getElementById("text").dispatchEvent(
            new DragEvent("drop", { dataTransfer: moved, bubbles: true, cancelable: true }));
    }"""
    async with website.visit("/", signed_in=True) as page:
        await page.evaluate(drop, ["jd.rtf", "text"])
        await expect(page.get_by_role("alert")).to_contain_text("jd.rtf is no .txt, .pdf or .docx file")
        await page.evaluate(drop, ["jd.txt", BACKEND.text])
        await expect(page.get_by_role("alert")).to_have_count(0)
        await page.get_by_role("button", name="Run", exact=True).click()

        await expect(page.get_by_role("region", name="Report")).to_be_visible()


async def test_stages_of_a_run_are_told_while_it_runs(website: Website) -> None:
    told = [
        {"step": "parse", "fraction": 0.05, "message": "reading the job description", "location": None},
        {"step": "place", "fraction": 0.55, "message": "placing <b>skills</b>", "location": None},
    ]
    stream = "".join(f"event: progress\ndata: {json.dumps(one)}\n\n" for one in told)
    async with website.visit("/", signed_in=True) as page:
        await page.route("**/progress", lambda route: route.fulfill(content_type="text/event-stream", body=stream))
        await page.route(f"{website.url}/", lambda _: None)  # never answered: the run goes on
        await send(page, BACKEND.text)

        await expect(page.get_by_role("status")).to_have_text("placing <b>skills</b> …")
        await expect(page.locator("[aria-current=step]")).to_contain_text("Match and place")
        await expect(page.locator("[data-state=done]")).to_have_count(3)
        await expect(page.get_by_role("heading", name="Running")).to_be_focused()


@pytest.fixture
async def silent_model(website: Website) -> AsyncIterator[Wire]:
    """A language model that never answers: a run that asks it goes on until it is cancelled."""
    async with listening() as wire:
        wire.otherwise = lambda _: HANGING
        settings, pipeline = Settings(openai_api_key=SecretStr(KEY), openai_base_url=wire.url), website.pipeline
        client = OpenAIClient(settings.openai_api_key, wire.url, timeout_s=60, attempts=1)
        without, pipeline.advisor = pipeline.advisor, advisor_of(client, GraphLedger(pipeline.graph), settings)
        yield wire
        pipeline.advisor = without
        await client.close()


async def test_run_is_followed_and_cancelled(website: Website, silent_model: Wire) -> None:
    async with website.visit("/", signed_in=True) as page:
        await send(page, replace(BACKEND, opening="We look for an experienced colleague in Bude.").text)
        await silent_model.hangs.wait()
        await expect(page.locator("[aria-current=step]")).to_contain_text("Find skills")
        await page.get_by_role("button", name="Cancel").click()

        await expect(page.get_by_role("alert")).to_contain_text("This run was cancelled; send it again")
        await expect(page.get_by_label("Job description")).to_be_focused()


async def test_run_is_cancelled_before_it_is_there(website: Website, silent_model: Wire) -> None:
    async def late(route: Route) -> None:
        await page.get_by_role("button", name="Cancel").click()
        await asyncio.sleep(1)
        await route.continue_()

    async with website.visit("/", signed_in=True) as page:
        await page.route(f"{website.url}/", late)
        await send(page, replace(BACKEND, opening="We look for an experienced colleague in Looe.").text)

        await expect(page.get_by_role("button", name="Cancelling")).to_be_disabled()
        await expect(page.get_by_role("alert")).to_contain_text("This run was cancelled; send it again")
    assert silent_model.hangs.is_set()


@pytest.mark.parametrize(
    ("status", "headers", "body", "told"),
    [
        (429, {"Retry-After": "7"}, "", "The service answered 429. Send it again in 7 s."),
        (503, {}, '<p role="alert">neo4j is <b>away</b></p>', "The service answered 503. Neo4j is away"),
    ],
)
async def test_page_in_place_of_the_answer_is_told(
    website: Website, status: int, headers: dict[str, str], body: str, told: str
) -> None:
    async with website.visit("/", signed_in=True, expected_errors=(REFUSED, UNAVAILABLE)) as page:
        await page.route(
            f"{website.url}/",
            lambda route: route.fulfill(status=status, headers=headers, content_type="text/html", body=body),
        )
        await send(page, BACKEND.text)

        await expect(page.get_by_role("alert")).to_have_text(told)
        await expect(page.get_by_label("Job description")).to_have_value(BACKEND.text)


async def test_form_is_there_again_for_who_comes_back(website: Website) -> None:
    async with website.visit("/", signed_in=True) as page:
        await page.route(f"{website.url}/", lambda _: None)  # never answered: the page is left as it is
        await send(page, BACKEND.text)
        await expect(page.get_by_role("heading", name="Running")).to_be_visible()
        await page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

        await expect(page.get_by_role("heading", name="Running")).to_be_hidden()
        await expect(page.get_by_role("button", name="Run", exact=True)).to_be_visible()


async def test_progress_is_an_address_that_ends_where_the_run_is(website: Website) -> None:
    run = await website.pipeline.run(_request("followed"))
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        by_key = await http.get("/runs/followed/progress")
        by_uid = await http.get(f"/runs/{run.uid}/progress")

    assert by_key.text == by_uid.text
    assert by_key.headers["content-type"].startswith("text/event-stream")
    event, data = by_key.text.strip().split("\n")
    assert event == "event: progress"
    assert json.loads(data.removeprefix("data: ")) == {
        "step": "done",
        "fraction": 1.0,
        "message": "done",
        "location": f"/runs/{run.uid}",
    }


async def test_step_by_step_ends_where_a_person_goes_on(website: Website) -> None:
    async with website.visit("/", signed_in=True) as page:
        await page.get_by_label("Step by step").check()
        await send(page, BACKEND.text, "Software Engineer")

        await expect(page.get_by_role("heading", name="Step 2 of 3")).to_be_visible()
        assert await status_of(website, page.url) == "AWAITING_CONFIRMATION"


@pytest.mark.parametrize("script", [True, False])
async def test_rejected_text_leads_to_its_run_that_says_why(website: Website, script: bool) -> None:
    async with website.visit("/", signed_in=True, script=script) as page:
        await send(page, "The weather in Leeds was fine and the children played in the park until it got dark. " * 3)

        await expect(page.get_by_role("heading", level=1)).to_have_text("Not a job description")
        await expect(page.get_by_role("status").first).to_contain_text("does not read like a job description")


@pytest.mark.parametrize("script", [True, False])
async def test_refusals_are_said_on_the_form_and_what_was_typed_stays(website: Website, script: bool) -> None:
    async with website.visit("/", signed_in=True, script=script, expected_errors=(REFUSED,)) as page:
        await send(page, "Engineer wanted", "Engineer <b>")
        await expect(page.get_by_role("alert")).to_contain_text("The text has 2 words, a job description at least 30")
        await expect(page.get_by_label("Job description")).to_have_value("Engineer wanted")
        await expect(page.get_by_label("Title (optional)")).to_have_value("Engineer <b>")

        await page.get_by_label("Job description").fill("")
        await page.get_by_role("button", name="Run", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("There is nothing to run; paste a job description")

        await page.get_by_label("Or a file").set_input_files(file("jd.pdf", pdf_of("", "")))
        await page.get_by_role("button", name="Run", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("they are scanned pictures; paste the text")


@pytest.mark.parametrize("script", [True, False])
async def test_visitor_is_led_to_sign_in_and_keeps_the_text(website: Website, script: bool) -> None:
    async with website.visit("/", script=script, expected_errors=(REFUSED,)) as page:
        await send(page, BACKEND.text)

        await expect(page.get_by_role("alert")).to_contain_text("Sign in with a curator's key")
        await expect(page.get_by_label("Job description")).to_have_value(BACKEND.text)
        await page.get_by_role("alert").get_by_role("link", name="Sign in").click()
        await page.get_by_label("Key or token").fill(website.key)
        await page.get_by_role("button", name="Sign in").click()
        if script:
            await expect(page.get_by_label("Job description")).to_have_value(BACKEND.text)


async def test_file_that_is_too_large_is_refused_before_it_is_kept(website: Website) -> None:
    large = {"file": ("jd.txt", b"Java " * 1_100_000)}
    cookies = {"graph_service_key": website.key}
    async with httpx.AsyncClient(base_url=website.url, trust_env=False, cookies=cookies) as http:
        answer = await http.post("/", files=large, headers={"Accept": "application/json"})
    async with website.visit("/", signed_in=True) as page:
        await page.get_by_label("Or a file").set_input_files(file("jd.txt", large["file"][1]))
        await expect(page.get_by_role("alert")).to_have_text(
            "The file is larger than 5 MB; choose a smaller one, or paste the text."
        )

    told = "What was sent is larger than 5 MB; choose a smaller file, or send less text."
    assert answer.json() == {"problems": [{"sentence": told, "needsKey": False}]}


async def test_text_and_file_together_are_refused(website: Website) -> None:
    async with website.visit("/", signed_in=True) as page:
        await page.get_by_label("Or a file").set_input_files(file("jd.txt", BACKEND.text.encode()))
        await send(page, VETERINARY.text)

        await expect(page.get_by_role("alert")).to_contain_text("remove one of them")


async def test_form_that_is_sent_twice_is_one_run_and_another_text_is_another(website: Website) -> None:
    cookies = {"graph_service_key": website.key}
    texts = (BACKEND.text, BACKEND.text, replace(BACKEND, opening="We look for a colleague in York.").text)
    async with httpx.AsyncClient(base_url=website.url, trust_env=False, cookies=cookies, timeout=30) as http:
        answers = [await http.post("/", data={"text": text, "key": "form-7"}) for text in texts]

    first, second, third = (answer.headers["location"] for answer in answers)
    assert [answer.status_code for answer in answers] == [303] * 3
    assert first == second
    assert third != first


async def test_latest_runs_and_what_waits_stand_beside_the_form(website: Website) -> None:
    await website.pipeline.run(_request("latest", "<script>alert(1)</script> Engineer"))
    async with website.visit("/") as page:
        latest = page.get_by_role("region", name="Latest runs").get_by_role("listitem").first
        await expect(latest.get_by_role("link")).to_have_text("<script>alert(1)</script> Engineer")
        await expect(page.get_by_role("region", name="Waiting for review").get_by_role("link")).to_have_text(
            counted(await _waiting(website), "item")
        )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True])
async def test_form_is_accessible_and_fits(website: Website, width: int, dark: bool) -> None:
    async with website.visit("/", width=width, dark=dark, signed_in=True) as page:
        await page.get_by_role("button", name="Run", exact=True).click()
        await expect(page.get_by_role("alert")).to_be_visible()

        assert await barriers(page) == []
        assert await overflow(page) == 0


def _request(key: str, title: str | None = BACKEND.title) -> Request:
    return Request(BACKEND.text, title, key)


async def _waiting(website: Website) -> int:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        answer = await http.post("/graphql", json={"query": "{ reviewItems(first: 1) { totalCount } }"})
    return int(answer.json()["data"]["reviewItems"]["totalCount"])
