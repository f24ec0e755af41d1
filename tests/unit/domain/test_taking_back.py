"""Changes of an excerpt and their taking back, over random edits and by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.domain.changes import Change, EdgeKey, Element, Excerpt, NodeKey, Obstacles, take_back

Nodes = dict[NodeKey, dict[str, Any]]
Edges = dict[EdgeKey, dict[str, Any]]
Held = tuple[Nodes, Edges]
Edit = Callable[[Excerpt], None]

SKILLS = [NodeKey("Skill", name) for name in "abcde"]
SPELLINGS = [NodeKey("Alias", name) for name in "xyz"]
NODES = [*SKILLS, *SPELLINGS]
NO_OBSTACLES = Obstacles((), ())


def excerpt_of(held: Held) -> Excerpt:
    """An excerpt that has a whole graph."""
    excerpt = Excerpt(whole=set(held[0]), missing={node for node in NODES if node not in held[0]})
    for node, properties in held[0].items():
        excerpt.know_node(node, properties)
    for edge, said in held[1].items():
        excerpt.know_edge(edge, said)
    return excerpt


def applied(held: Held, changes: Sequence[Change]) -> Held:
    """The graph after changes, as a store writes them."""
    nodes, edges = deepcopy(held)
    for change in changes:
        part: dict[Any, dict[str, Any]] = nodes if isinstance(change.element, NodeKey) else edges
        if change.after is None:
            del part[change.element]
        elif change.before is None:
            part[change.element] = dict(change.after)
        else:
            said = {**part[change.element], **change.after}
            part[change.element] = {name: value for name, value in said.items() if value is not None}
    assert all(end in nodes for edge in edges for end in (edge.start, edge.end))
    return nodes, edges


def edited(held: Held, *edits: Edit) -> tuple[Held, tuple[Change, ...]]:
    excerpt = excerpt_of(held)
    for edit in edits:
        edit(excerpt)
    excerpt.prune()
    changes = excerpt.changes()
    return applied(held, changes), changes


def taken_back(held: Held, changes: Sequence[Change]) -> tuple[Held, Obstacles]:
    excerpt = excerpt_of(held)
    obstacles = take_back(changes, excerpt)
    excerpt.prune()
    return (applied(held, excerpt.changes()) if obstacles == NO_OBSTACLES else held), obstacles


def creating(node: NodeKey) -> Edit:
    def edit(excerpt: Excerpt) -> None:
        if node not in excerpt.nodes:
            excerpt.add(node, {"name": node.key}, node.key)

    return edit


def removing(node: NodeKey) -> Edit:
    def edit(excerpt: Excerpt) -> None:
        if node in excerpt.nodes:
            for edge in [edge for edge in excerpt.edges if node in (edge.start, edge.end)]:
                excerpt.unlink(edge)
            del excerpt.nodes[node]

    return edit


def setting(node: NodeKey, name: str, value: object) -> Edit:
    return lambda excerpt: excerpt.amend(node, {name: value}) if node in excerpt.nodes else None


def linking(edge: EdgeKey, said: dict[str, Any]) -> Edit:
    def edit(excerpt: Excerpt) -> None:
        if edge.start in excerpt.nodes:
            if edge.end.label == "Alias":
                creating(edge.end)(excerpt)
            if edge.end in excerpt.nodes:
                excerpt.link(edge, said)

    return edit


def unlinking(edge: EdgeKey) -> Edit:
    def edit(excerpt: Excerpt) -> None:
        excerpt.edges.pop(edge, None)

    return edit


skill_nodes, values = st.sampled_from(SKILLS), st.sampled_from([None, 1, 2, "word", ["one"], ["one", "two"]])
edge_keys = st.builds(EdgeKey, skill_nodes, st.sampled_from(["HAS", "IN"]), st.sampled_from(NODES))
said = st.fixed_dictionaries({}, optional={"count": st.integers(0, 3), "words": st.lists(st.sampled_from("uvw"))})
edits = st.lists(
    st.one_of(
        st.builds(creating, skill_nodes),
        st.builds(removing, skill_nodes),
        st.builds(setting, skill_nodes, st.sampled_from(["text", "count"]), values),
        st.builds(linking, edge_keys, said),
        st.builds(unlinking, edge_keys),
    ),
    max_size=5,
)
START: Held = ({node: {"name": node.key} for node in SKILLS[:3]}, {})


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.lists(edits, max_size=6))
def test_taking_back_in_reverse_order_restores_every_state(sequence: list[list[Edit]]) -> None:
    states, events = [START], []
    for some in sequence:
        held, changes = edited(states[-1], *some)
        states.append(held)
        events.append(changes)

    for before, changes in zip(states[-2::-1], reversed(events), strict=True):
        held, obstacles = taken_back(held, changes)
        assert obstacles == NO_OBSTACLES
        assert held == before


@settings(derandomize=True, deadline=None, max_examples=300)
@given(edits, edits)
def test_taking_back_twice_is_doing_it_again(first: list[Edit], second: list[Edit]) -> None:
    start, _ = edited(START, *first)
    done, changes = edited(start, *second)
    excerpt = excerpt_of(done)
    take_back(changes, excerpt)
    excerpt.prune()

    again, obstacles = taken_back(start, excerpt.changes())

    assert obstacles == NO_OBSTACLES
    assert again == done


@settings(derandomize=True, deadline=None, max_examples=300)
@given(edits, edits)
def test_taking_back_out_of_order_keeps_the_later_or_names_what_is_in_the_way(
    first: list[Edit], second: list[Edit]
) -> None:
    middle, earlier = edited(START, *first)
    done, later = edited(middle, *second)
    touched = {change.element for change in later}

    held, obstacles = taken_back(done, earlier)

    if obstacles != NO_OBSTACLES:
        # What hangs on a node that is to go was made later, and so was what is in the way of any other.
        assert {*obstacles.in_the_way, *obstacles.gone} & touched
    elif _independent(earlier, later):
        assert held == applied(START, later)


def _independent(earlier: Sequence[Change], later: Sequence[Change]) -> bool:
    """Whether no change of the one hangs on a node of the other."""

    def nodes(changes: Sequence[Change]) -> set[NodeKey]:
        elements: list[Element] = [change.element for change in changes]
        ends = [end for e in elements if isinstance(e, EdgeKey) for end in (e.start, e.end)]
        return {*ends, *(e for e in elements if isinstance(e, NodeKey))}

    return not nodes(earlier) & nodes(later)


A, B, X = SKILLS[0], SKILLS[1], SPELLINGS[0]
LINK = EdgeKey(A, "IN", B)


def test_counter_loses_what_the_changes_counted_and_no_more() -> None:
    start = edited(START, linking(LINK, {"count": 2}))[0]
    counted, changes = edited(start, linking(LINK, {"count": 5}))
    counted[1][LINK]["count"] += 1

    held, obstacles = taken_back(counted, changes)

    assert obstacles == NO_OBSTACLES
    assert held[1][LINK] == {"count": 3}


def test_list_keeps_what_others_added() -> None:
    start = edited(START, linking(LINK, {"words": ["u", "v"]}))[0]
    changed, changes = edited(start, linking(LINK, {"words": ["v", "w"]}))
    changed[1][LINK] = {"words": ["v", "w", "z"]}

    held, _ = taken_back(changed, changes)

    assert sorted(held[1][LINK]["words"]) == ["u", "v", "z"]


def test_property_that_another_set_since_is_in_the_way() -> None:
    changed, changes = edited(START, setting(A, "text", "mine"))
    changed[0][A]["text"] = "theirs"

    assert taken_back(changed, changes)[1] == Obstacles((A,), ())


def test_edge_that_others_removed_is_gone() -> None:
    linked, changes = edited(START, linking(LINK, {}))
    del linked[1][LINK]

    assert taken_back(linked, changes)[1] == Obstacles((), (LINK,))


def test_edge_does_not_come_back_to_a_node_that_is_gone() -> None:
    linked = edited(START, linking(LINK, {}))[0]
    unlinked, changes = edited(linked, unlinking(LINK))
    del unlinked[0][B]

    assert taken_back(unlinked, changes)[1] == Obstacles((B,), ())


def test_created_node_that_something_hangs_on_stays() -> None:
    created, changes = edited(START, creating(SKILLS[4]))
    edge = EdgeKey(A, "IN", SKILLS[4])
    created[1][edge] = {}

    assert taken_back(created, changes)[1] == Obstacles((edge,), ())


def test_name_stays_while_something_has_it() -> None:
    spelling, other = EdgeKey(A, "HAS", X), EdgeKey(B, "HAS", X)
    named, changes = edited(START, linking(spelling, {}))
    shared, later = edited(named, linking(other, {}))

    held, obstacles = taken_back(shared, changes)

    assert obstacles == NO_OBSTACLES
    assert X in held[0]
    assert X not in taken_back(held, later)[0][0]
