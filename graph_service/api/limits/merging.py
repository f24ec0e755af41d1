"""How much work it is to find out whether fields of one name can be merged: pairs of fields, and of fragments."""

from __future__ import annotations

from graphql import ASTValidationRule, OverlappingFieldsCanBeMergedRule, ValidationContext


def merging_within(comparisons: int) -> type[ASTValidationRule]:
    """The standard rule, which gives up after so many steps: left to itself, it takes half a million of them."""

    class MergingRule(OverlappingFieldsCanBeMergedRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.rule_context.remaining_complexity_budget = comparisons

    return MergingRule
