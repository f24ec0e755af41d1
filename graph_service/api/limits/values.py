"""How many values the variables hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphql import GraphQLError

from graph_service.api.limits.measure import refusal
from graph_service.settings import Limits


def too_many_values(variables: Mapping[str, object], limits: Limits) -> Iterator[GraphQLError]:
    """Variables that hold too much together. Nothing is counted beyond the limit."""
    waiting, found = [variables.values()], 0
    while waiting:
        values = waiting.pop()
        found += len(values)
        if found > limits.values:
            what = "the variables hold more values than one request may; send shorter lists, in several requests"
            yield refusal(None, "values", limits.values, what)
            return
        for value in values:
            if isinstance(value, dict):
                waiting.append(value.values())
            elif isinstance(value, list):
                waiting.append(value)  # type: ignore[arg-type]  # both have a length
