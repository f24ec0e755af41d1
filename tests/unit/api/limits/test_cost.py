from __future__ import annotations

import pytest
from graphql import parse

from graph_service.api.limits.cost import prices
from graph_service.api.limits.measure import Parsed
from graph_service.settings import Limits
from tests.unit.api.limits.refusals import SCHEMA, fan_out, limit_of, refusals


def cost(text: str, **variables: object) -> int:
    """What a document with one operation costs."""
    found, wrong = prices(SCHEMA._schema, Parsed.of(parse(text)), Limits())
    [price] = found.values()
    assert not wrong
    assert not list(price.too_much(variables, Limits(cost=10**9)))
    [error] = [*price.too_much(variables, Limits.model_construct(cost=0, page=100))]
    return int(error.message.split()[0].replace(",", ""))


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("{ stats { skills roles } }", 1),
        ('{ skill(slug: "x") { name successor { name } } }', 2),
        ("{ skills { nodes { name } } }", 20),
        ("{ skills(first: 7) { totalCount pageInfo { hasNextPage } edges { cursor node { name } } } }", 7),
        ("{ skills(first: 7) { nodes { name } edges { node { name } } } }", 14),
        ("{ skills(first: 7) { nodes { related(first: 3) { name } } } }", 7 + 21),
        ("{ skills(first: 7) { nodes { related { name } } } }", 7 + 70),
        ('{ role(slug: "x") { dimensions { skills { name } } } }', 1 + 10 + 300),
        ('{ skill(slug: "x") { roles { skills { aliases { name } } } } }', 1 + 10 + 3500 + 35000),
        (
            "{ skills(first: 5) { nodes { ...A } } } fragment A on Skill { successor { ...B } ...B } fragment B on Skill { related(first: 2) { slug } }",
            5 + 5 * (1 + 2 + 2),
        ),
        ('{ node(id: "x") { ... on Skill { successor { name } } ... on Role { dimensions { name } } } }', 1 + 1 + 10),
        ("{ a: skills(first: 3) { nodes { name } } b: stats { skills } }", 4),
    ],
)
def test_cost_is_the_nodes_that_are_asked_for(text: str, nodes: int) -> None:
    assert cost(text) == nodes


def test_variables_are_put_into_the_cost() -> None:
    text = "query ($n: Int, $m: Int = 5) { skills(first: $n) { nodes { ...A } } } fragment A on Skill { related(first: $m) { name } }"

    assert cost(text, n=3, m=2) == 3 + 6
    assert cost(text, n=3) == 3 + 15
    assert cost(text) == 20 + 100
    assert cost(text, n=None, m=None) == 20 + 200


def test_cost_is_that_of_the_operation_that_is_carried_out() -> None:
    text = "query A { skills(first: 3) { nodes { name } } } query B { stats { skills } }"

    assert limit_of(text, "B", cost=1) is None
    [refusal] = refusals(text, "A", cost=2)
    assert refusal.message == (
        "3 nodes may be asked for here; ask for smaller pages, or for fewer lists within lists (LIMITS__COST is 2)"
    )


def test_pages_within_pages_are_refused_though_each_is_small_enough() -> None:
    [refusal] = refusals(
        "query ($n: Int!) { skills(first: $n) { nodes { related(first: $n) { related(first: $n) { name } } } } }",
        None,
        {"n": 100},
    )

    assert refusal.message.startswith("1,010,100 nodes may be asked for here;")


def test_cost_of_what_fans_out_is_found_without_following_each_way() -> None:
    inside = "a: related(first: $n) {{ ...{next} }} b: related(first: $n) {{ ...{next} }}"
    text = fan_out(60, inside).replace("{ skill", "query ($n: Int) { skill", 1)

    assert limit_of(text, variables={"n": 1}, depth=100, aliases=10**15, directives=10**15) == "cost"


@pytest.mark.parametrize("size", [0, -1, 101, 10**30])
def test_page_is_of_a_size_within_limits(size: int) -> None:
    shown = size if size < 10**9 else 10**12
    message = f"first is {shown}; send a number from 1 to 100"

    assert [one.message for one in refusals(f"{{ skills(first: {size}) {{ totalCount }} }}")] == [message]
    assert limit_of(f'{{ skill(slug: "x") {{ related(first: {size}) {{ name }} }} }}') == "page"


@pytest.mark.parametrize("size", [1e6, 0.0, -3.0])
def test_page_in_a_variable_is_the_number_that_json_may_write_in_another_way(size: float) -> None:
    text = "query ($n: Int) { skills(first: $n) { totalCount } }"

    assert [one.message for one in refusals(text, None, {"n": size})] == [
        f"first is {int(size)}; send a number from 1 to 100"
    ]
    assert refusals(text, None, {"n": 5.0}) == []


def test_roles_within_skills_within_roles_are_too_much() -> None:
    assert limit_of("{ roles(first: 100) { nodes { skills { name } } } }") is None
    assert limit_of("{ roles(first: 100) { nodes { skills { roles { name } } } } }") == "cost"


def test_page_in_a_variable_is_of_a_size_within_limits() -> None:
    text = "query ($n: Int = 4) { roles(first: $n) { nodes { history(first: $n) { actor } } } }"

    assert limit_of(text, page=4) is None
    assert [one.message for one in refusals(text, None, {"n": 5}, page=4)] == [
        "first is 5; send a number from 1 to 4"
    ] * 2
    assert [one.limit for one in refusals(text, page=3)] == ["page"] * 2


def test_number_of_runs_that_are_replayed_is_no_page() -> None:
    assert limit_of("{ replayRuns(first: 1000) { errors { code } } }") is None
