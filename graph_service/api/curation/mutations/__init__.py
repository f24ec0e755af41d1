"""What a curator does: merge, edit, decide and undo. Every answer carries the event, what it changed, and errors."""

from __future__ import annotations

import strawberry

from graph_service.api.curation.mutations.aliases import AliasMutations
from graph_service.api.curation.mutations.dimensions import DimensionMutations
from graph_service.api.curation.mutations.kras import KRAMutations
from graph_service.api.curation.mutations.merging import MergeMutations
from graph_service.api.curation.mutations.review import ReviewMutations
from graph_service.api.curation.mutations.roles import RoleMutations
from graph_service.api.curation.mutations.rulings import RulingMutations
from graph_service.api.curation.mutations.skills import SkillMutations
from graph_service.api.curation.mutations.undoing import UndoMutations


@strawberry.type
class CurationMutations(
    MergeMutations,
    SkillMutations,
    AliasMutations,
    DimensionMutations,
    RoleMutations,
    KRAMutations,
    RulingMutations,
    ReviewMutations,
    UndoMutations,
):
    """Fields of Mutation."""
