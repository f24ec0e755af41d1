"""Asking for the schema, where that is off."""

from __future__ import annotations

from typing import Any

from graphql import FieldNode, GraphQLError, ValidationRule

from graph_service.api.errors import NO_INTROSPECTION


class NoIntrospectionRule(ValidationRule):
    """No field of `__schema` or `__type`; `__typename` stays."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Refuse a field that describes the schema."""
        if node.name.value in ("__schema", "__type"):
            self.report_error(GraphQLError(NO_INTROSPECTION, node))
