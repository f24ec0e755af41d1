"""What the pages of the explorer are shown over, beside the small library: candidates, and a name that is markup."""

from __future__ import annotations

from dataclasses import replace

from graph_service.api.ids import global_id
from graph_service.domain.run import Run
from graph_service.pipeline.run import Request
from tests.browser.conftest import Website
from tests.support import BACKEND, query, value

MARKUP = "<script>document.title = 'run'</script>"
_ADD_MARKUP = """
MATCH (role:Role {slug: 'frontend-engineer'}), (like:Skill {slug: 'react'})
MERGE (dimension:Dimension {slug: 'markup'}) SET dimension.uid = 'markup-d', dimension.name = $name, dimension.rationale = $name
MERGE (skill:Skill {slug: 'markup'})
SET skill.uid = 'markup-s', skill.name = $name, skill.status = 'ACTIVE', skill.description = $name, skill.nature = 'TOOL',
  skill.embedding = like.embedding
MERGE (skill)-[placed:IN_DIMENSION]->(dimension) SET placed.origin = 'curator', placed.evidence = [$name]
MERGE (role)-[works:HAS_DIMENSION]->(dimension) SET works.origin = 'curator', works.evidence = [$name]
"""


async def ask_for_spark(website: Website) -> Run:
    """A run for the backend engineer that asks for Spark Development, which is not the role's."""
    posting = replace(BACKEND, must=(*BACKEND.must, "Hands-on experience with PySpark on large data sets."))
    return await website.pipeline.run(Request(posting.text, posting.title))


async def add_markup(website: Website) -> None:
    """A dimension of the frontend engineer, and a skill in it, whose names and words are markup."""
    await query(website.pipeline.graph, _ADD_MARKUP, name=MARKUP)


async def id_of(website: Website, label: str, slug: str) -> str:
    """The global id of a node."""
    found = await value(website.pipeline.graph, f"MATCH (n:{label} {{slug: $slug}}) RETURN n.uid", slug=slug)
    return global_id(label, found)
