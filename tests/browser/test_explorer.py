"""Looking around in the library: search, lists, the pages of its nodes, reasons, comparison, files."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import expect

from graph_service.access.keys import KeyRing
from graph_service.settings import Limits, Settings
from tests.api.server import Server, service_of, serving
from tests.browser.conftest import WIDTHS, Website, barriers, overflow
from tests.browser.library import MARKUP, add_markup, ask_for_spark
from tests.support import query

NOT_FOUND = "Failed to load resource: the server responded with a status of 404"
PLACES = (
    "/explore",
    "/explore?q=kafka",
    "/roles",
    "/skills",
    "/dimensions",
    "/roles/backend-engineer",
    "/skills/docker",
    "/dimensions/spark-development",
    "/why?role=devops-engineer&skill=docker",
    "/compare?from=devops-engineer&to=platform-engineer",
)
COMPARED = ("/compare?from=devops-engineer&to=platform-engineer", "/why?role=devops-engineer&skill=docker")


@pytest.fixture(scope="module", autouse=True)
async def furnished(website: Website) -> None:
    """A run that asks a role for a dimension, and names that are markup."""
    await ask_for_spark(website)
    await add_markup(website)
    merge = "MATCH (to:Skill {slug: 'docker'}) CREATE (:Skill {slug: 'moby', uid: 'moby', name: 'Moby', status: 'MERGED'})-[:MERGED_INTO]->(to)"
    await query(website.pipeline.graph, merge)


@pytest.fixture(scope="module")
async def short_of_pages(website: Website) -> AsyncIterator[Server]:
    """The same pages where a list has three at a time."""
    settings = Settings(limits=Limits(page=3))
    async with serving(service_of(website.pipeline, settings, KeyRing(website.pipeline.graph))) as server:
        yield server


async def got(website: Website, path: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        return await http.get(path)


async def table(website: Website, path: str) -> list[dict[str, str]]:
    answer = await got(website, path)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_start_counts_and_leads_on(website: Website) -> None:
    async with website.visit("/explore") as page:
        await expect(page.get_by_role("link", name="6 roles")).to_be_visible()
        await expect(page.get_by_role("link", name="Backend Service Development 6")).to_be_visible()
        await page.get_by_role("link", name="Operations 2").click()

        await expect(page.get_by_role("heading", name="2 roles")).to_be_visible()
        await expect(page.get_by_label("Family")).to_have_value("Operations")


@pytest.mark.parametrize("script", [True, False])
async def test_search_shows_kinds_apart_and_what_matched(website: Website, script: bool) -> None:
    async with website.visit("/explore", script=script) as page:
        await page.get_by_label("Search skills, roles").fill("Big Data Engineer")
        await page.get_by_role("button", name="Search").click()

        roles = page.get_by_role("region", name="Roles")
        await expect(roles.get_by_role("listitem").first).to_contain_text("Data Engineer")
        await expect(roles.get_by_role("listitem").first).to_contain_text("matched “Big Data Engineer”")
        await expect(page.get_by_role("region", name="Skills").get_by_role("link").first).to_be_visible()
        await expect(page.get_by_role("region", name="Responsibilities")).to_be_visible()


async def test_search_that_finds_nothing_says_so(website: Website) -> None:
    async with website.visit("/explore?q=%F0%9F%90%98") as page:
        await expect(page.get_by_text("Nothing is spelt or means like this.")).to_be_visible()


async def test_suggestions_come_while_typing_and_are_chosen_by_keys(website: Website) -> None:
    async with website.visit("/explore") as page:
        field = page.get_by_role("combobox", name="Search skills, roles")
        await field.press_sequentially("kub")
        await expect(page.get_by_role("option").first).to_contain_text("Kubernetes")
        await expect(field).to_have_attribute("aria-expanded", "true")
        await field.press("Escape")
        await expect(page.get_by_role("listbox")).to_be_hidden()
        await field.press_sequentially("e")
        await expect(page.get_by_role("option").first).to_be_visible()
        await field.press("ArrowDown")
        await expect(page.get_by_role("option", selected=True)).to_contain_text("Kubernetes")
        await field.press("Enter")

        await expect(page).to_have_url(f"{website.url}/skills/kubernetes")


async def test_skills_are_filtered_and_paged(website: Website) -> None:
    async with website.visit("/skills", script=False) as page:
        await page.get_by_label("Nature").select_option("Database")
        await page.get_by_label("Dimension").select_option("SQL and Query Languages")
        await page.get_by_role("button", name="Filter").click()

        await expect(page.get_by_role("heading", name="2 skills")).to_be_visible()
        assert await page.get_by_role("rowheader").get_by_role("link").all_inner_texts() == ["MongoDB", "PostgreSQL"]


async def test_nature_that_there_is_not_filters_nothing(website: Website) -> None:
    every, some = await got(website, "/skills.json"), await got(website, "/skills.json?nature=foo")

    assert (some.status_code, some.json()) == (200, every.json())


@pytest.mark.parametrize(
    "path",
    ["/", "/runs", "/review", "/explore", "/explore?q=kafka", "/skills", "/skills/docker", "/roles/swe", *COMPARED],
)
async def test_pages_are_answered_where_lists_are_short(short_of_pages: Server, path: str) -> None:
    answer = await short_of_pages.get(path)

    assert answer.status_code in (200, 303)


async def test_file_has_all_where_lists_are_short(short_of_pages: Server) -> None:
    answer = await short_of_pages.get("/dimensions.json")

    assert answer.json()["totalCount"] > 3
    assert answer.json()["exportedCount"] == answer.json()["totalCount"]


async def test_list_is_paged_on_and_back(website: Website) -> None:
    add = "UNWIND range(10, 60) AS n CREATE (:Dimension {slug: 'zz-' + n, uid: 'zz-' + n, name: 'Zeta ' + n})"
    await query(website.pipeline.graph, add)
    async with website.visit("/dimensions?text=zeta", script=False) as page:
        await page.get_by_role("link", name="Next page").click()
        await expect(page.get_by_role("rowheader")).to_have_text(["Zeta 60"])
        await page.get_by_role("link", name="Previous page").click()
        await expect(page.get_by_role("rowheader")).to_have_count(50)
    await query(website.pipeline.graph, "MATCH (n:Dimension) WHERE n.slug STARTS WITH 'zz-' DELETE n")


async def test_dimensions_are_listed_by_size_or_name(website: Website) -> None:
    async with website.visit("/dimensions", script=False) as page:
        first = page.get_by_role("rowheader").first
        await expect(first).to_contain_text("Backend Service Development")
        await page.get_by_label("Order").select_option("By name")
        await page.get_by_label("Name").fill("development")
        await page.get_by_role("button", name="Filter").click()

        await expect(page.get_by_role("heading", name="4 dimensions")).to_be_visible()
        await expect(page.get_by_role("rowheader").nth(1)).to_contain_text("Frontend Development")


async def test_role_shows_all_that_the_library_knows(website: Website) -> None:
    async with website.visit("/roles/backend-engineer", script=False) as page:
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Backend Developer")
        for words in ("Owns server-side code from design to production.", "SWE", "Server-Side Developer"):
            await expect(page.get_by_text(words, exact=True)).to_be_visible()
        await expect(page.get_by_role("link", name="Node.js Backend Developer")).to_be_visible()
        names = (
            await page.get_by_role("region", name="3 dimensions, in order of weight").locator(".name").all_inner_texts()
        )
        assert names == [
            "Backend Service Development",
            "Microservices and Distributed Systems",
            "SQL and Query Languages",
        ]
        await expect(page.get_by_text("Review designs and code of other engineers")).to_be_visible()
        asked = page.get_by_role("region", name="Asked for, and not yet part of the role")
        await expect(asked).to_contain_text("Spark Development")
        await expect(asked).to_contain_text("asked by 1 job description")


async def test_candidate_tells_its_words_and_its_run(website: Website) -> None:
    async with website.visit("/roles/backend-engineer", script=False) as page:
        asked = page.get_by_role("region", name="Asked for, and not yet part of the role")
        await asked.get_by_text("Spark Development").first.click()

        await expect(asked.locator("blockquote")).to_contain_text("PySpark")
        await expect(asked.get_by_text("A run", exact=True)).to_be_visible()
        address = await asked.get_by_role("link", name="The run that wrote it").get_attribute("href")
        [row] = await query(website.pipeline.graph, "MATCH (r:PipelineRun) RETURN r.uid AS uid")
        assert address == f"/runs/{row['uid']}"


async def test_skill_shows_all_that_the_library_knows(website: Website) -> None:
    async with website.visit("/skills/kubernetes", script=False) as page:
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Kubernetes")
        await expect(page.get_by_text("An orchestrator for containers.").first).to_be_visible()
        await expect(page.get_by_role("row", name="K8s Abbreviation Case insensitive")).to_be_visible()
        await expect(page.get_by_role("region", name="1 dimension")).to_contain_text("Cloud Infrastructure")
        await expect(
            page.get_by_role("region", name="2 roles").get_by_role("link", name="Platform Engineer", exact=True)
        ).to_be_visible()
        near = page.get_by_role("region", name="Related and similar")
        await expect(near.get_by_role("link", name="Docker").first).to_be_visible()
        await expect(near.get_by_role("row")).to_have_count(13)


async def test_dimension_shows_all_that_the_library_knows(website: Website) -> None:
    async with website.visit("/dimensions/spark-development", script=False) as page:
        await expect(page.get_by_text("Distributed data processing with Apache Spark").first).to_be_visible()
        await expect(page.get_by_role("region", name="2 skills").get_by_role("link")).to_have_text(
            ["As a list with filters", "Apache Spark", "PySpark"]
        )
        await expect(page.get_by_role("region", name="1 role").get_by_role("link")).to_have_text(["Data Engineer"])
        asked = page.get_by_role("region", name="Asked for, and not yet part of it")
        await expect(asked).to_contain_text("Backend Developer")


async def test_history_tells_what_curators_did(website: Website) -> None:
    document = 'mutation { addAlias(input: {skill: "react", text: "React library"}) { errors { code } } }'
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        await http.post("/graphql", json={"query": document}, headers={"Authorization": f"Bearer {website.key}"})

    async with website.visit("/skills/react", script=False) as page:
        history = page.get_by_role("region", name="History")
        await expect(history.get_by_role("listitem")).to_contain_text(["React library"])
        await expect(history).to_contain_text("by Ada")


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/skills/moby", "/skills/docker"),
        ("/skills/k8s", "/skills/kubernetes"),
        ("/skills/k8s.csv", "/skills/kubernetes.csv"),
        ("/skills/CI%2FCD", "/skills/ci-cd"),
        ("/skills/", "/skills"),
        ("/roles/Big Data Engineer", "/roles/data-engineer"),
        ("/roles/swe.json", "/roles/backend-engineer.json"),
    ],
)
async def test_other_slug_leads_to_where_it_belongs(website: Website, path: str, leads_to: str) -> None:
    answer = await got(website, path)

    assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


@pytest.mark.parametrize("kind", ["role", "skill", "dimension"])
async def test_what_is_not_there_is_not_found(website: Website, kind: str) -> None:
    async with website.visit(f"/{kind}s/nobody", expected_errors=(NOT_FOUND,)) as page:
        await expect(page.get_by_role("alert")).to_have_text(f"There is no {kind} 'nobody'.")


async def test_why_tells_both_links_of_each_way(website: Website) -> None:
    async with website.visit("/why", script=False) as page:
        await page.get_by_label("Role").fill("DevOps Engineer")
        await page.get_by_label("Skill").fill("Docker")
        await page.get_by_role("button", name="Why?").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Why Docker for DevOps Engineer?")
        await expect(page.get_by_role("heading", level=2)).to_have_text(
            ["They meet in Delivery Automation", "They meet in Cloud Infrastructure"]
        )
        await expect(page.get_by_text("Asked for by")).to_have_count(2)


async def test_why_shows_who_asked_for_a_candidate(website: Website) -> None:
    async with website.visit("/why?role=backend-engineer&skill=pyspark", script=False) as page:
        await expect(page.get_by_text("candidate", exact=True)).to_be_visible()
        await expect(page.get_by_text("1 job description", exact=True).first).to_be_visible()
        await expect(page.locator("q").first).to_contain_text("PySpark")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/why?role=backend-engineer&skill=mentoring", "Nothing connects the two: they meet in no dimension."),
        ("/why?role=backend-engineer&skill=nothing", "there is no skill 'nothing'; skills lists those there are"),
        ("/compare?from=nobody&to=swe", "there is no role 'nobody'; roles lists those there are"),
    ],
)
async def test_what_cannot_be_told_is_said_on_the_page(website: Website, path: str, words: str) -> None:
    async with website.visit(path) as page:
        await expect(page.get_by_text(words)).to_be_visible()


async def test_roles_are_compared_side_by_side(website: Website) -> None:
    async with website.visit("/compare", script=False) as page:
        await page.get_by_label("From").fill("DevOps Engineer")
        await page.get_by_label("To", exact=True).fill("Platform Engineer")
        await page.get_by_role("button", name="Compare").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("DevOps Engineer and Platform Engineer")
        await expect(page.get_by_text("8 shared skills").first).to_be_visible()
        move = page.get_by_role("region", name="To move from DevOps Engineer to Platform Engineer: 1 skill")
        await move.get_by_text("Systems Programming").click()
        await expect(move.get_by_role("link")).to_have_text(["C++"])
        await expect(page.get_by_role("region", name="The other way: 0 skills")).to_contain_text("covers all of it")
        await expect(page.get_by_role("row")).to_have_count(4)
        await page.get_by_role("link", name="Swap").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Platform Engineer and DevOps Engineer")


async def test_lists_are_saved_whole_and_as_filtered(website: Website) -> None:
    rows = await table(website, "/skills.csv?dimension=cloud-infrastructure")
    answer = await got(website, "/roles.json?family=Data")

    assert [row["slug"] for row in rows] == ["aws", "docker", "kubernetes", "linux", "terraform"]
    assert rows[1]["dimensions"] == "cloud-infrastructure; delivery-automation"
    assert [role["slug"] for role in answer.json()["rows"]] == ["data-engineer"]
    assert answer.headers["content-disposition"] == 'attachment; filename="roles.json"'


async def test_role_is_saved_with_its_skills_and_candidates(website: Website) -> None:
    rows = await table(website, "/roles/backend-engineer.csv")
    answer = await got(website, "/roles/backend-engineer.json")

    assert {row["dimension"] for row in rows} > {"backend-services", "spark-development"}
    [asked] = [row for row in rows if row["dimension"] == "spark-development"]
    assert (asked["status"], asked["origin"], asked["asked_by"], asked["skill"]) == ("CANDIDATE", "RUN", "1", "")
    assert "PySpark" in asked["evidence"]
    assert [kra["text"][:6] for kra in answer.json()["kras"]] == ["Design", "Keep s", "Review"]


@pytest.mark.parametrize(
    ("path", "column", "expected"),
    [
        ("/explore.csv?q=Kubernetes", "name", "Kubernetes"),
        ("/skills/kubernetes.csv", "slug", "docker"),
        ("/dimensions/spark-development.csv", "slug", "pyspark"),
        ("/dimensions.csv", "slug", "working-with-people"),
        ("/roles.csv", "family", "Operations"),
        ("/compare.csv?from=devops-engineer&to=platform-engineer", "slug", "c-plus-plus"),
        ("/why.csv?role=devops-engineer&skill=docker", "dimension", "delivery-automation"),
    ],
)
async def test_page_is_saved_as_csv(website: Website, path: str, column: str, expected: str) -> None:
    assert expected in {row[column] for row in await table(website, path)}


@pytest.mark.parametrize(
    "path",
    [
        "/explore.json?q=go",
        "/skills/go.json",
        "/dimensions/spark-development.json",
        "/compare.json?from=swe&to=swe",
        "/why.json?role=devops-engineer&skill=docker",
    ],
)
async def test_page_is_saved_as_json(website: Website, path: str) -> None:
    answer = await got(website, path)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json()


@pytest.mark.parametrize(
    "path",
    ["/skills/markup", "/dimensions/markup", "/roles/frontend-engineer", "/skills?text=script", "/explore?q=script"],
)
async def test_markup_in_names_is_shown_as_text(website: Website, path: str) -> None:
    async with website.visit(path) as page:
        await expect(page.get_by_text(MARKUP).first).to_be_attached()

        assert await page.title() != "run"
        assert "document.title" not in "".join(await page.locator("script").all_inner_texts())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PLACES)
async def test_page_fits_its_window(website: Website, path: str, width: int) -> None:
    async with website.visit(path, width=width) as page:
        assert await overflow(page) == 0


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
@pytest.mark.parametrize("path", PLACES)
async def test_page_has_no_barriers(website: Website, path: str, width: int, dark: bool) -> None:
    async with website.visit(path, width=width, dark=dark) as page:
        await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

        assert await barriers(page) == []
