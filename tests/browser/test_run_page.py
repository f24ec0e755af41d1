"""The page of a run: what stands on it, where its links lead, and what a person decides between its steps."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Page, expect

from graph_service.api.ids import global_id
from graph_service.domain.run import Run, RunStatus
from graph_service.pipeline.run import Request
from graph_service.store import runs
from graph_service.store.ledger import GraphLedger
from tests.browser.conftest import WIDTHS, Website, barriers, overflow
from tests.calls import CALL
from tests.support import BACKEND, VETERINARY, Posting, query

REFUSED = "Failed to load resource: the server responded with a status of 4"
ROCKETS = "🚀🚀 We are looking for an experienced colleague who will join our product team in Leeds."
HOSTILE = replace(
    BACKEND,
    opening="We are looking for a colleague <script>alert(1)</script><img src=x onerror=alert(2)> in Leeds.",
    must=(*BACKEND.must, "Experience with Zorblang, Frobnicate and Hive/PySpark."),
)


async def run_of(website: Website, posting: Posting = BACKEND, title: str | None = None) -> Run:
    return await website.pipeline.run(Request(posting.text, title or posting.title))


async def extracted(website: Website, posting: Posting = BACKEND) -> Run:
    return await website.pipeline.extract(Request(posting.text, posting.title))


async def answer_of(website: Website, uid: str) -> dict[str, object]:
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        answer = await http.get(f"/runs/{uid}.json")
    return dict(answer.json()["data"]["pipelineRun"])


@asynccontextmanager
async def shown(website: Website, run: Run, *, script: bool = True, anchor: str = "") -> AsyncIterator[Page]:
    async with website.visit(
        f"/runs/{run.uid}{anchor}", signed_in=True, script=script, expected_errors=(REFUSED,)
    ) as page:
        yield page


async def test_run_has_every_block(website: Website) -> None:
    run = await run_of(website)
    async with shown(website, run) as page:
        head = page.locator(".run-head")
        await expect(head.get_by_role("heading", level=1)).to_have_text("Backend Developer")
        for told in (
            "Case A",
            "Completed",
            "Flow3 of 3 steps",
            "Updated",
            "Confidence1.00",
            "Cost$0.0000",
            "extract $0.0000 · details $0.0000",
        ):
            await expect(head).to_contain_text(told)
        blocks = await page.get_by_role("navigation", name="On this page").get_by_role("link").all_inner_texts()
        assert blocks == [
            *("Report", "Decision", "Signals", "Captured", "Job description", "Parsed", "Skills", "Links"),
            *("Library artifacts", "Model calls", "Raw JSON"),
        ]
        for name in blocks:
            await expect(page.locator(".blocks").get_by_role("heading", level=2, name=name).first).to_be_visible()


async def test_report_says_what_it_rests_on_and_its_quotes_lead_into_the_text(website: Website) -> None:
    run = await run_of(website)
    assert run.report is not None
    async with shown(website, run) as page:
        report = page.locator("#report")
        await expect(report).to_contain_text(run.report.nature_of_work.label)
        await expect(report.get_by_role("img")).to_have_accessible_name(f"{run.report.ai_index.score:.2f} of 5")
        await expect(report.locator(".flags li")).to_have_count(6)
        await expect(report.locator(".source")).to_have_count(4)
        quote = run.report.nature_of_work.evidence[0]
        link = report.get_by_role("link", name="Where the job description says").first
        assert await link.get_attribute("href") == f"#jd-{quote.start}"
        await expect(page.locator(f"#jd-{quote.start}")).to_have_count(1)
        quoted = "".join(await page.locator(".jd .quoted").all_inner_texts())
        assert quote.text[:12] in quoted


async def test_passage_that_is_led_to_is_outlined_from_its_beginning_to_its_end(website: Website) -> None:
    run = await run_of(website)
    assert run.evidence is not None
    sentence = run.evidence.signals.kra[0].matches[0].sentence
    start = BACKEND.text.index(sentence)
    outlined = (
        "pieces => pieces.filter(piece => getComputedStyle(piece).outlineStyle === 'solid').map(p => p.innerText)"
    )
    async with shown(website, run, anchor=f"#jd-{start}") as page:
        told = await page.locator(".jd span, .jd mark").evaluate_all(outlined)
    async with shown(website, run, anchor=f"#jd-{start}", script=False) as page:
        without_script = await page.locator(f"#jd-{start} + *").inner_text()

    assert "".join(told) == sentence
    assert sentence.startswith(without_script)


async def test_signals_are_bars_with_what_they_rest_on(website: Website) -> None:
    run = await run_of(website)
    assert run.evidence is not None
    best = run.evidence.signals.skill[0]
    async with shown(website, run) as page:
        skills = page.get_by_role("region", name="Skills", exact=True)
        bar = skills.get_by_role("meter", name="Weighted skill score of Backend Developer")
        assert float(str(await bar.get_attribute("value"))) == pytest.approx(best.weighted_score)
        await expect(skills).to_contain_text(
            f"{best.matched_count} of {best.total_count} skills: {best.score:.2f} plain"
        )
        await expect(page.get_by_role("region", name="Title")).to_contain_text("by “Software Engineer”")
        pairs = page.get_by_role("region", name="Responsibilities").locator("details").first
        await pairs.locator("summary").click()
        await expect(pairs).to_contain_text(f"{run.evidence.signals.kra[0].matches[0].similarity:.4f}")


async def test_skills_are_marked_where_the_text_says_them(website: Website) -> None:
    posting = replace(BACKEND, opening=ROCKETS)
    run = await run_of(website, posting)
    async with shown(website, run) as page:
        text = page.locator(".jd")
        assert await text.inner_text() == posting.text
        java = text.get_by_role("link", name="Java: Java · primary · in the library").first
        await expect(java).to_have_text("Java")
        await expect(text.get_by_role("link", name="Kafka: Kafka → Apache Kafka · primary")).to_have_text("Kafka")
        docker = text.locator("mark", has_text="Docker")
        assert await docker.get_attribute("class") == "find secondary"
        lines = [
            await mark.evaluate("mark => getComputedStyle(mark).borderBottomStyle")
            for mark in (docker, text.locator("mark.primary").first)
        ]
        assert lines == ["dotted", "solid"]
        await java.hover()
        told = await java.evaluate("link => getComputedStyle(link, '::after').content")
        assert told == '"Java · primary · in the library"'


async def test_mark_leads_to_its_skill_and_opens_it(website: Website) -> None:
    run = await run_of(website)
    async with shown(website, run) as page:
        skill = page.locator("details.skill", has=page.get_by_text("Apache Kafka", exact=True))
        assert await skill.get_attribute("open") is None
        await page.locator(".jd").get_by_role("link", name="Kafka:").first.click()

        await expect(skill.get_by_role("heading", name="Placement")).to_be_visible()
        await expect(skill).to_contain_text("Backend Developer")
        await expect(skill.locator("dl").first).to_contain_text("by its spelling")


async def test_grid_has_a_row_for_each_item_of_the_worklist(website: Website) -> None:
    run = await run_of(website, replace(BACKEND, opening="We look for an experienced colleague in Hull."))
    assert run.persistence is not None
    async with shown(website, run) as page:
        rows = page.locator("#grid tbody tr")
        await expect(rows).to_have_count(len(run.persistence.rows))
        await expect(rows.first).to_contain_text("Java")
        await expect(rows.first.locator(".badge")).to_have_text(["library", "confirmed", "confirmed"])
        await expect(rows.first).to_contain_text(run.persistence.rows[0].dimension)
        await expect(page.locator("#grid .facts")).to_contain_text(
            f"Skill–dimension saved{run.persistence.skill_dimension_saved}"
        )


async def test_captured_items_lead_to_review(website: Website) -> None:
    run = await extracted(website)
    await website.pipeline.details(run.uid, ["Java", "Zorblang"])
    await website.pipeline.finalize(run.uid, None)
    async with shown(website, run) as page:
        item = page.locator("#captured").get_by_role("link", name="Zorblang").first
        address = str(await item.get_attribute("href"))
        assert address.startswith("/review?item=")
        await expect(page.locator("#artifacts")).to_contain_text("New skill Zorblang")
        await expect(page.locator("#calls")).to_contain_text("No language model was called")


async def test_calls_of_models_are_told_with_what_they_cost_and_answered(website: Website) -> None:
    run = await run_of(website, replace(BACKEND, opening="We look for an experienced colleague in Wells."))
    call = replace(CALL, uid=str(uuid4()), cost_usd=0.25, response='{"skills": ["<b>"]}')
    await GraphLedger(website.pipeline.graph).record(run.uid, call)
    async with shown(website, run) as page:
        told = page.locator("#calls details")
        await expect(told.locator("summary")).to_contain_text("1. Extract")
        for part in ("gpt-6-luna", "1,000 tokens in (400 cached), 100 out", "$0.2500", "0.3 s"):
            await expect(told.locator("summary")).to_contain_text(part)
        await told.locator("summary").click()
        await expect(page.get_by_label("Response of call 1")).to_have_text('{"skills": ["<b>"]}')
        await expect(page.locator(".run-head")).to_contain_text("Cost$0.2500")


async def test_calls_of_a_run_that_failed_early_are_told(website: Website) -> None:
    run = await run_of(website, replace(BACKEND, opening="We look for an experienced colleague in Deal."))
    graph = website.pipeline.graph
    await GraphLedger(graph).record(run.uid, replace(CALL, uid=str(uuid4())))
    await runs.save(graph, run.uid, status=RunStatus.FAILED, finished_step=None, decision=None)
    async with shown(website, run) as page:
        await expect(page.locator("#calls details")).to_have_count(1)
        await expect(page.get_by_role("navigation", name="On this page").get_by_text("Model calls")).to_be_visible()


async def test_markup_in_a_text_is_text_everywhere(website: Website) -> None:
    run = await run_of(website, HOSTILE, "<script>alert(3)</script> Engineer")
    async with shown(website, run) as page:
        await expect(page.locator(".jd")).to_contain_text("<script>alert(1)</script><img src=x onerror=alert(2)>")
        await expect(page.locator(".lead")).to_contain_text("<script>alert(3)</script> Engineer")
        assert await page.locator("main script, main img").count() == 0


async def test_new_role_is_shown_with_what_it_is_made_of(website: Website) -> None:
    run = await run_of(website, VETERINARY)
    async with shown(website, run) as page:
        await expect(page.get_by_role("heading", level=1)).to_have_text("Veterinary Nurse")
        await expect(page.locator(".run-head")).to_contain_text("New role")
        await expect(page.locator("#decision")).to_contain_text("a new role is proposed, and not linked until")
        await expect(page.locator("#decision")).to_contain_text("veterinary-nurse")


async def test_json_is_the_answer_of_the_api(website: Website) -> None:
    run = await run_of(website)
    async with shown(website, run) as page:
        await page.get_by_text("Show it here").click()
        await expect(page.get_by_label("The run as JSON")).to_contain_text(run.uid[:0] + '"finishedStep": "FINALIZE"')
        written = json.loads(await page.get_by_label("The run as JSON").inner_text())
        download = page.get_by_role("link", name="Download")
        assert await download.get_attribute("download") == f"run-{run.uid}.json"
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await page.get_by_role("button", name="Copy").click()
        await expect(page.locator("#copied")).to_have_text("Copied.")
        copied = json.loads(await page.evaluate("navigator.clipboard.readText()"))

    assert copied == written
    assert written["data"]["pipelineRun"]["id"] == global_id("PipelineRun", run.uid)
    assert written["data"]["pipelineRun"] == await answer_of(website, run.uid)


async def test_parts_are_to_be_had_alone_and_tables_as_csv(website: Website) -> None:
    run = await run_of(website)
    whole = await answer_of(website, run.uid)
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        parsed, placed, skills, links, missing = [
            await http.get(f"/runs/{run.uid}.{rest}")
            for rest in ("json?part=parsed", "json?part=details", "csv", "csv?part=links", "csv?part=grid")
        ]

    assert parsed.json()["data"]["pipelineRun"] == {"parsed": whole["parsed"]}
    assert placed.json()["data"]["pipelineRun"].keys() == {"placements", "placement"}
    assert skills.headers["content-disposition"] == f'attachment; filename="{run.uid}-skills.csv"'
    rows = {row["name"]: row for row in csv.DictReader(skills.text.splitlines())}
    assert len(rows) == len(run.placements)
    assert rows["Apache Kafka"] == {
        "name": "Apache Kafka",
        "slug": "apache-kafka",
        "rank": "primary",
        "tag": "IN_DB",
        "method": "ALIAS",
        "category": rows["Apache Kafka"]["category"],
        "words": "Kafka",
        "outcome": "merged into Apache Kafka: the spelling is known",
    }
    assert run.persistence is not None
    assert len(list(csv.DictReader(links.text.splitlines()))) == len(run.persistence.rows)
    assert (missing.status_code, "it has skills, links, calls" in missing.text) == (404, True)


async def test_skill_has_its_spellings_and_what_came_of_its_links(website: Website) -> None:
    run = await run_of(website)
    async with shown(website, run) as page:
        skill = page.locator("details.skill", has=page.get_by_text("Apache Kafka", exact=True))
        await skill.locator("summary").first.click()
        await expect(skill.get_by_role("region", name="Links").get_by_role("row")).not_to_have_count(0)
        await expect(skill).to_contain_text("Apache Kafka canonical, case insensitive, primary")
        await expect(skill).to_contain_text("Extractable")
        await expect(page.locator("#report")).to_contain_text(f"{len(run.placements)} skills matched in the JD")


async def test_json_that_cannot_be_had_is_said_and_not_copied(website: Website) -> None:
    run = await run_of(website)
    async with website.visit(f"/runs/{run.uid}", expected_errors=("status of 503",)) as page:
        await page.route("**/*.json", lambda route: route.fulfill(status=503, body="<p>away</p>"), times=1)
        await page.get_by_role("button", name="Copy").click()
        await expect(page.locator("#copied")).to_have_text("The service answered 503; try again.")
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await page.get_by_role("button", name="Copy").click()
        await expect(page.locator("#copied")).to_have_text("Copied.")


async def test_global_id_leads_to_the_run(website: Website) -> None:
    run = await run_of(website)
    async with httpx.AsyncClient(base_url=website.url, trust_env=False) as http:
        led = await http.get(f"/runs/{global_id('PipelineRun', run.uid)}")
        missing = [await http.get(f"/runs/{name}") for name in ("nobody", str(uuid4()), "%3Cscript%3E")]

    assert (led.status_code, led.headers["location"]) == (303, f"/runs/{run.uid}")
    assert [answer.status_code for answer in missing] == [404] * 3
    assert all("there is no run" in answer.text for answer in missing)
    assert all("<script>" not in answer.text for answer in missing)


# ---- confirming step by step


@pytest.mark.parametrize("script", [True, False])
async def test_skills_are_kept_renamed_and_added_and_the_role_overridden(website: Website, script: bool) -> None:
    run = await extracted(website)
    async with shown(website, run, script=script) as page:
        await page.get_by_label("Keep Docker").uncheck()
        await page.get_by_label("Name of SQL").fill("Zorblang")
        await page.get_by_label("Add skills").fill("Redis\n\n Terraform ")
        await page.get_by_role("button", name="Go on with these").click()
        await expect(page.get_by_role("heading", name="Step 3 of 3")).to_be_visible()
        names = await page.locator("details.skill .name").all_inner_texts()
        await page.get_by_label("Another role").fill("Data Engineer")
        await page.get_by_role("button", name="Finish the run").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Data Engineer")
        await expect(page.locator("#decision")).to_contain_text("a person chose the role")

    assert {"Zorblang", "Redis", "Terraform"} <= set(names)
    assert not {"Docker", "SQL"} & set(names)
    done = await answer_of(website, run.uid)
    assert (done["status"], done["finishedStep"]) == ("COMPLETED", "FINALIZE")


async def test_nothing_changed_is_what_was_found_and_decided(website: Website) -> None:
    run = await extracted(website)
    async with shown(website, run, script=False) as page:
        await page.get_by_role("button", name="Go on with these").click()
        await page.get_by_role("button", name="Finish the run").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Backend Developer")
        await expect(page.locator("#decision")).to_contain_text("not needed")

    kept = await runs.by_uid(website.pipeline.graph, run.uid)
    assert kept.skills == run.skills


async def test_skill_under_another_name_keeps_its_words_and_its_rank(website: Website) -> None:
    run = await extracted(website)
    async with shown(website, run, script=False) as page:
        await page.get_by_label("Name of Docker").fill("Rancher")
        await page.get_by_label("Add secondary skills").fill("Redis")
        await page.get_by_role("button", name="Go on with these").click()
        mark = page.locator(".jd").get_by_role("link", name="Docker → Rancher · secondary · new skill")
        await expect(mark).to_have_text("Docker")
        redis = page.locator("details.skill", has=page.get_by_text("Redis", exact=True))
        await expect(redis.locator(".badge").first).to_have_text("secondary")


async def test_role_that_is_typed_beside_another_one_is_asked_about(website: Website) -> None:
    run = await extracted(website)
    await website.pipeline.details(run.uid, None)
    async with website.visit(f"/runs/{run.uid}?role=Data", signed_in=True, expected_errors=(REFUSED,)) as page:
        await page.get_by_role("radio", name="Data Engineer").check()
        await page.get_by_label("Another role").fill("Frontend Developer")
        await page.get_by_role("button", name="Finish the run").click()

        await expect(page.get_by_role("alert")).to_contain_text(
            "One role is chosen and another typed, 'Frontend Developer'; choose the one that is typed, or clear it."
        )
        await expect(page.get_by_role("radio", name="Data Engineer")).to_be_checked()
        await expect(page.get_by_label("Another role")).to_have_value("Frontend Developer")
        await page.get_by_role("radio", name="The one that is typed").check()
        await page.get_by_role("button", name="Finish the run").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Frontend Developer")


@pytest.mark.parametrize("script", [True, False])
async def test_role_that_is_not_known_is_looked_up(website: Website, script: bool) -> None:
    run = await extracted(website)
    await website.pipeline.details(run.uid, None)
    async with shown(website, run, script=script) as page:
        await page.get_by_label("Another role").fill("Data")
        await page.get_by_role("button", name="Finish the run").click()
        await expect(page.get_by_role("alert")).to_contain_text("No role goes by the name 'Data'")
        await page.get_by_role("button", name="Look roles up").click()
        await page.get_by_role("radio", name="Data Engineer").check()
        await page.get_by_role("button", name="Finish the run").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Data Engineer")


async def test_roles_are_offered_while_one_types(website: Website) -> None:
    run = await extracted(website)
    await website.pipeline.details(run.uid, None)
    async with shown(website, run) as page:
        await page.get_by_label("Another role").press_sequentially("frontend")
        await expect(page.locator("datalist option").first).to_have_attribute("value", "Frontend Developer")


async def test_visitor_who_may_not_decide_is_led_to_sign_in(website: Website) -> None:
    run = await extracted(website)
    async with website.visit(f"/runs/{run.uid}", expected_errors=(REFUSED,)) as page:
        await page.get_by_label("Keep Docker").uncheck()
        await page.get_by_role("button", name="Go on with these").click()

        await expect(page.get_by_role("alert")).to_contain_text("Sign in with a curator's key")
        await expect(page.get_by_label("Keep Docker")).not_to_be_checked()
        await expect(page.get_by_label("Keep Java", exact=True)).to_be_checked()


async def test_skill_that_has_no_name_is_refused_and_the_form_stays(website: Website) -> None:
    run = await extracted(website)
    async with shown(website, run, script=False) as page:
        await page.get_by_label("Name of Docker").fill("???")
        await page.get_by_role("button", name="Go on with these").click()

        await expect(page.get_by_role("alert")).to_contain_text("is no name of a skill")
        await expect(page.get_by_label("Name of Docker")).to_have_value("???")


# ---- runs that are not done


async def test_running_run_is_followed_until_it_is_done(website: Website) -> None:
    run = await run_of(website, replace(BACKEND, opening="We look for an experienced colleague in Ely."))
    graph = website.pipeline.graph
    await runs.save(graph, run.uid, status=RunStatus.RUNNING)
    await runs.tell(graph, run.uid, "place", 0.55, "matching skills")
    async with shown(website, run) as page:
        await expect(page.locator(".stages").get_by_role("status")).to_have_text("matching skills …")
        await expect(page.locator("[aria-current=step]")).to_contain_text("Match and place")
        await runs.save(graph, run.uid, status=RunStatus.COMPLETED)
        await expect(page.locator(".run-head")).to_contain_text("Completed")


async def test_running_run_renews_itself_without_a_script_and_is_cancelled(website: Website) -> None:
    run = await run_of(website, replace(BACKEND, opening="We look for an experienced colleague in Rye."))
    graph = website.pipeline.graph
    await runs.save(graph, run.uid, status=RunStatus.RUNNING)
    async with shown(website, run, script=False) as page:
        assert await page.locator("meta[http-equiv=refresh]").get_attribute("content") == "2"
        await page.get_by_role("button", name="Cancel").click()
        await expect(page.get_by_role("heading", name="Running")).to_be_visible()

    assert await runs.keep_alive(graph, run.uid)


async def test_run_that_nothing_was_heard_of_says_so(website: Website) -> None:
    run = await run_of(website, replace(BACKEND, opening="We look for an experienced colleague in Hay."))
    await query(
        website.pipeline.graph,
        "MATCH (r:PipelineRun {uid: $uid}) SET r.status = 'RUNNING', r.updatedAt = datetime() - duration('PT2M')",
        uid=run.uid,
    )
    async with shown(website, run) as page:
        await expect(page.get_by_role("status").first).to_contain_text("Nothing was heard of this run for a while")
        await expect(page.get_by_role("button", name="Cancel")).to_have_count(0)


async def test_run_without_its_report_asks_for_no_role(website: Website) -> None:
    run = await run_of(website, replace(BACKEND, opening="We look for an experienced colleague in Eye."))
    await runs.save(website.pipeline.graph, run.uid, status=RunStatus.AWAITING_CONFIRMATION, report=None)
    async with shown(website, run) as page:
        await expect(page.get_by_text("The links are written for Backend Developer")).to_be_visible()
        await expect(page.get_by_label("Another role")).to_have_count(0)
        await page.get_by_role("button", name="Finish the run").click()
        await expect(page.get_by_role("region", name="Report")).to_be_visible()


async def test_failed_run_says_why(website: Website) -> None:
    run = await run_of(website, replace(BACKEND, opening="We look for an experienced colleague in Ayr."))
    await runs.save(
        website.pipeline.graph, run.uid, status=RunStatus.FAILED, failure_reason="this run was cancelled <b>"
    )
    async with shown(website, run) as page:
        await expect(page.get_by_role("status").first).to_contain_text("this run was cancelled <b>")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True])
async def test_run_is_accessible_and_fits(website: Website, width: int, dark: bool) -> None:
    run = await run_of(website, HOSTILE)
    waiting = await extracted(website)
    for uid in (run.uid, waiting.uid):
        async with website.visit(f"/runs/{uid}", width=width, dark=dark, signed_in=True) as page:
            await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")

            assert await barriers(page) == []
            assert await overflow(page) == 0
