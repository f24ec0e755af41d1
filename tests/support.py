"""Looking into a graph, and postings to run: what the tests on a live Neo4j share."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph_service.store.connection import Graph, Row

JARS = Path(os.environ.get("GRAPH_SERVICE_TEST_JARS") or Path(__file__).parents[1] / ".home" / "jars")
"""Neo4j's jars, kept between sessions: they are 190 MB. The variable names another folder."""
Facts = set[tuple[Any, ...]]


async def query(graph: Graph, text: str, **parameters: object) -> list[Row]:
    """The rows of a statement of the test's own."""
    records, _, _ = await graph.driver.execute_query(text, parameters)
    return [dict(zip(record.keys(), record.values(), strict=True)) for record in records]


async def value(graph: Graph, text: str, **parameters: object) -> Any:
    """The only value of a statement of the test's own."""
    [row] = await query(graph, text, **parameters)
    [single] = row.values()
    return single


async def check_nodes(graph: Graph, label: str, properties: Sequence[str]) -> Facts:
    """These properties of each node with a label."""
    rows = await query(
        graph, f"MATCH (n:{label}) RETURN [name IN $properties | n[name]] AS facts", properties=properties
    )
    return {tuple(row["facts"]) for row in rows}


async def check_rels(graph: Graph, start: str, relationship: str, end: str, properties: Sequence[str] = ()) -> Facts:
    """(slug, slug, properties) of each relationship of a type between nodes of two labels."""
    rows = await query(
        graph,
        f"MATCH (a:{start})-[r:{relationship}]->(b:{end}) "
        "RETURN [a.slug, b.slug] + [name IN $properties | r[name]] AS facts",
        properties=properties,
    )
    return {tuple(row["facts"]) for row in rows}


@dataclass(frozen=True)
class Contents:
    """Everything in a graph, to compare it before and after."""

    nodes: dict[str, tuple[tuple[str, ...], Row]]
    relationships: dict[str, tuple[str, str, str, Row]]

    def of(self, *types: str) -> dict[str, tuple[str, str, str, Row]]:
        """The relationships of these types."""
        return {key: found for key, found in self.relationships.items() if found[1] in types}

    def labelled(self, *labels: str) -> dict[str, tuple[tuple[str, ...], Row]]:
        """The nodes with one of these labels."""
        return {key: found for key, found in self.nodes.items() if set(labels) & set(found[0])}


async def contents(graph: Graph) -> Contents:
    """The whole graph as it is now, but for the mark of when that was."""
    nodes = await query(
        graph,
        "MATCH (n) WHERE NOT n:Revision RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties",
    )
    relationships = await query(
        graph,
        "MATCH (a)-[r]->(b) RETURN elementId(r) AS id, elementId(a) AS start, type(r) AS type, elementId(b) AS end, "
        "properties(r) AS properties",
    )
    return Contents(
        {row["id"]: (tuple(row["labels"]), row["properties"]) for row in nodes},
        {row["id"]: (row["start"], row["type"], row["end"], row["properties"]) for row in relationships},
    )


async def taxonomy_of(graph: Graph) -> tuple[set[str], set[str]]:
    """Every node and edge but those of the log and the taxonomy's version, as text: by labels and keys, not by ids.

    Two graphs with the same taxonomy are equal, whatever was done on the way.
    """
    nodes = await query(
        graph,
        "MATCH (n) WHERE NOT n:AuditEvent|Taxonomy|Revision RETURN labels(n) AS labels, properties(n) AS properties",
    )
    edges = await query(
        graph,
        "MATCH (a)-[r]->(b) WHERE NOT a:AuditEvent RETURN type(r) AS type, properties(r) AS properties, "
        "coalesce(a.uid, a.normalized, a.sha256, a.key, a.name) AS start, "
        "coalesce(b.uid, b.normalized, b.sha256, b.key, b.name) AS end",
    )
    return {_text(row["labels"], row["properties"]) for row in nodes}, {
        _text(row["start"], row["type"], row["end"], row["properties"]) for row in edges
    }


def _text(*parts: Any) -> str:
    return repr([sorted(part.items()) if isinstance(part, dict) else part for part in parts])


async def wipe(graph: Graph, made_in: Path) -> None:
    """Empty a database, once it surely lives in the folder (resolved) that the tests made. Raises RuntimeError."""
    rows = await query(graph, "SHOW SETTINGS 'server.directories.data' YIELD value")
    folder = Path(rows[0]["value"])
    if not folder.is_relative_to(made_in):
        raise RuntimeError(f"the database in {folder} was not made by these tests: it is not wiped")
    # In batches: a whole library does not fit into one transaction of a small server.
    async with graph.driver.session() as session:
        await session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS")


@dataclass(frozen=True)
class Posting:
    """A job description in the making: what it asks for, and the sentences on what one does."""

    title: str | None
    must: Sequence[str]
    nice: Sequence[str] = ()
    duties: Sequence[str] = field(
        default=(
            "Design, build and operate backend services with clear interfaces for our customers.",
            "Keep services fast and reliable under load and remove bottlenecks when you find them.",
            "Review the code of other engineers and share what you learn with the team.",
        )
    )
    opening: str = "We are looking for an experienced colleague who will join our product team in Leeds."

    @property
    def text(self) -> str:
        """The text of the posting."""
        lines = [self.opening, "", "Responsibilities:", *(f"- {duty}" for duty in self.duties)]
        lines += ["", "Requirements:", *(f"- {item}" for item in self.must)]
        if self.nice:
            lines += ["", "Nice to have:", *(f"- {item}" for item in self.nice)]
        return "\n".join(lines)


BACKEND = Posting(
    "Senior Software Engineer",
    must=(
        "At least five years of experience with Java and Spring Boot in production.",
        "Solid knowledge of SQL and PostgreSQL.",
        "Experience with Microservices and Event-Driven Architecture on Kafka.",
    ),
    nice=("Familiarity with Docker and Kubernetes.",),
)
"""Plainly for the small library's backend-engineer: case A."""

VETERINARY = Posting(
    "Veterinary Nurse",
    must=("A registered qualification in animal care.", "Two years of experience in a busy practice."),
    duties=(
        "Prepare animals for operations and look after them while they recover.",
        "Advise owners on feeding, vaccination and the daily care of their pets.",
        "Order medicines and keep the records of the practice complete.",
    ),
    opening="We are looking for a kind colleague who will join our animal practice in Leeds.",
)
"""Nothing that the small library knows: case F."""
