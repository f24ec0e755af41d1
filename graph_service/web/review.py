"""Review: the queue, what a decision needs beside it, and the decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from operator import itemgetter
from typing import Any, Self
from urllib.parse import urlencode

import orjson
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response

from graph_service.domain.access import Access
from graph_service.domain.review import ReviewKind, ReviewOrder, ReviewStatus
from graph_service.domain.taxonomy import (
    AliasType,
    Lifespan,
    MatchStrategy,
    SkillNature,
    VersionStrategy,
    Volatility,
)
from graph_service.errors import InvalidInput
from graph_service.web import choices
from graph_service.web.approvals import HOMONYM, WAS, approval, chosen, merging, said, version
from graph_service.web.effects import effects
from graph_service.web.exports import MOST_EXPORTED, Columns, file_of, files, within
from graph_service.web.forms import bounded_form
from graph_service.web.paging import Place, everything, said_by
from graph_service.web.passages import witness
from graph_service.web.problems import Problem, problem_of, problems_in, status_of_problems
from graph_service.web.site import Page, Visit

ROWS = 25
RECENT = 8
LOOKED_THROUGH = 100
"""Events among which the last decisions are looked for: curators do other things, too."""
SUGGESTED = 8
ALL = "ALL"
"""The status that an address says for items of any."""
TEXT = "text."
"""Under this prefix the form of the list sends what each of its items is called."""
ENUMS = {
    "natures": SkillNature,
    "volatilities": Volatility,
    "lifespans": Lifespan,
    "version_strategies": VersionStrategy,
    "alias_types": AliasType,
    "match_strategies": MatchStrategy,
}


@dataclass(frozen=True, slots=True)
class Queue:
    """Which items are listed, as the form and the address say it; empty texts take all, or what is usual."""

    kind: str = ""
    status: str = ""
    role: str = ""
    least: str = ""
    order: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Self:
        """What an address lists; what it cannot mean is left out."""
        status, least = parameters.get("status", ""), parameters.get("least", "").strip()
        return cls(
            kind=choices.named(parameters.get("kind", ""), ReviewKind) or "",
            status=status if status == ALL else choices.named(status, ReviewStatus) or "",
            role=parameters.get("role", "").strip(),
            least=least if version(least) is not None else "",
            order=choices.named(parameters.get("order", ""), ReviewOrder) or "",
        )

    @property
    def parameters(self) -> dict[str, str]:
        """As an address says it."""
        return said_by(asdict(self))

    @property
    def variables(self) -> dict[str, object]:
        """As the API takes it: what waits, the oldest first, unless something else was asked for."""
        return {
            "kind": self.kind or None,
            "status": None if self.status == ALL else self.status or ReviewStatus.PENDING.value,
            "role": self.role or None,
            "minCount": version(self.least),
            "orderBy": self.order or ReviewOrder.OLDEST.value,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was just tried: the events (ids) of what was done, of what was undone, and what was refused.

    `item` is selected next; `back` is the item to come back to when it is undone; `typed` is what the curator had
    filled in of what was refused.
    """

    done: Sequence[str] = ()
    undone: Sequence[str] = ()
    refused: Sequence[Problem] = ()
    item: str = ""
    back: str = ""
    typed: FormData = field(default_factory=FormData)

    @property
    def status(self) -> int:
        """Of the page that says so."""
        return status_of_problems(self.refused)


async def queue(visit: Visit) -> Response:
    """The queue, and the item that the address selects."""
    asked = visit.request.query_params
    done, undone = (asked.getlist(name)[:ROWS] for name in ("done", "undone"))
    return await _page(visit, Outcome(done, undone, item=asked.get("item", ""), back=asked.get("back", "")))


async def approve(visit: Visit) -> Response:
    """Approve one item, as the form says."""
    form = await _sent(visit)
    payload = (await visit.ask("approve", input=approval(form)))["approveReviewItem"]
    return await _decided(visit, payload, form)


async def merge(visit: Visit) -> Response:
    """Approve one item as a spelling of a skill that there is."""
    form = await _sent(visit)
    try:
        meant = merging(form)
    except InvalidInput as refused:
        return await _page(visit, Outcome(refused=[problem_of(refused)], item=said(form, "item")))
    payload = (await visit.ask("approve", input=meant))["approveReviewItem"]
    return await _decided(visit, payload, form)


async def reject(visit: Visit) -> Response:
    """Turn one item down."""
    form = await _sent(visit)
    payload = await visit.ask(
        "reject",
        id=said(form, "item"),
        reason=said(form, "reason") or None,
        expectedVersion=version(said(form, "version")),
    )
    return await _decided(visit, payload["rejectReviewItem"], form)


async def decide_all(visit: Visit) -> Response:
    """Approve, or turn down, all that are ticked: what came of each is said."""
    form = await _sent(visit)
    ticked, item = chosen(form), said(form, "item")
    if not ticked:
        nothing = Problem("INVALID_INPUT", "no item is ticked; tick those that you mean, then approve or reject them")
        return await _page(visit, Outcome(refused=[nothing], item=item))
    match said(form, "decision"):
        case "approve":
            items = [{"id": id, "expectedVersion": number} for id, number in ticked]
            payload = (await visit.ask("approve_all", items=items))["approveReviewItems"]
        case "reject":
            ids, versions = zip(*ticked, strict=True)
            reason = said(form, "reason") or None
            payload = (await visit.ask("reject_all", ids=ids, versions=versions, reason=reason))["rejectReviewItems"]
        case _:
            unsaid = Problem("INVALID_INPUT", "what to do with the ticked was not said; press Approve or Reject")
            return await _page(visit, Outcome(refused=[unsaid], item=item))
    done = [result["event"]["id"] for result in payload["results"] if result["event"]]
    refused = problems_in(payload)
    for (id, _), result in zip(ticked, payload["results"], strict=False):
        text = said(form, f"{TEXT}{id}")
        refused += problems_in(result, text)
    return await _answer(visit, Outcome(done, refused=refused, item=_remaining(form, item), back=ticked[0][0]))


async def undo(visit: Visit) -> Response:
    """Take events back, the last one first."""
    form = await _sent(visit)
    undone: list[str] = []
    refused: list[Problem] = []
    for event in reversed([str(event) for event in form.getlist("event")][:ROWS]):
        payload = (await visit.ask("undo", eventId=event))["undo"]
        undone += [payload["event"]["id"]] if payload["event"] else []
        refused += problems_in(payload)
    return await _answer(visit, Outcome(undone=undone, refused=refused, item=said(form, "item")))


async def _sent(visit: Visit) -> FormData:
    """The form that was sent; it has no file. Raises InvalidInput."""
    async with bounded_form(visit.request) as form:
        return form


async def suggestions(visit: Visit) -> Response:
    """Names of live nodes of a kind that a text may mean, for a field that takes one."""
    kind, text = (visit.request.query_params.get(name, "") for name in ("kind", "text"))
    if not text.strip():
        return JSONResponse([])
    hits = (await visit.ask("suggestions", text=text[:200]))["search"]
    found = {hit["node"]["slug"]: hit for hit in hits if hit["node"]["__typename"] == kind}
    return JSONResponse(
        [
            {"name": hit["node"]["name"], "slug": slug, "matched": hit["matched"]}
            for slug, hit in list(found.items())[:SUGGESTED]
        ]
    )


async def _decided(visit: Visit, payload: Mapping[str, Any], form: FormData) -> Response:
    """What came of the decision on one item: on to the next, or the same once more with what is in the way."""
    if not payload["errors"]:
        done = Outcome([payload["event"]["id"]], item=said(form, "next"), back=said(form, "item"))
        return await _answer(visit, done)
    refused = problems_in(payload)
    return await _answer(visit, Outcome(refused=refused, item=said(form, "item"), typed=form))


def _remaining(form: FormData, item: str) -> str:
    """The selected item or, where it was decided with others, the one after it in the list that was not."""
    decided = {id for id, _ in chosen(form)}
    listed = [name.removeprefix(TEXT) for name in form if name.startswith(TEXT)]
    following = listed[listed.index(item) :] if item in listed else []
    return next((id for id in [*following, *reversed(listed)] if id not in decided), "") if item in decided else item


async def _answer(visit: Visit, outcome: Outcome) -> Response:
    if outcome.refused:
        return await _page(visit, outcome)
    parameters = visit.request.query_params
    address = [*Queue.of(parameters).parameters.items(), *Place.of(parameters).parameters.items()]
    address += [(name, id) for name, id in (("item", outcome.item), ("back", outcome.back)) if id]
    address += [*(("done", event) for event in outcome.done), *(("undone", event) for event in outcome.undone)]
    return visit.redirect(f"/review?{urlencode(address)}")


async def _page(visit: Visit, outcome: Outcome) -> Response:
    parameters = visit.request.query_params
    listing, place = Queue.of(parameters), Place.of(parameters)
    variables = listing.variables | {"first": ROWS, "after": place.after}
    found = (await visit.ask("review_items", **variables))["reviewItems"]
    item, missing = await _selected(visit, outcome.item, found["nodes"])
    refused = [*outcome.refused, *([missing] if missing else [])]
    return visit.page(
        "review/queue",
        outcome.status,
        listing=listing,
        state=listing.parameters | place.parameters,
        found=found,
        back=place.back,
        on=place.on(found["pageInfo"]),
        item=item,
        next=_after(item, found["nodes"]),
        typed=outcome.typed,
        undone_item=outcome.back,
        done=await _events(visit, outcome.done),
        undone=await _events(visit, outcome.undone),
        refused=refused,
        recent=await _recent(visit),
        decides=visit.may(Access.CURATOR),
        roles=await choices.roles(visit),
        kinds=ReviewKind,
        orders=ReviewOrder,
        statuses=ReviewStatus,
        all=ALL,
        was=WAS,
        homonym=HOMONYM,
        **ENUMS,
    )


async def _selected(
    visit: Visit, id: str, listed: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any] | None, Problem | None]:
    """The item with an id, else the first of the list, with what is read off it; and that there is no such item."""
    wanted = id or (listed[0]["id"] if listed else "")
    missing = None
    item = None
    try:
        item = wanted and (await visit.ask("review_item", id=wanted))["node"]
    except InvalidInput as refused:
        missing = problem_of(refused)
    if not item:
        unknown = Problem("NOT_FOUND", "there is no such item; choose one of the list")
        return None, missing or (unknown if wanted else None)
    details = orjson.loads(item["details"] or "{}")
    best = max((link["confidence"] for link in item["candidateDimensions"]), default=None)
    return item | {
        "said": details,
        "best": [link["dimension"]["slug"] for link in item["candidateDimensions"] if link["confidence"] == best],
        "witnesses": [witness(evidence) for evidence in item["evidence"]],
        "effects": effects(item["effect"]),
    }, missing


def _after(item: Mapping[str, Any] | None, listed: Sequence[Mapping[str, Any]]) -> str:
    """The item that follows in the list; the one before at its end."""
    ids = [each["id"] for each in listed]
    if item is None or item["id"] not in ids:
        return ""
    at = ids.index(item["id"])
    return str(next(iter([*ids[at + 1 : at + 2], *ids[max(0, at - 1) : at]]), ""))


async def _events(visit: Visit, ids: Sequence[str]) -> list[dict[str, Any]]:
    """The events with these ids; what is no event of ours is left out."""
    found = []
    for id in ids:
        try:
            found.append((await visit.ask("event", id=id))["node"])
        except InvalidInput:
            continue
    return [event for event in found if event]


async def _recent(visit: Visit) -> list[dict[str, Any]]:
    """The last decisions on items."""
    events = (await visit.ask("review_events", first=LOOKED_THROUGH))["auditEvents"]["nodes"]
    return [event for event in events if event["action"].startswith(("APPROVE_", "REJECT_"))][:RECENT]


async def export(visit: Visit) -> Response:
    """The items that the address lists, as a file."""
    listing = Queue.of(visit.request.query_params)
    found = await everything(visit, "review_items", "reviewItems", listing.variables, most=MOST_EXPORTED)
    return file_of(visit.path, found, COLUMNS)


COLUMNS: Columns = {
    **{name: itemgetter(name) for name in ("id", "kind", "status", "text", "count")},
    "role": within("role", "name"),
    **{name: itemgetter(name) for name in ("createdAt", "decidedAt", "decidedBy")},
}

PAGES = (
    *files("/review", export),
    Page("/review", queue),
    Page("/review/approve", approve, ("POST",)),
    Page("/review/merge", merge, ("POST",)),
    Page("/review/reject", reject, ("POST",)),
    Page("/review/decide", decide_all, ("POST",)),
    Page("/review/undo", undo, ("POST",)),
    Page("/review/suggestions", suggestions),
)
