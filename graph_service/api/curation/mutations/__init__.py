"""What a curator does: merge, edit, decide and undo. Every answer carries the event, what it changed, and errors."""

from __future__ import annotations

import strawberry

from graph_service.api.curation.mutations.aliases import AliasMutations
from graph_service.api.curation.mutations.merging import MergeMutations
from graph_service.api.curation.mutations.review import ReviewMutations
from graph_service.api.curation.mutations.undoing import UndoMutations


@strawberry.type
class CurationMutations(MergeMutations, AliasMutations, ReviewMutations, UndoMutations):
    """Fields of Mutation."""
