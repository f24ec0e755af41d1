"""What the edit mutations answer, and how they are called."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Client

ANSWER = "event { id action actor summary version } changes { subject before after } errors { code message field }"


async def done(client: Client, mutation: str, arguments: str, answer: str, **variables: object) -> dict[str, Any]:
    """What a mutation answers; it was not refused."""
    document = f"mutation {{ {mutation}({arguments}) {{ {answer} {ANSWER} }} }}"
    payload: dict[str, Any] = (await client.ask(document, **variables))[mutation]
    assert payload["errors"] == []
    return payload


async def test_skill_is_created_changed_and_deprecated(client: Client) -> None:
    made = await done(
        client,
        "createSkill",
        'input: {name: "Zig", nature: LANGUAGE, category: "Programming", subCategory: "Systems", aliases: ["Ziglang"], '
        'dimensions: ["systems-programming"]}',
        "skill { id slug version nature category subCategory aliases { text isPrimary } dimensions { slug } }",
    )
    skill = made["skill"]
    assert {name: skill[name] for name in skill if name != "id"} == {
        "slug": "zig",
        "version": 1,
        "nature": "LANGUAGE",
        "category": "Programming",
        "subCategory": "Systems",
        "aliases": [{"text": "Zig", "isPrimary": True}, {"text": "Ziglang", "isPrimary": False}],
        "dimensions": [{"slug": "systems-programming"}],
    }
    assert made["event"]["action"] == "CREATE_SKILL"
    assert "embedding" not in str(made["changes"])

    changed = await done(
        client,
        "updateSkill",
        f'input: {{skill: "{skill["id"]}", description: "Small.", category: null, subCategory: null, expectedVersion: 1}}',
        "skill { name description category version }",
    )
    assert changed["skill"] == {"name": "Zig", "description": "Small.", "category": None, "version": 2}
    named = await done(client, "setCanonicalAlias", 'skill: "zig", text: "ziglang"', "skill { name slug }")
    assert named["skill"] == {"name": "Ziglang", "slug": "zig"}
    gone = await done(
        client, "deprecateSkill", 'skill: "Zig", replacedBy: "Go"', "skill { status successor { slug } version }"
    )
    assert gone["skill"] == {"status": "DEPRECATED", "successor": {"slug": "go"}, "version": 4}
    undone = await client.ask(
        "mutation Undo($id: ID!) { undo(eventId: $id) { errors { message } } }", id=gone["event"]["id"]
    )
    assert undone == {"undo": {"errors": []}}
    log = await client.ask("{ auditEvents(first: 2) { totalCount nodes { action summary } pageInfo { hasNextPage } } }")
    assert log["auditEvents"] == {
        "totalCount": 5,
        "nodes": [
            {"action": "UNDO", "summary": "undid: deprecated zig, replaced by go"},
            {"action": "DEPRECATE_SKILL", "summary": "deprecated zig, replaced by go"},
        ],
        "pageInfo": {"hasNextPage": True},
    }


async def test_spellings_links_and_relations_of_a_skill(client: Client) -> None:
    added = await done(
        client, "addAlias", 'input: {skill: "go", text: "Gopher", type: MISSPELLING}', "skill { aliases { text type } }"
    )
    assert {"text": "Gopher", "type": "MISSPELLING"} in added["skill"]["aliases"]
    removed = await done(client, "removeAlias", 'skill: "go", text: "Gopher"', "skill { aliases { text } }")
    assert [alias["text"] for alias in removed["skill"]["aliases"]] == ["Go", "Golang"]
    linked = await done(
        client, "linkSkillToDimension", 'skill: "go", dimension: "Stream Processing"', "skill { dimensions { slug } }"
    )
    assert {"slug": "stream-processing"} in linked["skill"]["dimensions"]
    left = await done(
        client,
        "unlinkSkillFromDimension",
        'skill: "go", dimension: "stream-processing"',
        "skill { dimensions { slug } }",
    )
    assert left["skill"]["dimensions"] == [{"slug": "backend-services"}]
    near = await done(client, "relateSkills", 'skill: "go", other: "grpc", kind: RELATED', "skill { related { slug } }")
    assert near["skill"]["related"] == [{"slug": "grpc"}]
    far = await done(
        client, "unrelateSkills", 'skill: "go", other: "grpc", kind: RELATED', "skill { related { slug } }"
    )
    assert far["skill"]["related"] == []
    ruled = await done(client, "ruleNotSame", 'skills: ["java", "JavaScript"]', "skills { slug version }")
    assert ruled["skills"] == [{"slug": "java", "version": 1}, {"slug": "javascript", "version": 1}]
    both = await done(client, "ruleHomonym", 'text: "golang"', "skills { slug }")
    assert both["skills"] == [{"slug": "go"}]
    shared = await done(client, "addAlias", 'input: {skill: "java", text: "Golang"}', "skill { slug }")
    assert shared["event"]["summary"] == "made 'Golang' a spelling of java"


async def test_dimension_role_and_kra_are_created_and_changed(client: Client) -> None:
    dimension = await done(
        client, "createDimension", 'input: {name: "Mobile", difficulty: NICHE}', "dimension { slug difficulty version }"
    )
    assert dimension["dimension"] == {"slug": "mobile", "difficulty": "NICHE", "version": 1}
    dimension = await done(
        client, "updateDimension", 'input: {dimension: "mobile", difficulty: null}', "dimension { difficulty version }"
    )
    assert dimension["dimension"] == {"difficulty": None, "version": 2}
    role = await done(
        client,
        "createRole",
        'input: {name: "App Developer", titles: ["Mobile Engineer"], specialises: "SWE", dimensions: ["mobile"], '
        'kras: ["Ship apps."]}',
        "role { slug aliases { text } dimensions { slug } kras { text } version }",
    )
    assert role["role"] == {
        "slug": "app-developer",
        "aliases": [{"text": "App Developer"}, {"text": "Mobile Engineer"}],
        "dimensions": [{"slug": "mobile"}],
        "kras": [{"text": "Ship apps."}],
        "version": 1,
    }
    role = await done(
        client,
        "updateRole",
        'input: {role: "App Developer", archetype: "Apps.", titles: []}',
        "role { archetype aliases { text } }",
    )
    assert role["role"] == {"archetype": "Apps.", "aliases": [{"text": "App Developer"}]}
    role = await done(
        client,
        "linkRoleToDimension",
        'role: "app-developer", dimension: "stream-processing", position: 0',
        "role { dimensions { slug } }",
    )
    assert role["role"]["dimensions"] == [{"slug": "stream-processing"}, {"slug": "mobile"}]
    role = await done(
        client, "unlinkRoleFromDimension", 'role: "app-developer", dimension: "mobile"', "role { dimensions { slug } }"
    )
    assert role["role"]["dimensions"] == [{"slug": "stream-processing"}]
    kra = await done(
        client,
        "createKRA",
        'input: {role: "app-developer", text: "Test apps."}',
        "kra { id version } role { kras { text } }",
    )
    assert kra["role"]["kras"] == [{"text": "Ship apps."}, {"text": "Test apps."}]
    uid = kra["kra"]["id"]
    kra = await done(
        client, "updateKRA", f'input: {{kra: "{uid}", text: "Break apps.", expectedVersion: 1}}', "kra { text version }"
    )
    assert kra["kra"] == {"text": "Break apps.", "version": 2}
    kra = await done(client, "removeKRA", f'kra: "{uid}"', "kra { id } role { kras { text } }")
    assert (kra["kra"], kra["role"]["kras"]) == (None, [{"text": "Ship apps."}])


@pytest.mark.parametrize(
    ("mutation", "arguments", "error"),
    [
        (
            "updateSkill",
            'input: {skill: "go", name: "Go 2", expectedVersion: 3}',
            {
                "code": "CONFLICT",
                "message": "go is at version 0, not 3: someone changed it since you read it; read it again and repeat the change",
                "field": "input.expectedVersion",
            },
        ),
        (
            "linkSkillToDimension",
            'skill: "go", dimension: "nope"',
            {
                "code": "NOT_FOUND",
                "message": "there is no dimension 'nope'; send a slug, an id or its name",
                "field": "dimension",
            },
        ),
        (
            "removeKRA",
            'kra: "nope"',
            {
                "code": "INVALID_INPUT",
                "message": "'nope' is no id of ours; send one that a query answered",
                "field": "kra",
            },
        ),
    ],
)
async def test_refusal_is_data(client: Client, mutation: str, arguments: str, error: dict[str, str]) -> None:
    payload = (await client.ask(f"mutation {{ {mutation}({arguments}) {{ {ANSWER} }} }}"))[mutation]

    assert payload["errors"] == [error]
    assert (payload["event"], payload["changes"]) == (None, [])


@pytest.mark.parametrize(
    ("arguments", "message", "field"),
    [
        ("first: 101", "first is 101; send a number from 1 to 100", "first"),
        ('after: "?"', "after '?' is no cursor of ours; send an endCursor", "after"),
        ('since: "0001-01-01T00:00:00+14:00"', "is out of range; send a time of our era", "since"),
    ],
)
async def test_log_is_not_asked_for_what_it_cannot_answer(
    client: Client, arguments: str, message: str, field: str
) -> None:
    told, extensions = await client.refusal(f"{{ auditEvents({arguments}) {{ totalCount }} }}")

    assert message in told
    assert extensions == {"code": "INVALID_INPUT", "field": field}


async def test_log_is_filtered_and_paged(client: Client) -> None:
    await done(client, "ruleHomonym", 'text: "Go"', "skills { slug }")
    await done(client, "addAlias", 'input: {skill: "go", text: "Gopher"}', "skill { slug }")
    first = (await client.ask("{ auditEvents(first: 1) { nodes { action } pageInfo { endCursor hasNextPage } } }"))[
        "auditEvents"
    ]
    document = "query Log($after: String) { auditEvents(after: $after) { nodes { action } pageInfo { hasNextPage } } }"

    second = (await client.ask(document, after=first["pageInfo"]["endCursor"]))["auditEvents"]

    assert first["nodes"] == [{"action": "ADD_ALIAS"}]
    assert second == {"nodes": [{"action": "RULE_HOMONYM"}], "pageInfo": {"hasNextPage": False}}
    for arguments, total in {
        'actor: "tester"': 2,
        'actor: "ada"': 0,
        'action: "ADD_ALIAS"': 1,
        'since: "2999-01-01T00:00:00Z"': 0,
        'until: "2999-01-01T00:00:00"': 2,
    }.items():
        data = await client.ask(f"{{ auditEvents({arguments}) {{ totalCount }} }}")
        assert data["auditEvents"]["totalCount"] == total, arguments
