from __future__ import annotations

import pytest

from tests.api.client import Client
from tests.support import contents

MUTATIONS = {
    "mergeSkills": '(input: {from: ["go"], into: "java"}) { skill { slug } event { id }',
    "mergeAliases": '(input: {aliases: ["golang"], into: "java"}) { skill { slug } event { id }',
    "addAlias": '(input: {skill: "go", text: "Go language", type: SYNONYM}) { skill { slug } event { id }',
    "removeAlias": '(skill: "go", text: "Golang") { skill { slug } event { id }',
    "approveReviewItem": '(input: {id: "x", mergeInto: "go"}) { item { id } event { id }',
    "rejectReviewItem": '(id: "x", reason: "no") { item { id } event { id }',
    "undo": '(eventId: "x") { event { id }',
}


@pytest.mark.parametrize("name", MUTATIONS)
async def test_curation_says_that_it_is_not_available_yet(reader: Client, name: str) -> None:
    before = await contents(reader.pipeline.graph)

    payload = (await reader.ask(f"mutation {{ {name}{MUTATIONS[name]} errors {{ code message field }} }} }}"))[name]

    error = {"code": "NOT_AVAILABLE", "message": f"{name} is not available yet", "field": None}
    assert payload.pop("errors") == [error]
    assert set(payload.values()) == {None}
    assert await contents(reader.pipeline.graph) == before
