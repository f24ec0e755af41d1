from __future__ import annotations

from typing import Any

import pytest

from graph_service.api.ids import global_id
from tests.api.client import Client
from tests.support import BACKEND, Contents, contents, query

PAYLOAD = "errors { code message field } run { ...Told }"
RUN = f"mutation ($input: RunPipelineInput!) {{ runPipeline(input: $input) {{ {PAYLOAD} }} }}"
EXTRACT = f"mutation ($input: ExtractInput!) {{ extractFromJd(input: $input) {{ {PAYLOAD} }} }}"
DETAILS = f"mutation ($input: DetailsInput!) {{ extractDetails(input: $input) {{ {PAYLOAD} }} }}"
FINALIZE = f"mutation ($input: FinalizeInput!) {{ finalizeRole(input: $input) {{ {PAYLOAD} }} }}"
TOLD = """
fragment Told on PipelineRun {
  id status finishedStep rejectionReason failureReason jobTitle
  skills { name tag isPrimary evidence { start end text } skill { slug } }
  decision { case confidence reasoning byCaller role { slug } }
  placements { name tag nature volatility lifespan versionStrategy evidence { start end text } skill { slug } }
  persistence { newSkills skillDimensionSaved roleDimensionSaved skipped rows { skill skillDimension roleDimension } }
  report { kraDescription }
  captured { kind text }
}
"""


async def send(client: Client, document: str, **values: object) -> dict[str, Any]:
    """The only payload of a mutation."""
    [payload] = (await client.ask(document + TOLD, input=values)).values()
    return dict(payload)


async def done(client: Client, document: str, **values: object) -> dict[str, Any]:
    """The run of a mutation that had nothing to complain about."""
    payload = await send(client, document, **values)
    assert payload["errors"] == []
    return dict(payload["run"])


async def complaint(client: Client, document: str, **values: object) -> tuple[str, str, str]:
    """Code, field and message of a mutation that did nothing."""
    payload = await send(client, document, **values)
    assert payload["run"] is None
    [error] = payload["errors"]
    return error["code"], error["field"], error["message"]


def of_the_taxonomy(found: Contents) -> Any:
    return found.labelled("Skill", "Role", "Dimension", "KRA", "Alias", "ReviewItem"), found.of(
        "IN_DIMENSION", "HAS_DIMENSION", "HAS_ALIAS", "HAS_KRA"
    )


async def test_run_pipeline_does_all_three_steps(client: Client) -> None:
    run = await done(client, RUN, jobDescription=BACKEND.text, jobTitle=BACKEND.title)

    assert (run["status"], run["rejectionReason"], run["jobTitle"]) == ("COMPLETED", None, "Senior Software Engineer")
    assert (run["decision"]["case"], run["decision"]["role"]) == ("A", {"slug": "backend-engineer"})
    assert {skill["name"] for skill in run["skills"] if skill["isPrimary"]} >= {"Java", "Apache Kafka", "PostgreSQL"}
    assert {skill["name"] for skill in run["skills"] if not skill["isPrimary"]} == {"Docker", "Kubernetes"}
    assert all(
        BACKEND.text[span["start"] : span["end"]] == span["text"]
        for skill in run["skills"]
        for span in skill["evidence"]
    )
    assert run["report"]["kraDescription"]


async def test_same_key_answers_the_same_run_and_changes_nothing(client: Client) -> None:
    first = await done(client, RUN, jobDescription=BACKEND.text, jobTitle=BACKEND.title, idempotencyKey="posting-1")
    before = await contents(client.pipeline.graph)

    again = await done(client, RUN, jobDescription=BACKEND.text, jobTitle=BACKEND.title, idempotencyKey="posting-1")
    extracted = await done(client, EXTRACT, jobDescription=BACKEND.text, idempotencyKey="posting-1")

    assert again == extracted == first
    assert await contents(client.pipeline.graph) == before
    assert await complaint(client, RUN, jobDescription=f"{BACKEND.text}\nMore.", idempotencyKey="posting-1") == (
        "CONFLICT",
        "input.idempotencyKey",
        "this idempotencyKey was sent with another job description before; send a new key",
    )


async def test_three_steps_do_what_run_pipeline_does(client: Client) -> None:
    extracted = await done(client, EXTRACT, jobDescription=BACKEND.text, jobTitle=BACKEND.title)
    detailed = await done(client, DETAILS, runId=extracted["id"])
    before = await contents(client.pipeline.graph)
    finished = await done(client, FINALIZE, runId=extracted["id"])

    assert [run["status"] for run in (extracted, detailed, finished)] == [
        *("AWAITING_CONFIRMATION", "AWAITING_CONFIRMATION", "COMPLETED"),
    ]
    assert (extracted["placements"], extracted["persistence"], extracted["report"]) == ([], None, None)
    assert (len(detailed["placements"]), detailed["persistence"]) == (len(extracted["skills"]), None)
    assert before.labelled("ReviewItem") == {}
    assert finished["skills"] == extracted["skills"]
    assert finished["decision"] == extracted["decision"]
    assert len(finished["persistence"]["rows"]) == finished["persistence"]["skillDimensionSaved"] == 11
    assert (finished["persistence"]["roleDimensionSaved"], finished["persistence"]["skipped"]) == (7, 4)


async def test_finishing_twice_changes_nothing(client: Client) -> None:
    run = await done(client, RUN, jobDescription=BACKEND.text, jobTitle=BACKEND.title)
    before = await contents(client.pipeline.graph)

    assert await done(client, FINALIZE, runId=run["id"]) == run
    assert await done(client, DETAILS, runId=run["id"]) == run
    assert await contents(client.pipeline.graph) == before


async def profile_of(client: Client, name: str) -> list[str | None]:
    """Nature, volatility, lifespan and version strategy of a new skill as it is kept."""
    [row] = await query(
        client.pipeline.graph,
        "MATCH (s:Skill {name: $name}) RETURN [s.nature, s.volatility, s.lifespan, s.versionStrategy] AS profile",
        name=name,
    )
    return list(row["profile"])


async def test_callers_skills_and_role_go_on(client: Client) -> None:
    extracted = await done(client, EXTRACT, jobDescription=BACKEND.text, jobTitle=BACKEND.title)
    wanted = ["Java", "golang", "Quarkus", "java "]
    detailed = await done(client, DETAILS, runId=extracted["id"], skills=wanted)
    finished = await done(client, FINALIZE, runId=extracted["id"], roleSlug="devops-engineer")

    assert [(skill["name"], skill["tag"], skill["skill"]) for skill in detailed["skills"]] == [
        ("Java", "IN_DB", {"slug": "java"}),
        ("Go", "IN_DB", {"slug": "go"}),
        ("Quarkus", "NEW", None),
    ]
    assert [len(skill["evidence"]) for skill in detailed["skills"]] == [1, 0, 0]
    steps = [run["finishedStep"] for run in (extracted, detailed, finished)]
    assert steps == ["EXTRACT", "DETAILS", "FINALIZE"]
    assert [run["decision"]["byCaller"] for run in (extracted, finished)] == [False, True]
    java, _, quarkus = detailed["placements"]
    assert [BACKEND.text[span["start"] : span["end"]] for span in java["evidence"]] == ["Java"]
    profile = ("nature", "volatility", "lifespan", "versionStrategy")
    assert [java[name] for name in profile] == [None] * 4
    assert [quarkus[name] for name in profile] == await profile_of(client, quarkus["name"])
    assert finished["decision"]["role"] == {"slug": "devops-engineer"}
    assert finished["decision"]["reasoning"].startswith(
        "The caller chose devops-engineer in place of backend-engineer. Before: "
    )
    assert finished["persistence"]["newSkills"] == 1
    assert {"kind": "NEW_SKILL", "text": "Quarkus"} in finished["captured"]
    pending = await client.ask(
        '{ skills(filter: {status: PENDING}) { nodes { slug } } live: skill(name: "Quarkus") { slug } }'
    )
    assert pending == {"skills": {"nodes": [{"slug": "quarkus"}]}, "live": None}


async def test_renamed_skill_keeps_what_it_was_found_by(client: Client) -> None:
    extracted = await done(client, EXTRACT, jobDescription=BACKEND.text, jobTitle=BACKEND.title)
    found = {skill["name"]: skill for skill in extracted["skills"]}
    renamed = [{"from": "Docker", "to": "Rancher"}, {"from": "Java", "to": "golang"}]
    rest = [name for name in found if name not in ("Docker", "Java")]

    detailed = await done(client, DETAILS, runId=extracted["id"], skills=rest, renamed=renamed, secondary=["Quarkus"])

    gone_on = {skill["name"]: skill for skill in detailed["skills"]}
    assert gone_on.keys() == {*rest, "Rancher", "Go", "Quarkus"}
    for name, was in (("Rancher", "Docker"), ("Go", "Java")):
        assert gone_on[name]["evidence"] == found[was]["evidence"] != []
        assert gone_on[name]["isPrimary"] == found[was]["isPrimary"]
    assert (gone_on["Rancher"]["tag"], gone_on["Go"]["skill"]) == ("NEW", {"slug": "go"})
    assert (gone_on["Quarkus"]["isPrimary"], gone_on["Quarkus"]["evidence"]) == (False, [])
    placed = {skill["name"]: skill["evidence"] for skill in detailed["placements"]}
    assert placed["Rancher"] == found["Docker"]["evidence"]
    again = await done(client, DETAILS, runId=extracted["id"], skills=rest, renamed=renamed, secondary=["Quarkus"])
    assert again == detailed
    assert await complaint(client, DETAILS, runId=extracted["id"], renamed=[{"from": "Zorblang", "to": "Java"}]) == (
        "INVALID_INPUT",
        "input.renamed",
        "the run found no skill 'Zorblang'; send the name of one of its skills",
    )


async def test_role_that_the_links_are_written_for_is_not_overridden(client: Client) -> None:
    run = await done(client, RUN, jobDescription=BACKEND.text, jobTitle=BACKEND.title)
    unreported = "MATCH (r:PipelineRun) REMOVE r.report SET r.status = 'AWAITING_CONFIRMATION'"
    await query(client.pipeline.graph, unreported)

    assert await complaint(client, FINALIZE, runId=run["id"], roleSlug="devops-engineer") == (
        "CONFLICT",
        "input.roleSlug",
        "the links are written for backend-engineer already: only the report is missing; send no roleSlug",
    )
    assert await done(client, FINALIZE, runId=run["id"], roleSlug="backend-engineer") == run


async def test_new_spelling_says_whether_it_became_an_alias(client: Client) -> None:
    extracted = await done(client, EXTRACT, jobDescription=BACKEND.text, jobTitle=BACKEND.title)
    kafka = client.pipeline.knowledge
    skill = (await kafka.current()).library.skills["apache-kafka"]
    near = f"{skill.name} {skill.description}"[:110]
    wanted = ["Docker/k8s", "spring-boot 3", near]
    detailed = await done(client, DETAILS, runId=extracted["id"], skills=wanted)
    ask = """query ($id: ID!) { pipelineRun(id: $id) { placement {
      merge { term alias into { slug } reviewItem { status text } } split { term parts { name } } } } }"""
    before = (await client.ask(ask, id=detailed["id"]))["pipelineRun"]["placement"]
    await done(client, FINALIZE, runId=extracted["id"])
    after = (await client.ask(ask, id=detailed["id"]))["pipelineRun"]["placement"]

    assert before["split"] == [{"term": "Docker/k8s", "parts": [{"name": "Docker"}, {"name": "Kubernetes"}]}]
    assert before["merge"] == [
        {"term": "spring-boot 3", "alias": "NOT_NEEDED", "into": {"slug": "spring-boot"}, "reviewItem": None},
        {"term": near, "alias": "PROPOSED", "into": {"slug": "apache-kafka"}, "reviewItem": None},
    ]
    assert after["merge"][1]["reviewItem"] == {"status": "PENDING", "text": near}


async def test_steps_out_of_order_are_refused(client: Client) -> None:
    extracted = await done(client, EXTRACT, jobDescription=BACKEND.text, jobTitle=BACKEND.title)

    assert await complaint(client, FINALIZE, runId=extracted["id"]) == (
        "CONFLICT",
        "input.runId",
        "this run is not so far yet, or past it; extractDetails comes before",
    )

    await done(client, DETAILS, runId=extracted["id"])
    await done(client, FINALIZE, runId=extracted["id"])

    code, field, _ = await complaint(client, DETAILS, runId=extracted["id"], skills=["Java"])
    assert (code, field) == ("CONFLICT", "input.runId")


async def test_what_is_wrong_with_a_step_is_data(client: Client) -> None:
    run = await done(client, EXTRACT, jobDescription=BACKEND.text, jobTitle=BACKEND.title)
    skill, gone = await client.id_of("Skill", "go"), global_id("PipelineRun", "gone")

    for document in (DETAILS, FINALIZE):
        assert await complaint(client, document, runId="nonsense") == (
            "INVALID_INPUT",
            "input.runId",
            "'nonsense' is no id of ours; send one that a query answered",
        )
        assert await complaint(client, document, runId=skill) == (
            "INVALID_INPUT",
            "input.runId",
            "this is the id of a Skill; send the id of a PipelineRun",
        )
        assert await complaint(client, document, runId=gone) == (
            "NOT_FOUND",
            "input.runId",
            "there is no run 'gone'; pipelineRuns lists those there are",
        )
    for names in ([""], ["Java", "?!"], ["x" * 121]):
        code, field, message = await complaint(client, DETAILS, runId=run["id"], skills=names)
        assert (code, field) == ("INVALID_INPUT", "input.skills")
        assert message == f"{names[-1][:40]!r} is no name of a skill; send 1 to 120 characters"
    code, field, message = await complaint(client, DETAILS, runId=run["id"], skills=[f"skill {n}" for n in range(501)])
    assert (code, field, message) == ("INVALID_INPUT", "input.skills", "skills has 501 names; send at most 500")

    for name, problem in {
        "\ud800": "characters that are no text (lone surrogates); send UTF-8",
        "a\0": "NUL characters",
    }.items():
        code, field, message = await complaint(client, DETAILS, runId=run["id"], skills=[name])
        assert (code, field) == ("INVALID_INPUT", "input.skills")
        assert message.startswith(f"skills has {problem}")

    await done(client, DETAILS, runId=run["id"])

    assert await complaint(client, FINALIZE, runId=run["id"], roleSlug="astronaut") == (
        "NOT_FOUND",
        "input.roleSlug",
        "there is no role 'astronaut'; roles lists those there are",
    )


async def test_text_that_is_no_job_description_is_rejected_with_a_reason(client: Client) -> None:
    before = of_the_taxonomy(await contents(client.pipeline.graph))

    empty = await done(client, RUN, jobDescription="")
    short = await done(client, EXTRACT, jobDescription="Senior Software Engineer")

    assert (empty["status"], short["status"]) == ("REJECTED", "REJECTED")
    assert (empty["finishedStep"], empty["failureReason"]) == (None, None)
    assert empty["rejectionReason"] == "The job description is empty. Paste the full text of one job posting."
    assert short["rejectionReason"].startswith("The text has 3 words, which is a title and not a job description")
    assert (empty["skills"], empty["decision"], empty["persistence"], empty["report"]) == ([], None, None, None)
    assert of_the_taxonomy(await contents(client.pipeline.graph)) == before
    code, field, message = await complaint(client, DETAILS, runId=empty["id"])
    assert (code, field) == ("CONFLICT", "input.runId")
    assert message.startswith("this run was rejected: The job description is empty.")


@pytest.mark.parametrize("document", [RUN, EXTRACT])
async def test_text_that_cannot_be_kept_is_an_error_and_no_run(reader: Client, document: str) -> None:
    nul = "has NUL characters: it is a binary file; send plain text"
    surrogates = "has characters that are no text (lone surrogates); send UTF-8"
    expected: list[tuple[dict[str, str], str, str]] = [
        ({"jobDescription": f"{BACKEND.text}\0"}, "jobDescription", nul),
        ({"jobDescription": f"{BACKEND.text}\ud800"}, "jobDescription", surrogates),
        ({"jobDescription": BACKEND.text, "jobTitle": "\0"}, "jobTitle", nul),
        ({"jobDescription": BACKEND.text, "jobTitle": "\udfff"}, "jobTitle", surrogates),
        (
            {"jobDescription": BACKEND.text, "jobTitle": "x" * 301},
            "jobTitle",
            "is longer than 300 characters; send the title alone",
        ),
        (
            {"jobDescription": "x" * 2_000_000},
            "jobDescription",
            "has 2,000,000 characters; send one job description of at most 100,000",
        ),
    ]
    for values, field, message in expected:
        assert await complaint(reader, document, **values) == ("INVALID_INPUT", f"input.{field}", f"{field} {message}")
    code, _, message = await complaint(reader, document, jobDescription=BACKEND.text, idempotencyKey="\ud800")
    assert code == "INVALID_INPUT"
    assert "lone surrogates" in message
    assert (await reader.ask("{ stats { runs } }"))["stats"]["runs"] == 0


async def test_job_description_is_required(reader: Client) -> None:
    result = await reader.result(RUN + TOLD, input={"jobTitle": "Engineer"})

    assert result.errors is not None
    assert "jobDescription" in result.errors[0].message
