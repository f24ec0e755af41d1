"""Taking back what was done."""

from __future__ import annotations

import strawberry

from graph_service.api.access import mutation
from graph_service.api.context import Info
from graph_service.api.curation.types import UndoPayload
from graph_service.api.errors import UserError, as_payload
from graph_service.api.ids import uid_of
from graph_service.api.taxonomy.types import shown
from graph_service.curation import undoing
from graph_service.domain.access import Access


def _not_undone(errors: list[UserError]) -> UndoPayload:
    return UndoPayload(event=None, changes=[], errors=errors)


@strawberry.type
class UndoMutations:
    """Fields of Mutation."""

    @mutation(needs=Access.CURATOR)
    @as_payload(_not_undone)
    async def undo(self, info: Info, event_id: strawberry.ID) -> UndoPayload:
        """Restore what was there before an event; what was added since stays. An undo can be undone."""
        uid = uid_of(event_id, "AuditEvent", "eventId")
        done = await undoing.undo(info.context.graph, info.context.actor.name, uid)
        return UndoPayload(event=shown(done.event), changes=shown(done.changes), errors=[])
