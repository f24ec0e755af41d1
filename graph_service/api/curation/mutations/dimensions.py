"""Creating and changing dimensions."""

from __future__ import annotations

import strawberry
from strawberry import UNSET

from graph_service.api.access import mutation
from graph_service.api.context import Info
from graph_service.api.curation.mutations.answers import dimension_done, no_dimension, sent
from graph_service.api.curation.types import DimensionPayload
from graph_service.api.enums import Difficulty
from graph_service.api.errors import as_payload
from graph_service.api.ids import uid_or_text
from graph_service.curation import dimensions
from graph_service.domain.access import Access
from graph_service.domain.edits import DimensionFields


@strawberry.input
class CreateDimensionInput:
    """A dimension. Its slug is made of its name where none is sent."""

    name: str
    slug: str | None = None
    rationale: str | None = UNSET
    difficulty: Difficulty | None = UNSET


@strawberry.input
class UpdateDimensionInput:
    """What to change of a dimension (slug, id or name): what is left out stays, null clears."""

    dimension: str
    name: str | None = UNSET
    rationale: str | None = UNSET
    difficulty: Difficulty | None = UNSET
    expected_version: int | None = None


@strawberry.type
class DimensionMutations:
    """Fields of Mutation."""

    @mutation(needs=Access.CURATOR)
    @as_payload(no_dimension)
    async def create_dimension(self, info: Info, input: CreateDimensionInput) -> DimensionPayload:
        """Create a dimension."""
        fields = DimensionFields(**sent(input, "slug"))  # type: ignore[typeddict-item]  # the input has these fields
        context = info.context
        done = await dimensions.create_dimension(
            context.graph, context.pipeline.embedder, context.actor.name, fields, slug=input.slug
        )
        return await dimension_done(info, done)

    @mutation(needs=Access.CURATOR)
    @as_payload(no_dimension)
    async def update_dimension(self, info: Info, input: UpdateDimensionInput) -> DimensionPayload:
        """Change a dimension. Where nothing differs there is no event."""
        fields = sent(input, "dimension", "expected_version")
        done = await dimensions.update_dimension(
            info.context.graph,
            info.context.pipeline.embedder,
            info.context.actor.name,
            uid_or_text(input.dimension, "Dimension", "input.dimension"),
            DimensionFields(**fields),  # type: ignore[typeddict-item]  # the input has these fields and no others
            input.expected_version,
        )
        return await dimension_done(info, done)
