"""Search over the small library: by words, by meaning and by both."""

from __future__ import annotations

import pytest

from graph_service.domain.nodes import DimensionNode, KRANode, RoleNode, SearchHit, SkillNode
from graph_service.language.embeddings import HashedEmbedder
from graph_service.store.connection import Graph
from graph_service.store.search import SearchMode, search
from tests.support import query


def name_of(hit: SearchHit) -> str:
    """The name that a person would read."""
    return hit.node.text if isinstance(hit.node, KRANode) else hit.node.name


async def found(graph: Graph, text: str, mode: SearchMode = SearchMode.TEXT, first: int = 10) -> list[str]:
    """The names of the hits, best first."""
    return [name_of(hit) for hit in await search(graph, HashedEmbedder(), text, mode, first)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("c#", "C#"),
        ("C++", "C++"),
        ("c sharp", "C#"),
        ("k8s", "Kubernetes"),
        ("K8S", "Kubernetes"),
        ("go", "Go"),
        ("  Golang ", "Go"),
        ("node.js", "Node.js"),
        ("CI/CD", "CI/CD"),
        ("software engineer", "Backend Developer"),
        ("stream processing", "Stream Processing"),
        ("stream-processing", "Stream Processing"),
    ],
)
@pytest.mark.parametrize("mode", [SearchMode.TEXT, SearchMode.HYBRID])
async def test_exact_spelling_comes_first(text: str, name: str, mode: SearchMode, small_graph: Graph) -> None:
    hits = await search(small_graph, HashedEmbedder(), text, mode, 5)

    assert (name_of(hits[0]), hits[0].score) == (name, 1.0)


async def test_hit_says_which_spelling_matched(small_graph: Graph) -> None:
    hits = await search(small_graph, HashedEmbedder(), "k8s", SearchMode.TEXT, 1)

    assert [(name_of(hit), hit.matched) for hit in hits] == [("Kubernetes", "K8s")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kuberentes", "Kubernetes"),
        ("postgrsql", "PostgreSQL"),
        ("typscript", "TypeScript"),
        ("event driven arhitecture", "Event-Driven Architecture"),
        ("terrafrom", "Terraform"),
        ("microservces", "Microservices"),
    ],
)
async def test_typo_is_found(text: str, name: str, small_graph: Graph) -> None:
    assert (await found(small_graph, text))[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kube", "Kubernetes"),
        ("postgres", "PostgreSQL"),
        ("node", "Node.js"),
        ("typesc", "TypeScript"),
        ("event-dri", "Event-Driven Architecture"),
    ],
)
async def test_beginning_of_a_word_is_found(text: str, name: str, small_graph: Graph) -> None:
    assert (await found(small_graph, text))[0] == name


async def test_words_find_nodes_of_every_kind(small_graph: Graph) -> None:
    kinds = {
        type(hit.node)
        for text in ("data", "pipelines", "kafka")
        for hit in await search(small_graph, HashedEmbedder(), text, SearchMode.TEXT, 30)
    }

    assert kinds == {SkillNode, RoleNode, DimensionNode, KRANode}


async def test_shared_title_finds_both_roles(small_graph: Graph) -> None:
    assert set((await found(small_graph, "infrastructure engineer"))[:2]) == {"DevOps Engineer", "Platform Engineer"}


async def test_meaning_is_found_nearest_first(small_graph: Graph) -> None:
    text = "an orchestrator for containers"

    hits = await search(small_graph, HashedEmbedder(), text, SearchMode.SEMANTIC, 8)

    assert name_of(hits[0]) == "Kubernetes"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    vectors = HashedEmbedder().embed_documents(["Kubernetes: An orchestrator for containers.", text])
    assert hits[0].score == pytest.approx(float(vectors[0] @ vectors[1]), abs=1e-3)
    assert len(hits) == 8


async def test_meaning_finds_kras(small_graph: Graph) -> None:
    text = "Plan capacity and cost of the shared cloud platform."

    [hit] = await search(small_graph, HashedEmbedder(), text, SearchMode.SEMANTIC, 1)

    assert name_of(hit) == text
    assert hit.score == pytest.approx(1.0, abs=1e-3)


async def test_hybrid_ranks_what_both_find_over_what_one_finds(small_graph: Graph) -> None:
    names = await found(small_graph, "kubernets orchestrator containers", SearchMode.HYBRID)

    assert names[0] == "Kubernetes"
    assert len(names) == len(set(names))


@pytest.mark.parametrize("mode", list(SearchMode))
async def test_search_answers_no_more_than_asked_for(mode: SearchMode, small_graph: Graph) -> None:
    assert len(await found(small_graph, "data engineer", mode, 3)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "kafka AND (",
        "kafka OR *:*",
        'kafka "',
        "kafka~0.1^99",
        "text:kafka",
        "kafka [a TO z}",
        r"kafka \\",
        "+kafka -kafka",
        "kafka && !kafka || ?",
        "kafka' RETURN 1 //",
        "kafka`) DETACH DELETE n //",
    ],
)
async def test_query_syntax_in_the_text_means_nothing(text: str, small_graph: Graph) -> None:
    before = await query(small_graph, "MATCH (n) RETURN count(n) AS n")

    assert "Apache Kafka" in (await found(small_graph, text, first=30))
    assert await query(small_graph, "MATCH (n) RETURN count(n) AS n") == before


@pytest.mark.parametrize("text", ["", " ", "***", "()[]{}", "!!!", "~", "🤷"])
async def test_text_without_words_finds_nothing_by_words(text: str, small_graph: Graph) -> None:
    assert await found(small_graph, text) == []


@pytest.mark.parametrize("text", ["", "***"])
async def test_text_without_words_is_no_error_in_any_mode(text: str, small_graph: Graph) -> None:
    for mode in SearchMode:
        assert isinstance(await found(small_graph, text, mode), list)


async def test_very_long_text_is_searched_by_its_first_words(small_graph: Graph) -> None:
    assert "Apache Kafka" in await found(small_graph, "kafka " + "word " * 5000, first=30)


async def test_pending_and_merged_skills_are_not_found(small_graph: Graph) -> None:
    await query(small_graph, "MATCH (s:Skill) WHERE s.slug IN ['kubernetes', 'docker'] SET s.status = 'PENDING'")
    await query(small_graph, "MATCH (s:Skill {slug: 'docker'}) SET s.status = 'MERGED'")

    for mode in SearchMode:
        assert not {"Kubernetes", "Docker"} & set(
            await found(small_graph, "kubernetes docker k8s containers", mode, 50)
        )
    assert await found(small_graph, "k8s") == []


async def test_empty_taxonomy_answers_nothing(empty_graph: Graph) -> None:
    for mode in SearchMode:
        assert await found(empty_graph, "kafka", mode) == []
