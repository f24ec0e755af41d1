"""What is the matter with the taxonomy, a statement for each kind; and how well runs propose."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from graph_service.domain.health import TaxonomyIssue, TaxonomyIssueCount, TaxonomyIssueKind
from graph_service.domain.review import ReviewGrouping, ReviewKind, ReviewPrecision, ReviewSource
from graph_service.store import taxonomy
from graph_service.store.connection import Graph, Row

Kind = TaxonomyIssueKind
RUNS = 100
"""A skill that so many runs in a row did not find is worth a look."""


async def issues(
    graph: Graph, kind: TaxonomyIssueKind, after: str | None, limit: int, runs: int = RUNS
) -> tuple[list[TaxonomyIssue], int]:
    """Issues of a kind by key, after a key, and how many there are in all; `runs`: see UNSEEN_SKILL."""
    row = await _found(graph, kind, after, limit, runs)
    keys = [(label, uid) for issue in row["issues"] for label, uid in issue["nodes"]]
    nodes = await taxonomy.mixed(graph, keys)
    listed = [
        TaxonomyIssue(
            kind,
            issue["key"],
            _MESSAGES[kind](issue["names"], runs),
            tuple(nodes[uid] for _, uid in issue["nodes"] if uid in nodes),
        )
        for issue in row["issues"]
    ]
    return listed, int(row["total"])


async def counts(graph: Graph, runs: int = RUNS) -> list[TaxonomyIssueCount]:
    """How many issues there are of each kind."""
    rows = await asyncio.gather(*(_found(graph, kind, None, 0, runs) for kind in Kind))
    return [TaxonomyIssueCount(kind, int(row["total"])) for kind, row in zip(Kind, rows, strict=True)]


async def precision(
    graph: Graph, since: datetime | None, until: datetime | None, groups: Collection[ReviewGrouping]
) -> list[ReviewPrecision]:
    """What curators made of what was proposed, for each group, in a period that ends before `until`."""
    rows = await graph.read(
        "review/precision",
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
    )
    totals: dict[tuple[str | None, str | None, str | None], Counter[str]] = {}
    for row in rows:
        key = (
            row["kind"] if ReviewGrouping.KIND in groups else None,
            row["source"] if ReviewGrouping.SOURCE in groups else None,
            row["promptVersion"] if ReviewGrouping.PROMPT_VERSION in groups else None,
        )
        totals.setdefault(key, Counter()).update({name: row[name] for name in ("approved", "rejected", "pending")})
    return [
        ReviewPrecision(
            ReviewKind(kind) if kind else None,
            ReviewSource(source) if source else None,
            prompt,
            total["approved"],
            total["rejected"],
            total["pending"],
        )
        for (kind, source, prompt), total in totals.items()
    ]


async def _found(graph: Graph, kind: TaxonomyIssueKind, after: str | None, limit: int, runs: int) -> Row:
    own = {"runs": runs} if kind is Kind.UNSEEN_SKILL else {}
    return (await graph.read(f"health/{_STATEMENTS[kind]}", after=after, limit=limit, **own))[0]


def _circle(verb: str, cure: str) -> Callable[[Sequence[str], int], str]:
    def message(names: Sequence[str], _: int) -> str:
        return f"{' → '.join((*names, names[0]))}: they {verb} each other in a circle; {cure}"

    return message


_STATEMENTS: Mapping[TaxonomyIssueKind, str] = {
    Kind.SKILL_WITHOUT_DIMENSION: "skills_without_dimension",
    Kind.DIMENSION_WITHOUT_ROLE: "dimensions_without_role",
    Kind.EMPTY_DIMENSION: "empty_dimensions",
    Kind.ALIAS_WITHOUT_OWNER: "aliases_without_owner",
    Kind.ROLE_WITHOUT_KRAS: "roles_without_kras",
    Kind.ROLE_WITHOUT_DIMENSIONS: "roles_without_dimensions",
    Kind.ALIAS_COLLISION: "alias_collisions",
    Kind.IMPLIED_CYCLE: "implied_cycles",
    Kind.SPECIALISATION_CYCLE: "specialisation_cycles",
    Kind.MERGE_CYCLE: "merge_cycles",
    Kind.UNSEEN_SKILL: "unseen_skills",
}

_MESSAGES: Mapping[TaxonomyIssueKind, Callable[[Sequence[str], int], str]] = {
    Kind.SKILL_WITHOUT_DIMENSION: lambda names, _: f"{names[0]} is in no dimension; link it to one or deprecate it",
    Kind.DIMENSION_WITHOUT_ROLE: lambda names, _: f"no role works in {names[0]}; link it to one",
    Kind.EMPTY_DIMENSION: lambda names, _: f"{names[0]} has no skills; link some to it",
    Kind.ALIAS_WITHOUT_OWNER: lambda names, _: f"{names[0]!r} leads to no skill and no role; add it to one",
    Kind.ROLE_WITHOUT_KRAS: lambda names, _: f"{names[0]} has no KRA; write some",
    Kind.ROLE_WITHOUT_DIMENSIONS: lambda names, _: f"{names[0]} works in no dimension; link it to some",
    Kind.ALIAS_COLLISION: lambda names, _: (
        f"{names[0]!r} leads to {' and to '.join(names[1:])}; rule it a homonym or leave it to one of them"
    ),
    Kind.IMPLIED_CYCLE: _circle("imply", "take one of the relations away, or merge them"),
    Kind.SPECIALISATION_CYCLE: _circle("specialise", "decide which is the broadest"),
    Kind.MERGE_CYCLE: _circle("were merged into", "undo one of the merges"),
    Kind.UNSEEN_SKILL: lambda names, runs: f"none of the last {runs} runs found {names[0]}; is it still asked for?",
}
