"""Review: the queue with what a decision needs, by keyboard, by pointer and without a script."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from playwright.async_api import Locator, Page, Route, expect

from graph_service.api.ids import global_id
from graph_service.pipeline.run import Pipeline, Request
from graph_service.store import review
from tests.browser.conftest import WIDTHS, Website, barriers, overflow
from tests.support import BACKEND, VETERINARY, query

SKILLS = ("Spring Cloud", "Zephyr Grid", "Quarry Mesh", "Pelican Bus", "Otter Cache", "Lantern Query", "Harbor Lint")
UNKNOWN = "Failed to load resource: the server responded with a status of 404"
CONFLICT = "Failed to load resource: the server responded with a status of 409"
REFUSED = "Failed to load resource: the server responded with a status of 400"
UNAVAILABLE = "Failed to load resource: the server responded with a status of 503"
HOSTILE = "<img src=x onerror=\"document.title='owned'\">"


@pytest.fixture(scope="module", autouse=True)
async def proposals(website: Website) -> None:
    """Runs that propose a new skill each, the first of them twice; a role with its sentences; and a collision of titles."""
    for number, skill in enumerate(SKILLS):
        await _proposing(website.pipeline, f"Leeds {number}", skill)
    await _proposing(website.pipeline, f"Bath {HOSTILE}", SKILLS[0])
    await website.pipeline.run(Request(VETERINARY.text, VETERINARY.title))
    shared = BACKEND.text.replace("Java and Spring Boot", "Jenkins, Docker, AWS and Terraform")
    await website.pipeline.run(Request(shared, "Infrastructure Engineer"))


async def _proposing(pipeline: Pipeline, city: str, skill: str) -> None:
    posting = replace(BACKEND, opening=BACKEND.opening.replace("Leeds", city))
    posting = replace(posting, must=(*posting.must, f"Some knowledge of {skill}."))
    run = await pipeline.extract(Request(posting.text, posting.title))
    await pipeline.details(run.uid, list(dict.fromkeys([*(found.name for found in run.skills), skill])))
    await pipeline.finalize(run.uid, None)


async def uid_of(website: Website, text: str) -> str:
    rows = await query(website.pipeline.graph, "MATCH (i:ReviewItem {text: $name}) RETURN i.uid AS uid", name=text)
    return str(rows[0]["uid"])


async def address_of(website: Website, text: str) -> str:
    return f"/review?kind=NEW_SKILL&item={global_id('ReviewItem', await uid_of(website, text))}"


async def status_of(website: Website, text: str) -> tuple[str, str | None]:
    uid = await uid_of(website, text)
    item = (await review.by_uids(website.pipeline.graph, [uid]))[uid]
    return item.status.value, item.resolution or item.reason


@asynccontextmanager
async def at(
    website: Website, text: str, *, signed_in: bool = True, script: bool = True, errors: tuple[str, ...] = ()
) -> AsyncIterator[Page]:
    """The page at a new skill, ready to be decided."""
    path = await address_of(website, text)
    async with website.visit(path, signed_in=signed_in, script=script, expected_errors=errors) as page:
        await expect(title(page)).to_have_text(text)
        yield page


def title(page: Page) -> Locator:
    return page.locator("#detail").get_by_role("heading", level=2)


def notices(page: Page) -> Locator:
    return page.get_by_role("status")


async def test_item_has_what_a_decision_needs_beside_it(website: Website) -> None:
    async with at(website, "Spring Cloud") as page:
        detail = page.locator("#detail")
        await expect(detail).to_contain_text("2 job descriptions")
        await expect(detail.get_by_role("link", name="Backend Developer")).to_be_visible()
        await expect(detail.get_by_role("link", name="Senior Software Engineer").first).to_have_attribute(
            "href", re.compile("^/runs/")
        )
        await expect(detail).to_contain_text("No passage of it says so.")
        await expect(detail.get_by_role("table", name="Similar skills")).to_contain_text("Spring Boot")
        await expect(detail.get_by_role("table", name="Placed among")).to_be_visible()
        await expect(detail.get_by_role("group", name="Dimensions").get_by_role("checkbox").first).to_be_checked()
        await expect(detail.get_by_role("list").last).to_contain_text("Skill spring-cloud (status PENDING → ACTIVE)")


async def test_evidence_stands_among_the_words_around_it(website: Website) -> None:
    async with website.visit("/review?kind=NEW_ROLE&status=ALL") as page:
        await expect(page.locator("#detail mark").first).to_have_text("Veterinary Nurse")
        await page.goto("/review?kind=NEW_KRA&status=ALL")
        sentence = await title(page).inner_text()
        await expect(page.locator("#detail blockquote").first).to_contain_text(f"- {sentence}")
        await expect(page.locator("#detail mark").first).to_have_text(sentence)


async def test_list_is_filtered_and_ordered_by_the_address(website: Website) -> None:
    async with website.visit("/review", script=False) as page:
        await page.get_by_label("Kind").select_option("New skill")
        await page.get_by_label("Order").select_option("Most asked for")
        await page.get_by_label("At least").fill("2")
        await page.get_by_role("button", name="Show").click()

        assert "kind=NEW_SKILL&status=&role=&least=2&order=COUNT" in page.url
        assert await page.locator("#list .what").all_inner_texts() == ["Spring Cloud"]
        await expect(page.get_by_role("heading", name="1 item to decide")).to_be_visible()


async def test_queue_is_worked_through_by_keyboard(website: Website) -> None:
    async with at(website, "Zephyr Grid") as page:
        await page.keyboard.press("j")
        await expect(title(page)).to_have_text("Quarry Mesh")
        await expect(page.locator("#list a[aria-current]")).to_be_focused()
        await page.keyboard.press("k")
        await expect(title(page)).to_have_text("Zephyr Grid")
        await page.keyboard.press("a")
        await expect(notices(page)).to_contain_text("Approved NEW_SKILL “Zephyr Grid”")
        await expect(title(page)).to_have_text("Quarry Mesh")
        await expect(page.locator("#list a[aria-current]")).to_be_focused()
        approved = await status_of(website, "Zephyr Grid")
        await page.keyboard.press("r")
        await expect(page.get_by_label("Reason to reject it")).to_be_focused()
        await page.keyboard.type("jar of marmalade")
        await page.keyboard.press("Enter")
        await expect(notices(page)).to_contain_text("jar of marmalade")
        rejected = await status_of(website, "Quarry Mesh")
        await page.keyboard.press("u")
        await expect(notices(page)).to_contain_text("Undid: rejected NEW_SKILL “Quarry Mesh”")
        await expect(title(page)).to_have_text("Quarry Mesh")
        await page.keyboard.press("u")
        await expect(notices(page)).to_contain_text("Undid: approved NEW_SKILL “Zephyr Grid”")

    assert approved[0] == "APPROVED"
    assert rejected == ("REJECTED", "jar of marmalade")
    assert {(await status_of(website, text))[0] for text in ("Zephyr Grid", "Quarry Mesh")} == {"PENDING"}


async def test_keys_do_nothing_while_one_types_and_can_be_turned_off(website: Website) -> None:
    async with at(website, "Zephyr Grid") as page:
        await page.get_by_label("At least").focus()
        await page.keyboard.press("j")
        await page.keyboard.press("Escape")
        await expect(title(page)).to_have_text("Zephyr Grid")
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        await page.get_by_label("Use these keys").uncheck()
        await page.get_by_role("button", name="Close").click()
        await page.keyboard.press("j")
        await expect(title(page)).to_have_text("Zephyr Grid")
        await page.reload()
        await page.keyboard.press("j")
        await expect(title(page)).to_have_text("Zephyr Grid")

    assert (await status_of(website, "Zephyr Grid"))[0] == "PENDING"


async def test_m_merges_into_a_skill_that_search_suggests(website: Website) -> None:
    async with at(website, "Pelican Bus") as page:
        await page.keyboard.press("m")
        await expect(page.get_by_label("Skill that it is a spelling of")).to_be_focused()
        await page.keyboard.type("kubern")
        await expect(page.locator("#into-names option").first).to_have_attribute("value", "Kubernetes")
        await page.get_by_label("Skill that it is a spelling of").fill("Kubernetes")
        await page.keyboard.press("Enter")
        await expect(notices(page)).to_contain_text("merged into kubernetes")
        merged = await status_of(website, "Pelican Bus")
        await notices(page).get_by_role("button", name="Undo").click()
        await expect(notices(page)).to_contain_text("Undid")
        await notices(page).get_by_role("link", name="Dismiss").click()
        await expect(notices(page)).to_be_empty()

    assert merged == ("APPROVED", "merged into kubernetes")


async def test_ticked_items_are_decided_together_and_undone_together(website: Website) -> None:
    async with at(website, "Otter Cache") as page:
        await page.keyboard.press("x")
        await page.get_by_label("Reason to reject the ticked").fill("no such things")
        await page.get_by_label("Reason to reject the ticked").press("Escape")
        await page.keyboard.press("j")
        await expect(title(page)).to_have_text("Lantern Query")
        await page.keyboard.press("x")
        await expect(page.locator("#ticked")).to_have_text("2 ticked:")
        await page.keyboard.press("R")
        await expect(notices(page)).to_contain_text("2 items decided")
        await expect(notices(page)).to_contain_text("Rejected NEW_SKILL “Lantern Query”: no such things")
        rejected = [await status_of(website, text) for text in ("Otter Cache", "Lantern Query")]
        await notices(page).get_by_role("button", name="Undo all 2").click()
        await expect(notices(page)).to_contain_text("Undid: rejected NEW_SKILL “Otter Cache”")

    assert rejected == [("REJECTED", "no such things")] * 2
    assert {(await status_of(website, text))[0] for text in ("Otter Cache", "Lantern Query")} == {"PENDING"}


async def test_enter_among_the_ticked_never_approves(website: Website) -> None:
    async with at(website, "Otter Cache", errors=(REFUSED,)) as page:
        await page.get_by_label("Tick Otter Cache").press("Space")
        await page.get_by_label("Tick Otter Cache").press("Enter")
        await expect(notices(page)).to_contain_text("what to do with the ticked was not said")
        await page.get_by_label("Reason to reject the ticked").press("Enter")
        await expect(notices(page)).to_contain_text("Rejected NEW_SKILL “Otter Cache”")
        await page.keyboard.press("u")
        await expect(notices(page)).to_contain_text("Undid")
    async with at(website, "Otter Cache", script=False, errors=(REFUSED,)) as page:
        await page.get_by_label("Tick Otter Cache").check()
        await page.get_by_label("Reason to reject the ticked").press("Enter")
        await expect(notices(page)).to_contain_text("what to do with the ticked was not said")

    assert (await status_of(website, "Otter Cache"))[0] == "PENDING"


async def test_items_that_are_run_through_are_ticked(website: Website) -> None:
    async with at(website, "Otter Cache") as page:
        press = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
        await page.evaluate(f"for (const key of 'xjxj') {press}")

        await expect(page.locator("#ticked")).to_have_text("2 ticked:")
        await expect(page.get_by_label("Tick Otter Cache")).to_be_checked()
        await expect(page.get_by_label("Tick Lantern Query")).to_be_checked()
        await expect(title(page)).to_have_text("Harbor Lint")
        await expect(page.locator("#ticked")).to_have_text("2 ticked:")


async def test_u_leaves_alone_what_was_done_elsewhere(website: Website) -> None:
    document = 'mutation { addAlias(input: {skill: "kubernetes", text: "Kubes"}) { errors { code } } }'
    async with at(website, "Zephyr Grid") as page:
        await page.keyboard.press("a")
        await expect(notices(page)).to_contain_text("Approved NEW_SKILL “Zephyr Grid”")
        headers = {"Authorization": f"Bearer {website.key}"}
        async with httpx.AsyncClient(base_url=website.url, trust_env=False, headers=headers) as http:
            added = await http.post("/graphql", json={"query": document})
        await page.goto("/review")
        await page.keyboard.press("u")
        await expect(notices(page)).to_contain_text("Undid: approved NEW_SKILL “Zephyr Grid”")
        await expect(page.locator("#recent")).not_to_contain_text("Kubes")

    assert added.json() == {"data": {"addAlias": {"errors": []}}}


@pytest.mark.parametrize(
    ("path", "fields", "told"),
    [
        ("decide", {"chosen": "{id}"}, "what to do with the ticked was not said"),
        ("merge", {"item": "{id}", "into": " "}, "no skill is named to merge it into"),
    ],
)
async def test_decision_that_is_not_said_is_refused(
    website: Website, path: str, fields: dict[str, str], told: str
) -> None:
    id = global_id("ReviewItem", await uid_of(website, "Harbor Lint"))
    form = {name: value.format(id=id) for name, value in fields.items()}
    cookies = {"graph_service_key": website.key}
    async with httpx.AsyncClient(base_url=website.url, trust_env=False, cookies=cookies) as http:
        answer = await http.post(f"/review/{path}", data=form)

    assert answer.status_code == 400
    assert told in answer.text
    assert (await status_of(website, "Harbor Lint"))[0] == "PENDING"


@pytest.mark.parametrize("decision", ["approve", "reject"])
async def test_many_are_decided_as_they_were_seen(website: Website, decision: str) -> None:
    ticked = f"{global_id('ReviewItem', await uid_of(website, 'Harbor Lint'))}.999"
    cookies = {"graph_service_key": website.key}
    async with httpx.AsyncClient(base_url=website.url, trust_env=False, cookies=cookies) as http:
        answer = await http.post("/review/decide", data={"chosen": ticked, "decision": decision})

    assert answer.status_code == 409
    assert (await status_of(website, "Harbor Lint"))[0] == "PENDING"


async def test_answer_that_is_no_queue_is_told_and_nothing_is_sent_again(website: Website) -> None:
    sent: list[str] = []

    async def away(route: Route) -> None:
        sent.append(route.request.url)
        await route.fulfill(status=503, content_type="text/html", body="<main><p role=alert>Neo4j is away</p></main>")

    async with at(website, "Harbor Lint", errors=(UNAVAILABLE,)) as page:
        await page.route("**/review/decide*", away)
        await page.get_by_label("Tick Harbor Lint").check()
        await page.keyboard.press("R")

        await expect(notices(page)).to_contain_text("Neo4j is away")
        await expect(title(page)).to_have_text("Harbor Lint")

    assert len(sent) == 1


async def test_decision_that_comes_too_late_is_told(website: Website) -> None:
    async with at(website, "Harbor Lint", errors=(CONFLICT,)) as page, at(website, "Harbor Lint") as other:
        await other.locator("#detail").get_by_role("button", name="Reject").click()
        await expect(notices(other)).to_contain_text("Rejected NEW_SKILL “Harbor Lint”")
        await page.get_by_label("Tick Harbor Lint").check()
        await page.locator("#detail").get_by_role("button", name="Approve").click()
        await expect(notices(page)).to_contain_text("Someone was faster")
        await expect(page.locator("#detail")).to_contain_text("by Ada")
        await other.keyboard.press("u")
        await expect(notices(other)).to_contain_text("Undid")


async def test_item_is_edited_before_it_is_approved_without_a_script(website: Website) -> None:
    async with at(website, "Harbor Lint", script=False, errors=(UNKNOWN, REFUSED)) as page:
        detail = page.locator("#detail")
        await detail.get_by_text("edit before approving").click()
        await detail.get_by_label("Name", exact=True).fill("Harbor Linter")
        await detail.get_by_label("Nature").select_option("Library")
        await detail.get_by_label("Other dimensions").fill("Cloud Infrastructure Nowhere")
        await detail.get_by_role("button", name="Approve").click()
        await expect(notices(page)).to_contain_text("there is no dimension")
        await expect(page.get_by_label("Name", exact=True)).to_have_value("Harbor Linter")
        await page.get_by_label("Other dimensions").fill("")
        await page.locator("#detail").get_by_role("button", name="Approve").click()
        await expect(notices(page)).to_contain_text("Approved NEW_SKILL “Harbor Lint”")
        rows = await query(
            website.pipeline.graph, "MATCH (s:Skill {slug: 'harbor-lint'}) RETURN s.name AS name, s.nature AS nature"
        )
        await notices(page).get_by_role("button", name="Undo").click()
        await expect(notices(page)).to_contain_text("Undid: approved NEW_SKILL “Harbor Lint”")
        await expect(title(page)).to_have_text("Harbor Lint")

    assert rows == [{"name": "Harbor Linter", "nature": "LIBRARY"}]


async def test_all_of_it_works_without_a_script(website: Website) -> None:
    async with at(website, "Zephyr Grid", script=False, errors=(REFUSED,)) as page:
        await page.get_by_label("Tick Otter Cache").check()
        await page.get_by_label("Tick Lantern Query").check()
        await page.locator("#all").get_by_role("button", name="Approve").click()
        await expect(notices(page)).to_contain_text("2 items decided")
        await expect(title(page)).to_have_text("Zephyr Grid")
        await notices(page).get_by_role("button", name="Undo all 2").click()
        await expect(notices(page)).to_contain_text("Undid: approved NEW_SKILL “Otter Cache”")
        await page.locator("#all").get_by_role("button", name="Reject").click()
        await expect(notices(page)).to_contain_text("no item is ticked")


async def test_obstacle_is_told_with_the_controls_that_it_calls_for(website: Website) -> None:
    async with website.visit("/review?kind=ALIAS_COLLISION", signed_in=True) as page:
        await expect(page.locator("#obstacle")).to_contain_text("is a title of several roles")
        await page.keyboard.press("a")
        await expect(page.get_by_role("radio").first).to_be_focused()
        await page.keyboard.press("Space")
        await page.keyboard.press("a")
        await expect(notices(page)).to_contain_text("homonym")
        await expect(page.locator("#list")).to_contain_text("No item is like that.")
        await page.goto("/review?kind=ALIAS_COLLISION&status=APPROVED")
        await expect(page.locator("#detail")).to_contain_text("by Ada")
        await expect(page.locator("#detail")).to_contain_text("homonym")


async def test_a_approves_what_was_edited_out_of_an_obstacle_s_way(website: Website) -> None:
    graph = website.pipeline.graph
    repeat = "MATCH (i:ReviewItem {kind: 'NEW_KRA', status: 'PENDING'})-[:ABOUT]->(r:Role) WITH i, r LIMIT 1 "
    repeat += "CREATE (r)-[:HAS_KRA {ord: 99}]->(:KRA {uid: 'twin', slug: 'twin', text: i.text}) RETURN i.uid AS uid"
    [row] = await query(graph, repeat)
    path = f"/review?kind=NEW_KRA&item={global_id('ReviewItem', row['uid'])}"
    async with website.visit(path, signed_in=True) as page:
        await expect(page.locator("#obstacle")).to_contain_text("has this KRA already")
        await page.keyboard.press("a")
        await expect(page.get_by_label("Sentence")).to_be_focused()
        await page.keyboard.insert_text("Feed the otters by hand.")
        await page.keyboard.press("Escape")
        await page.keyboard.press("a")
        await expect(notices(page)).to_contain_text("Approved NEW_KRA")
        await page.keyboard.press("u")
        await expect(notices(page)).to_contain_text("Undid")
    await query(graph, "MATCH (k:KRA {uid: 'twin'}) DETACH DELETE k")


async def test_new_role_is_accepted_as_it_is_edited(website: Website) -> None:
    async with website.visit("/review?kind=NEW_ROLE", signed_in=True) as page:
        await page.get_by_label("Titles, one a line").fill("Veterinary Nurse\nAnimal Nurse")
        await page.locator("#detail").get_by_role("button", name="Approve").click()
        await expect(notices(page)).to_contain_text("new role veterinary-nurse")
        rows = await query(
            website.pipeline.graph,
            "MATCH (:Role {slug: 'veterinary-nurse'})-[:HAS_ALIAS]->(a) RETURN a.text AS text ORDER BY text",
        )
        await page.keyboard.press("u")
        await expect(notices(page)).to_contain_text("Undid")

    assert [row["text"] for row in rows] == ["Animal Nurse", "Veterinary Nurse"]


async def test_who_is_not_signed_in_reads_and_is_told_how_to_decide(website: Website) -> None:
    async with at(website, "Spring Cloud", signed_in=False) as page:
        await expect(page.get_by_role("button", name="Approve")).to_have_count(0)
        link = page.get_by_role("link", name="sign in with a curator's key")
        assert "onward=%2Freview" in str(await link.get_attribute("href"))

    form = {"item": global_id("ReviewItem", await uid_of(website, "Spring Cloud")), "kind": "NEW_SKILL"}
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        answer = await http.post("/review/approve", data=form)

    assert answer.status_code == 401
    assert "Sign in with a curator's key" in answer.text


async def test_what_job_descriptions_say_is_shown_as_text(website: Website) -> None:
    async with at(website, "Spring Cloud") as page:
        runs = page.locator("#detail").get_by_role("link", name="Senior Software Engineer")
        await expect(runs).to_have_count(2)
        assert "owned" not in await page.title()
        assert await page.locator("main img").count() == 0


async def test_item_that_is_not_there_is_told(website: Website) -> None:
    gone = global_id("ReviewItem", "gone")
    async with website.visit(f"/review?item={gone}", expected_errors=(UNKNOWN, REFUSED)) as page:
        await expect(notices(page)).to_contain_text("there is no such item")
        await expect(page.locator("#list .what").first).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True])
async def test_review_is_accessible_and_fits(website: Website, width: int, dark: bool) -> None:
    async with website.visit("/review?kind=NEW_SKILL", width=width, dark=dark, signed_in=True) as page:
        assert await barriers(page) == []
        assert await overflow(page) == 0


@pytest.mark.parametrize("kind", ["NEW_KRA", "NEW_ROLE", "NEW_LINK", "ALIAS_COLLISION"])
async def test_every_kind_is_accessible(website: Website, kind: str) -> None:
    async with website.visit(f"/review?kind={kind}&status=ALL", signed_in=True) as page:
        assert await barriers(page) == []


async def test_queue_is_exported_as_it_is_filtered(website: Website) -> None:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        table = await http.get("/review.csv?status=ALL&kind=NEW_SKILL")
        listed = await http.get("/review.json?status=ALL&kind=NEW_SKILL")

    rows, lines = listed.json()["rows"], list(csv.DictReader(io.StringIO(table.text)))
    assert {row["kind"] for row in rows} == {"NEW_SKILL"}
    assert [line["id"] for line in lines] == [row["id"] for row in rows]
    assert table.headers["content-disposition"] == 'attachment; filename="review.csv"'
