"""Links to dimensions with where they come from, as runs, the library and curators leave them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from graph_service.domain.nodes import (
    DimensionLink,
    DimensionRequest,
    LinkOrigin,
    LinkStatus,
    RoleDimensionLink,
    SkillDimensionLink,
)
from graph_service.domain.run import Run
from graph_service.pipeline.run import Pipeline, Request
from graph_service.store import links, taxonomy
from graph_service.store.connection import Graph
from graph_service.store.links import LinkEnd
from tests.support import BACKEND, Posting, query, value

PYSPARK = "Hands-on experience with PySpark on large data sets."
SPARK = replace(BACKEND, must=(*BACKEND.must, PYSPARK))
"""For the backend engineer, but it asks for Spark Development, which is not the role's."""
CITIES = ("Leeds", "York", "Hull", "Bath", "Derby")


async def sent(pipeline: Pipeline, posting: Posting, city: str = "Leeds") -> Run:
    """The run of a posting in a city: another job description in each."""
    text = replace(posting, opening=posting.opening.replace("Leeds", city)).text
    return await pipeline.run(Request(text, posting.title))


async def uid_of(graph: Graph, label: str, slug: str) -> str:
    uid = await taxonomy.uid_of_slug(graph, label, slug)
    assert uid is not None, slug
    return uid


async def links_of(graph: Graph, end: LinkEnd, label: str, slug: str, candidates: bool = False) -> list[DimensionLink]:
    """The links of the node with a slug."""
    uid = await uid_of(graph, label, slug)
    return (await links.links(graph, end, [uid], candidates))[uid]


async def link_between(graph: Graph, role: str, dimension: str, candidates: bool) -> RoleDimensionLink | None:
    """The only link between a role and a dimension, seen from both ends."""
    ends = {"Role": await uid_of(graph, "Role", role), "Dimension": await uid_of(graph, "Dimension", dimension)}
    own = await links_of(graph, LinkEnd.ROLE, "Role", role, candidates)
    others = await links_of(graph, LinkEnd.ROLES_OF_DIMENSION, "Dimension", dimension, candidates)
    found = [link for link in own if link.dimension == ends["Dimension"]]
    assert found == [link for link in others if isinstance(link, RoleDimensionLink) and link.role == ends["Role"]]
    assert all(isinstance(link, RoleDimensionLink) for link in found)
    return found[0] if found else None  # type: ignore[return-value]  # each is a role's, as was just seen


async def test_library_link_says_that_it_is_the_librarys(small_graph: Graph) -> None:
    before = datetime.now(UTC)
    [stream, distributed] = await links_of(small_graph, LinkEnd.SKILL, "Skill", "apache-kafka")

    assert stream.created_at is not None
    assert before - timedelta(minutes=10) < stream.created_at <= before + timedelta(minutes=1)
    assert stream == SkillDimensionLink(
        skill=await uid_of(small_graph, "Skill", "apache-kafka"),
        dimension=await uid_of(small_graph, "Dimension", "stream-processing"),
        status=LinkStatus.LIVE,
        origin=LinkOrigin.LIBRARY,
        created_at=stream.created_at,
        confirmed_at=None,
        confirmations=0,
        confidence=1.0,
        evidence=(),
        run=None,
    )
    assert distributed.dimension == await uid_of(small_graph, "Dimension", "microservices-and-distributed-systems")


async def test_links_come_in_the_order_of_the_plain_lists(small_graph: Graph) -> None:
    for end, edge, label in [
        (LinkEnd.SKILL, "dimensions_of_skills", "Skill"),
        (LinkEnd.SKILLS_OF_DIMENSION, "skills_of_dimensions", "Dimension"),
        (LinkEnd.ROLE, "dimensions_of_roles", "Role"),
        (LinkEnd.ROLES_OF_DIMENSION, "roles_of_dimensions", "Dimension"),
    ]:
        rows = await query(small_graph, f"MATCH (n:{label}) RETURN n.uid AS uid")
        uids = [row["uid"] for row in rows]
        plain = await taxonomy.edges(small_graph, edge, uids)
        found = await links.links(small_graph, end, uids, candidates=True)

        assert {uid: [far_end(end, link) for link in own] for uid, own in found.items()} == plain


def far_end(end: LinkEnd, link: DimensionLink) -> str:
    """The uid of the node that a list of this end leads to."""
    if end is LinkEnd.SKILLS_OF_DIMENSION and isinstance(link, SkillDimensionLink):
        return link.skill
    if end is LinkEnd.ROLES_OF_DIMENSION and isinstance(link, RoleDimensionLink):
        return link.role
    return link.dimension


async def test_run_confirms_the_links_that_it_relies_on(pipeline: Pipeline) -> None:
    await sent(pipeline, BACKEND)
    run = await sent(pipeline, BACKEND, "York")

    [link] = await links_of(pipeline.graph, LinkEnd.SKILL, "Skill", "java")

    assert (link.origin, link.run, link.confirmations) == (LinkOrigin.LIBRARY, None, 2)
    assert link.created_at is not None
    assert link.confirmed_at is not None
    assert link.created_at < link.confirmed_at <= run.updated_at


async def test_asked_for_dimension_is_a_candidate_with_its_run_and_words(pipeline: Pipeline) -> None:
    run = await sent(pipeline, SPARK)

    link = await link_between(pipeline.graph, "backend-engineer", "spark-development", candidates=True)

    assert link is not None
    assert (link.status, link.origin, link.run) == (LinkStatus.CANDIDATE, LinkOrigin.RUN, run.uid)
    assert (link.asked_by, link.confirmations) == (1, 0)
    assert link.evidence == ("PySpark",)
    assert await link_between(pipeline.graph, "backend-engineer", "spark-development", candidates=False) is None


async def test_fifth_job_description_leaves_a_live_link_with_all_five_behind_it(pipeline: Pipeline) -> None:
    sent_runs = [await sent(pipeline, SPARK, city) for city in CITIES]
    await sent(pipeline, SPARK)
    graph = pipeline.graph

    link = await link_between(graph, "backend-engineer", "spark-development", candidates=False)

    assert link is not None
    assert link == await link_between(graph, "backend-engineer", "spark-development", candidates=True)
    assert (link.status, link.origin, link.run) == (LinkStatus.LIVE, LinkOrigin.RUN, sent_runs[-1].uid)
    assert (link.asked_by, link.confirmations) == (5, 4)
    key = (link.role, link.dimension)
    requests = (await links.requests(graph, [key], 20))[key]
    assert [(request.run, request.words) for request in requests] == [(run.uid, ("PySpark",)) for run in sent_runs]
    assert all(one.at < other.at for one, other in pairwise(requests) if one.at and other.at)
    assert (await links.requests(graph, [key], 2))[key] == requests[:2]


async def test_requests_of_many_links_are_kept_apart(pipeline: Pipeline) -> None:
    run = await sent(pipeline, SPARK)
    graph = pipeline.graph
    role, other = await uid_of(graph, "Role", "backend-engineer"), await uid_of(graph, "Role", "data-engineer")
    spark = await uid_of(graph, "Dimension", "spark-development")

    found = await links.requests(graph, [(role, spark), (other, spark), (role, "nowhere")], 20)

    at = found[role, spark][0].at
    assert found == {(role, spark): [DimensionRequest(run.uid, at, ("PySpark",))], (other, spark): []}


async def test_candidate_of_a_new_skill_is_at_both_ends(pipeline: Pipeline) -> None:
    run = await pipeline.extract(Request(BACKEND.text, BACKEND.title))
    await pipeline.details(run.uid, [*(skill.name for skill in run.skills), "Spring Cloud"])
    await pipeline.finalize(run.uid, None)
    graph = pipeline.graph

    own = await links_of(graph, LinkEnd.SKILL, "Skill", "spring-cloud", candidates=True)

    assert own
    assert {(link.status, link.origin, link.run) for link in own} == {(LinkStatus.CANDIDATE, LinkOrigin.RUN, run.uid)}
    assert [link.confidence for link in own] == sorted((link.confidence for link in own), reverse=True)
    assert await links_of(graph, LinkEnd.SKILL, "Skill", "spring-cloud") == []
    for link in own:
        key = link.dimension
        found = (await links.links(graph, LinkEnd.SKILLS_OF_DIMENSION, [key], candidates=True))[key]
        assert found[-1] == link or link in found
        assert link not in (await links.links(graph, LinkEnd.SKILLS_OF_DIMENSION, [key], candidates=False))[key]


async def test_live_links_come_first_and_hide_the_candidate_that_they_overtook(small_graph: Graph) -> None:
    await query(
        small_graph,
        "MATCH (s:Skill {slug: 'java'}), (own:Dimension {slug: 'backend-services'}), (d:Dimension {slug: 'cloud-infrastructure'}) "
        "CREATE (s)-[:CANDIDATE_FOR {origin: 'run', confidence: 0.9}]->(own) "
        "CREATE (s)-[:CANDIDATE_FOR {origin: 'run', confidence: 0.4}]->(d) ",
    )

    found = await links_of(small_graph, LinkEnd.SKILL, "Skill", "java", candidates=True)

    assert [(link.status, link.confidence) for link in found] == [(LinkStatus.LIVE, 1.0), (LinkStatus.CANDIDATE, 0.4)]


async def test_links_of_merged_skills_are_in_no_list(small_graph: Graph) -> None:
    await query(small_graph, "MATCH (s:Skill {slug: 'java'}) SET s.status = 'MERGED'")

    found = await links_of(small_graph, LinkEnd.SKILLS_OF_DIMENSION, "Dimension", "backend-services", candidates=True)

    java = await value(small_graph, "MATCH (s:Skill {slug: 'java'}) RETURN s.uid")
    assert java not in {link.skill for link in found if isinstance(link, SkillDimensionLink)}
    assert found
