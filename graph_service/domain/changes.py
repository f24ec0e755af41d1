"""What a curator's operation changes of the graph: an excerpt of it, the changes, and how they are taken back.

An operation is a plain function that edits an excerpt. What differs afterwards is written, kept with the audit event,
and is all that an undo needs: no operation has an inverse of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Properties = Mapping[str, Any]
"""Of a node or an edge; a property that is not there is None or absent."""

COUNTERS = frozenset({"confirmations", "count"})
"""Numbers that others count up meanwhile: taking a change back takes off what it added."""
STAMPS = frozenset({"confirmedAt", "updatedAt"})
"""When something last happened: a later time stays."""
NAMES = ("Alias", "SubCategory", "Category")
"""Labels whose nodes are names that others share, and are told apart by: each is there while something has it."""


@dataclass(frozen=True, slots=True, order=True)
class NodeKey:
    """A node by its label and what is unique in it: uid, or the normalised spelling of an alias."""

    label: str
    key: str

    def __str__(self) -> str:
        return f"{self.label}:{self.key}"


@dataclass(frozen=True, slots=True, order=True)
class EdgeKey:
    """An edge by its ends and type; `kind` tells apart those of one type between the same two nodes."""

    start: NodeKey
    type: str
    end: NodeKey
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.start}-{self.type}{'/' if self.kind else ''}{self.kind}->{self.end}"

    def other(self, node: NodeKey) -> NodeKey:
        """The end that is not this one."""
        return self.end if self.start == node else self.start

    def moved(self, old: NodeKey, new: NodeKey) -> EdgeKey:
        """The same edge, of another node."""
        start, end = (new if key == old else key for key in (self.start, self.end))
        return EdgeKey(start, self.type, end, self.kind)


Element = NodeKey | EdgeKey


@dataclass(frozen=True, slots=True)
class Change:
    """One node or edge before and after; None where it was not there.

    Where it was there before and after, both hold the properties that differ and no others. `title` is what a person
    calls it.
    """

    element: Element
    before: Properties | None
    after: Properties | None
    title: str


@dataclass(frozen=True, slots=True)
class Event:
    """What a curator did, as it is kept. `version` is the taxonomy's afterwards: it orders all events."""

    uid: str
    action: str
    summary: str
    version: int
    undone: bool
    subjects: tuple[NodeKey, ...]
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Excerpt:
    """A part of the graph, to be edited in memory. It knows what it was at first.

    A node is *whole* when all its edges are here; only of those it can be said what there is. A *missing* one was asked
    for, and the graph does not have it.
    """

    nodes: dict[NodeKey, dict[str, Any]] = field(default_factory=dict)
    edges: dict[EdgeKey, dict[str, Any]] = field(default_factory=dict)
    titles: dict[NodeKey, str] = field(default_factory=dict)
    versions: dict[NodeKey, int] = field(default_factory=dict)
    whole: set[NodeKey] = field(default_factory=set)
    missing: set[NodeKey] = field(default_factory=set)
    _nodes_before: dict[NodeKey, Properties] = field(default_factory=dict)
    _edges_before: dict[EdgeKey, Properties] = field(default_factory=dict)

    def know_node(self, node: NodeKey, properties: Properties) -> None:
        """Take in a node as the graph has it, unless it is here already."""
        if node not in self._nodes_before:
            self._nodes_before[node] = dict(properties)
            self.nodes.setdefault(node, dict(properties))

    def know_edge(self, edge: EdgeKey, properties: Properties) -> None:
        """Take in an edge as the graph has it, unless it is here already."""
        if edge not in self._edges_before:
            self._edges_before[edge] = dict(properties)
            self.edges.setdefault(edge, dict(properties))

    def add(self, node: NodeKey, properties: Properties, title: str) -> None:
        """Create a node, which has no edges yet."""
        self.nodes[node] = _present(properties)
        self.titles[node] = title
        self.whole.add(node)

    def amend(self, node: NodeKey, properties: Properties) -> None:
        """Set properties of a node; None removes one."""
        self.nodes[node] = _present({**self.nodes[node], **properties})

    def link(self, edge: EdgeKey, properties: Properties | None = None) -> None:
        """Create an edge, or replace what it says."""
        self.edges[edge] = _present(properties or {})

    def unlink(self, edge: EdgeKey) -> dict[str, Any]:
        """Remove an edge; what it said."""
        return self.edges.pop(edge)

    def prune(self) -> None:
        """Remove the names, of those that are whole, that nothing has any more."""
        for label in NAMES:
            held = {edge.end for edge in self.edges}
            for node in [node for node in self.nodes if node.label == label and node in self.whole - held]:
                for edge in self._around(node):
                    self.unlink(edge)
                del self.nodes[node]

    def added(self) -> list[EdgeKey]:
        """The edges that are new here, in a stable order."""
        return sorted(self.edges.keys() - self._edges_before.keys())

    def removed(self) -> set[EdgeKey]:
        """The edges that are gone."""
        return self._edges_before.keys() - self.edges.keys()

    def was(self, node: NodeKey) -> Properties:
        """What a node was at first; nothing of one that is new."""
        return self._nodes_before.get(node, {})

    def outgoing(self, node: NodeKey, *types: str) -> list[EdgeKey]:
        """The edges of these types that leave a whole node, in a stable order."""
        return [edge for edge in self._around(node) if edge.start == node and edge.type in types]

    def incoming(self, node: NodeKey, *types: str) -> list[EdgeKey]:
        """The edges of these types that lead to a whole node, in a stable order."""
        return [edge for edge in self._around(node) if edge.end == node and edge.type in types]

    def _around(self, node: NodeKey) -> list[EdgeKey]:
        if node not in self.whole:
            raise KeyError(f"the edges of {node} were not read")
        return sorted(edge for edge in self.edges if node in (edge.start, edge.end))

    def changes(self) -> tuple[Change, ...]:
        """What differs from what it was at first."""
        nodes = _differences(self._nodes_before, self.nodes)
        edges = _differences(self._edges_before, self.edges)
        return tuple(Change(element, before, after, self.title(element)) for element, before, after in (*nodes, *edges))

    def title(self, element: Element) -> str:
        """What a person calls a node or an edge."""
        if isinstance(element, NodeKey):
            return f"{element.label} {self.titles.get(element, element.key)}"
        return f"{self.title(element.start)} {element.type} {self.title(element.end)}"


def _present(properties: Properties) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value is not None}


def _differences(
    before: Mapping[Any, Properties], after: Mapping[Any, Properties]
) -> Iterator[tuple[Any, Properties | None, Properties | None]]:
    for element in sorted({*before, *after}):
        old, new = before.get(element), after.get(element)
        if old is None or new is None:
            yield element, old, None if new is None else _present(new)
            continue
        names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
        if names:
            yield element, {name: old.get(name) for name in names}, {name: new.get(name) for name in names}


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What keeps changes from being taken back: elements that something else is in the way at, and elements that others
    have removed since, which is in order unless they were to be undone by themselves.
    """

    in_the_way: tuple[Element, ...]
    gone: tuple[Element, ...]


def take_back(changes: Iterable[Change], excerpt: Excerpt) -> Obstacles:
    """Make the excerpt what it would be without these changes, but for the obstacles.

    What others added since stays: of a counter and of a list, only what the changes added goes. Names come back where
    they are missing, and go by `Excerpt.prune`. The excerpt holds every element that the changes name, each node that
    they created or linked, and those that they created are whole in it.
    """
    listed = list(changes)
    # Edges go before the nodes that they hang on, and come back after them.
    edges = [change for change in listed if isinstance(change.element, EdgeKey)]
    nodes = [change for change in listed if isinstance(change.element, NodeKey)]
    created = [c.element for c in listed if c.before is None and not _is_of_a_name(c.element)]
    gone = [e for e in created if e not in (excerpt.nodes if isinstance(e, NodeKey) else excerpt.edges)]
    links = (*_restore(nodes, excerpt.nodes), *_remove_edges(edges, excerpt), *_restore(edges, excerpt.edges))
    _recount(edges, excerpt)
    in_the_way = (
        *links,
        *_loose_ends(edges, excerpt),
        *_patch(listed, excerpt),
        *_remove_nodes(nodes, excerpt),
    )
    return Obstacles(in_the_way, tuple(gone))


def _is_of_a_name(element: Element) -> bool:
    """Whether it is a name, or an edge between two."""
    node = element if isinstance(element, NodeKey) else element.start
    return node.label in NAMES


def _restore(changes: Iterable[Change], held: dict[Any, dict[str, Any]]) -> Iterator[Element]:
    """Bring back what was removed; what has its key by now is in the way, unless it is a name."""
    for change in changes:
        if change.after is None and change.before is not None:
            if change.element not in held:
                held[change.element] = dict(change.before)
            elif not _is_of_a_name(change.element):
                yield change.element


def _recount(changes: Sequence[Change], excerpt: Excerpt) -> None:
    """What was counted on a link that had been a candidate is counted on the candidate, now that it is one again."""
    edges = [(change.element, change) for change in changes if isinstance(change.element, EdgeKey)]
    candidates = {(e.start, e.end): e for e, c in edges if c.after is None and e.type == "CANDIDATE_FOR"}
    for edge, change in edges:
        candidate = candidates.get((edge.start, edge.end))
        if change.before is None and candidate in excerpt.edges and edge in excerpt.edges:
            counted = excerpt.unlink(edge).get("confirmations", 0)
            held = excerpt.edges[candidate]
            held["confirmations"] = held.get("confirmations", 0) + counted


def _loose_ends(changes: Iterable[Change], excerpt: Excerpt) -> Iterator[Element]:
    """The nodes that an edge was brought back at and that are gone by now."""
    for change in changes:
        edge = change.element
        if change.after is None and isinstance(edge, EdgeKey):
            yield from (end for end in (edge.start, edge.end) if end in excerpt.missing and end not in excerpt.nodes)


def _remove_edges(changes: Iterable[Change], excerpt: Excerpt) -> Iterator[Element]:
    """Remove what was created. What others counted on top of it stays."""
    for change in changes:
        if change.before is not None or change.after is None or not isinstance(change.element, EdgeKey):
            continue
        now = excerpt.edges.get(change.element)
        if now is None or _is_of_a_name(change.element):
            continue
        differing = {name for name in {*now, *change.after} if now.get(name) != change.after.get(name)}
        counted = {name for name in differing & COUNTERS if now.get(name, 0) > change.after.get(name, 0)}
        if counted:
            rest = {name: now[name] - change.after.get(name, 0) for name in counted}
            excerpt.edges[change.element] = {**now, **rest}
        elif differing - STAMPS:
            yield change.element
        else:
            del excerpt.edges[change.element]


def _patch(changes: Iterable[Change], excerpt: Excerpt) -> Iterator[Element]:
    for change in changes:
        if change.before is None or change.after is None:
            continue
        held: dict[Any, dict[str, Any]] = excerpt.nodes if isinstance(change.element, NodeKey) else excerpt.edges
        now = held.get(change.element)
        if now is None:
            yield change.element
            continue
        for name in change.before:
            if not _patched(now, name, change.before[name], change.after[name]):
                yield change.element


def _patched(now: dict[str, Any], name: str, before: Any, after: Any) -> bool:
    """Set a property back to what it was before; False where someone else has set it since."""
    current = now.get(name)
    if current == after:
        value = before
    elif name in STAMPS:
        value = current
    elif name in COUNTERS and isinstance(current, int):
        value = current - ((after or 0) - (before or 0))
    elif all(isinstance(part, list | None) for part in (current, before, after)):
        added, removed = set(after or ()) - set(before or ()), [x for x in before or () if x not in (after or ())]
        value = [x for x in current or () if x not in added] + [x for x in removed if x not in (current or ())]
    else:
        return bool(current == before)
    if value is None:
        now.pop(name, None)
    else:
        now[name] = value
    return True


def _remove_nodes(changes: Iterable[Change], excerpt: Excerpt) -> Iterator[Element]:
    """Remove the nodes that were created; one that something hangs on by now is in the way."""
    for change in changes:
        node = change.element
        if change.before is not None or not isinstance(node, NodeKey) or _is_of_a_name(node):
            continue
        hanging: list[Element] = [edge for edge in excerpt.edges if node in (edge.start, edge.end)]
        if hanging:
            yield from hanging
        elif excerpt.nodes.get(node, change.after) != change.after:
            yield node
        else:
            excerpt.nodes.pop(node, None)
