"""What a resolver can reach: the services of the process, and loaders that live for one request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import strawberry
from strawberry.dataloader import DataLoader

from graph_service.access.limits import RateLimits
from graph_service.api.conditions import Condition
from graph_service.curation import reviewing
from graph_service.domain.access import Actor
from graph_service.domain.nodes import AuditEvent, GraphChange
from graph_service.domain.review import ReviewItem
from graph_service.domain.run import Run
from graph_service.domain.taxonomy import Alias
from graph_service.errors import InvalidInput, Unauthenticated
from graph_service.pipeline.run import Pipeline
from graph_service.store import changes, links, review, runs, taxonomy
from graph_service.store.connection import Graph
from graph_service.store.links import LinkEnd

Key = TypeVar("Key", bound=Hashable)

Effect = tuple[Sequence[GraphChange], str | None]
"""What approving an item would change, or why that is refused."""


class Context:
    """One request. Loaders gather what resolvers ask for in the same tick into one statement.

    `caller` is who asks, None if that is not known. `limits` are those of callers from outside this process.
    """

    def __init__(self, pipeline: Pipeline, actor: Actor | None = None, limits: RateLimits | None = None) -> None:
        self.pipeline = pipeline
        self.caller = actor
        self.limits = limits
        self.condition: Condition | None = None
        """What a client has already of what it asks for; set where that is of use."""
        self._nodes: dict[str, DataLoader[str, Any]] = {}
        self._edges: dict[str, DataLoader[str, list[str]]] = {}
        self._slugs: dict[str, DataLoader[str, str | None]] = {}
        self._links: dict[tuple[LinkEnd, bool], DataLoader[str, Any]] = {}
        self._histories: dict[int, DataLoader[str, Any]] = {}
        self._requests: dict[int, DataLoader[tuple[str, str], Any]] = {}
        self._proposers: dict[int, DataLoader[str, list[str]]] = {}

    @property
    def actor(self) -> Actor:
        """Who asks, for a field that needs a role: its declaration has seen to it that somebody does."""
        if self.caller is None:
            raise Unauthenticated("this needs a key")
        return self.caller

    @property
    def graph(self) -> Graph:
        """The graph that everything is read from."""
        return self.pipeline.graph

    def nodes(self, label: str) -> DataLoader[str, Any]:
        """uid → node of a label, or None."""
        if label not in self._nodes:
            self._nodes[label] = _loader(lambda uids: taxonomy.nodes(self.graph, label, uids), None)
        return self._nodes[label]

    async def many(self, label: str, uids: Sequence[str]) -> list[Any]:
        """The nodes with these uids that there are, in order."""
        return [node for node in await self.nodes(label).load_many(list(uids)) if node is not None]

    async def along(self, edge: str, label: str, uid: str) -> list[Any]:
        """The nodes of a label at the other end of an edge."""
        if edge not in self._edges:
            self._edges[edge] = _loader(lambda uids: taxonomy.edges(self.graph, edge, uids), [])
        return await self.many(label, await self._edges[edge].load(uid))

    async def links(self, end: LinkEnd, uid: str, candidates: bool) -> list[Any]:
        """The links between a node and dimensions, with where they come from; candidates where they are asked for."""
        key = (end, candidates)
        if key not in self._links:
            self._links[key] = _loader(lambda uids: links.links(self.graph, end, uids, candidates), [])
        return await self._links[key].load(uid)

    def requests(self, first: int) -> DataLoader[tuple[str, str], Any]:
        """(uid of a role, uid of a dimension) → the first job descriptions that asked the one for the other."""
        if first not in self._requests:
            self._requests[first] = _loader(lambda keys: links.requests(self.graph, keys, first), [])
        return self._requests[first]

    @cached_property
    def aliases(self) -> DataLoader[str, Sequence[Alias]]:
        """uid of a skill or role → its spellings."""
        return _loader(lambda uids: taxonomy.aliases(self.graph, uids), ())

    @cached_property
    def runs(self) -> DataLoader[str, Run | None]:
        """uid → run."""
        return _loader(lambda uids: runs.by_uids(self.graph, uids), None)

    @cached_property
    def captured(self) -> DataLoader[str, Sequence[ReviewItem]]:
        """uid of a run → the review items that it proposed."""
        return _loader(lambda uids: review.of_runs(self.graph, uids), ())

    @cached_property
    def review_items(self) -> DataLoader[str, ReviewItem | None]:
        """uid → review item."""
        return _loader(lambda uids: review.by_uids(self.graph, uids), None)

    def proposers(self, first: int) -> DataLoader[str, list[str]]:
        """uid of a review item → the uids of the first runs that proposed it."""
        if first not in self._proposers:
            self._proposers[first] = _loader(lambda uids: review.runs_of(self.graph, uids, first), [])
        return self._proposers[first]

    @cached_property
    def neighbours(self) -> DataLoader[ReviewItem, list[tuple[str, float | None]]]:
        """Review item → the skills (uids) among which placement put its skill, with their cosine similarity."""

        async def fetch(items: Sequence[ReviewItem]) -> dict[ReviewItem, list[tuple[str, float | None]]]:
            found = await review.neighbours(self.graph, items)
            return {item: found.get(item.uid, []) for item in items}

        return _loader(fetch, [])

    @cached_property
    def effects(self) -> DataLoader[ReviewItem, Effect]:
        """Pending review item → what approving it as it is would change, or why that is refused."""

        async def fetch(items: Sequence[ReviewItem]) -> dict[ReviewItem, Effect]:
            return {item: await self._effect(item) for item in items}

        return _loader(fetch, ((), None))

    async def _effect(self, item: ReviewItem) -> Effect:
        try:
            return (await reviewing.preview(self.graph, item)).changes, None
        except InvalidInput as refused:
            return (), refused.message

    @cached_property
    def events(self) -> DataLoader[str, AuditEvent | None]:
        """uid → event."""
        return _loader(lambda uids: changes.by_uids(self.graph, uids), None)

    async def history(self, uid: str, first: int) -> Sequence[AuditEvent]:
        """The events that changed a node, newest first."""
        if first not in self._histories:
            self._histories[first] = _loader(lambda uids: changes.history(self.graph, uids, first), ())
        return await self._histories[first].load(uid)

    async def review_item_of(self, key: str) -> ReviewItem | None:
        """The review item with a proposal's key, or None."""
        uid = await self._review_keys.load(key)
        return await self.review_items.load(uid) if uid else None

    @cached_property
    def _review_keys(self) -> DataLoader[str, str | None]:
        return _loader(lambda keys: review.uids_of_keys(self.graph, keys), None)

    async def by_slug(self, label: str, slug: str) -> Any:
        """The node with a slug, or None."""
        if label not in self._slugs:
            self._slugs[label] = _loader(lambda slugs: taxonomy.uids_of_slugs(self.graph, label, slugs), None)
        uid = await self._slugs[label].load(slug)
        return await self.nodes(label).load(uid) if uid else None


def _loader(fetch: Callable[[Sequence[Key]], Awaitable[Any]], missing: Any) -> DataLoader[Key, Any]:
    async def load(keys: list[Key]) -> list[Any]:
        found = await fetch(keys)
        return [found.get(key, missing) for key in keys]

    return DataLoader(load_fn=load)


Info = strawberry.Info[Context, None]
