"""What would happen, as GraphQL: a run previewed, and stored runs decided again."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from graph_service.api.rehearsal.types import ThresholdOverrides
from graph_service.settings import Thresholds
from tests.api.client import Client
from tests.support import BACKEND, VETERINARY, contents

RUN = "mutation ($input: RunPipelineInput!) { runPipeline(input: $input) { errors { message } run { id } } }"
PREVIEW = """query ($input: RunPipelineInput!) { previewPipeline(input: $input) {
  errors { code message field }
  preview {
    status rejectionReason warnings
    skills { name skill { slug } }
    signals { alias { score role { slug } } }
    decision { case role { slug } reasoning }
    placements { term dimensions { dimension { slug } score } }
    persistence { newSkills skillDimensionSaved roleDimensionSaved skipped
      rows { skill dimension { slug } skillDimension roleDimension note } }
    report { kraDescription }
    nodes { node { label key name } change properties }
    edges { type from { label key name } to { label key name } change }
    reviewItems { kind status text isNew countBefore countAfter similarity }
  } } }"""
REPLAY = """query ($filter: ReplayFilter, $overrides: ThresholdOverrides, $today: Boolean, $first: Int,
  $after: String) {
  replayRuns(filter: $filter, overrides: $overrides, useTodaysLibrary: $today, first: $first, after: $after) {
    errors { code message field }
    replays { run { id jobTitle } createdAt flipped roleChanged
      before { case role { slug } subRole { slug } confidence reasoning }
      after { case role { slug } roleSlug reasoning arbiterReasoning }
      why { name before after explanation } }
    totals { matching replayed flipped roleChanged cases { before after count } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
UNTITLED = replace(BACKEND, title="Wizard of Services")
NEW_SKILL = replace(BACKEND, must=(*BACKEND.must, "Hands-on experience with Java, Quarkus and SQL."))


async def previewed(client: Client, **input: object) -> dict[str, Any]:
    return dict((await client.ask(PREVIEW, input=input))["previewPipeline"])


async def replayed(client: Client, **variables: object) -> dict[str, Any]:
    return dict((await client.ask(REPLAY, **variables))["replayRuns"])


async def run(client: Client, *texts: tuple[str, str | None]) -> list[str]:
    answers = [await client.ask(RUN, input={"jobDescription": text, "jobTitle": title}) for text, title in texts]
    return [answer["runPipeline"]["run"]["id"] for answer in answers]


async def test_preview_tells_what_the_run_would_write(reader: Client) -> None:
    before = await contents(reader.pipeline.graph)

    answer = await previewed(reader, jobDescription=NEW_SKILL.text, jobTitle=NEW_SKILL.title)

    assert await contents(reader.pipeline.graph) == before
    told = answer["preview"]
    assert answer["errors"] == []
    assert (told["status"], told["rejectionReason"], told["warnings"]) == ("COMPLETED", None, [])
    assert (told["decision"]["case"], told["decision"]["role"]["slug"]) == ("A", "backend-engineer")
    assert {"name": "Java", "skill": {"slug": "java"}} in told["skills"]
    assert told["persistence"]["newSkills"] == 1
    assert told["persistence"]["rows"][0]["dimension"]["slug"] == "backend-services"
    quarkus = {"label": "Skill", "key": "quarkus", "name": "Quarkus"}
    assert {"node": quarkus, "change": "CREATED", "properties": []} in told["nodes"]
    confirmed = [edge for edge in told["edges"] if edge["change"] == "CONFIRMED"]
    assert ("java", "backend-services") in [(edge["from"]["key"], edge["to"]["key"]) for edge in confirmed]
    item = {"kind": "NEW_SKILL", "status": "PENDING", "text": "Quarkus", "similarity": None}
    assert {**item, "isNew": True, "countBefore": 0, "countAfter": 1} in told["reviewItems"]
    assert told["report"]["kraDescription"]


async def test_preview_of_a_refused_text_answers_the_reason_as_data(reader: Client) -> None:
    answer = await previewed(reader, jobDescription="Engineer wanted")

    told = answer["preview"]
    assert answer["errors"] == []
    assert told["status"] == "REJECTED"
    assert told["rejectionReason"]
    assert [one["node"]["label"] for one in told["nodes"]] == ["PipelineRun"]
    assert (told["edges"], told["reviewItems"], told["decision"], told["persistence"]) == ([], [], None, None)


async def test_preview_of_what_cannot_be_run_is_an_error_as_data(reader: Client) -> None:
    answer = await previewed(reader, jobDescription="a\0b")

    assert answer["preview"] is None
    [error] = answer["errors"]
    assert (error["code"], error["field"]) == ("INVALID_INPUT", "input.jobDescription")


async def test_replay_lists_runs_with_what_flips_and_why(client: Client) -> None:
    titled, untitled, unknown = await run(client, *((one.text, one.title) for one in (BACKEND, UNTITLED, VETERINARY)))

    answer = await replayed(client, overrides={"skillFloor": 1.0, "aliasFloor": 1.0})

    assert answer["errors"] == []
    assert [one["run"]["id"] for one in answer["replays"]] == [unknown, untitled, titled]
    flip = answer["replays"][1]
    assert (flip["flipped"], flip["roleChanged"], flip["run"]["jobTitle"]) == (True, True, UNTITLED.title)
    assert flip["before"]["role"] == {"slug": "backend-engineer"}
    assert (flip["after"]["case"], flip["after"]["role"], flip["after"]["roleSlug"]) == ("F", None, None)
    assert "skillFloor" in [cause["name"] for cause in flip["why"]]
    totals = answer["totals"]
    assert (totals["matching"], totals["replayed"], totals["flipped"], totals["roleChanged"]) == (3, 3, 1, 1)
    assert {"before": "A", "after": "A", "count": 1} in totals["cases"]


async def test_replay_filters_lists_only_flips_and_pages(client: Client) -> None:
    ids = await run(client, *((one.text, one.title) for one in (BACKEND, UNTITLED, VETERINARY)))

    unknown = await replayed(client, filter={"case": "F"})
    flips = await replayed(client, filter={"onlyFlips": True}, overrides={"skillFloor": 1.0, "aliasFloor": 1.0})
    start = await replayed(client, first=2)
    rest = await replayed(client, first=2, after=start["pageInfo"]["endCursor"])
    later = await replayed(client, filter={"createdSince": "2999-01-01T00:00:00"})
    earlier = await replayed(client, filter={"role": "backend-engineer", "createdUntil": "2999-01-01T00:00:00Z"})

    def listed(answer: dict[str, Any]) -> list[str]:
        return [one["run"]["id"] for one in answer["replays"]]

    assert listed(unknown) == [ids[2]]
    assert listed(flips) == [ids[1]]
    assert (flips["totals"]["replayed"], flips["totals"]["flipped"]) == (3, 1)
    assert (listed(start), start["pageInfo"]["hasNextPage"]) == ([ids[2], ids[1]], True)
    assert (listed(rest), rest["pageInfo"]["hasNextPage"]) == ([ids[0]], False)
    assert (listed(later), later["pageInfo"]["endCursor"], later["totals"]["matching"]) == ([], None, 0)
    assert listed(earlier) == [ids[1], ids[0]]


async def test_replay_with_todays_library_says_the_same_while_it_is_the_same(client: Client) -> None:
    await run(client, (BACKEND.text, BACKEND.title))

    answer = await replayed(client, today=True)

    [one] = answer["replays"]
    assert (one["flipped"], one["why"], one["before"]["case"]) == (False, [], one["after"]["case"])


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"overrides": {"skillFloor": 1.5}}, "overrides.skillFloor"),
        ({"overrides": {"kraFloor": -0.5}}, "overrides.kraFloor"),
        ({"overrides": {"roleDimensionDemand": 0}}, "overrides.roleDimensionDemand"),
        ({"first": 0}, "first"),
        ({"first": 1001}, "first"),
        ({"after": "no cursor"}, "after"),
        ({"filter": {"createdSince": "0001-01-01T00:00:00+14:00"}}, "filter.createdSince"),
        (
            {"filter": {"createdSince": "2026-02-01T00:00:00Z", "createdUntil": "2026-01-01T00:00:00"}},
            "filter.createdUntil",
        ),
    ],
)
async def test_replay_of_what_cannot_be_asked_is_an_error_as_data(
    variables: dict[str, Any], field: str, reader: Client
) -> None:
    answer = await replayed(reader, **variables)

    [error] = answer["errors"]
    assert (error["code"], error["field"]) == ("INVALID_INPUT", field)
    assert (answer["replays"], answer["totals"], answer["pageInfo"]) == ([], None, None)


async def test_override_that_is_null_is_none(reader: Client) -> None:
    answer = await replayed(reader, overrides={"skillFloor": None}, filter=None, first=None)

    assert answer["errors"] == []


def test_every_threshold_can_be_overridden() -> None:
    assert {field.name for field in fields(ThresholdOverrides)} == Thresholds.model_fields.keys()
