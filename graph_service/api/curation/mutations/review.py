"""Deciding what runs propose."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import strawberry
from strawberry import UNSET

from graph_service.api.access import mutation
from graph_service.api.context import Info
from graph_service.api.curation.mutations.answers import sent
from graph_service.api.curation.types import ReviewPayload, ReviewPayloads
from graph_service.api.enums import AliasType, Lifespan, MatchStrategy, SkillNature, VersionStrategy, Volatility
from graph_service.api.errors import UserError, as_payload, user_error
from graph_service.api.ids import uid_of, uid_or_text
from graph_service.api.taxonomy.types import shown
from graph_service.curation import reviewing
from graph_service.domain.access import Access
from graph_service.domain.curation import Approval, Rejection, RoleChanges, SkillChanges
from graph_service.domain.edits import SkillFields
from graph_service.errors import InvalidInput
from graph_service.store import review
from graph_service.store.changes import Done

Sent = TypeVar("Sent")
Meant = TypeVar("Meant")


@strawberry.input
class ReviewSkillInput:
    """NEW_SKILL: what is changed before it is accepted. What is left out stays as placement gave it."""

    name: str | None = strawberry.field(
        default=UNSET, description="Another name; how job descriptions spell it stays a spelling of it."
    )
    description: str | None = UNSET
    category: str | None = UNSET
    sub_category: str | None = strawberry.field(
        default=UNSET, description="Goes with category; it is made where it is missing."
    )
    nature: SkillNature | None = UNSET
    volatility: Volatility | None = UNSET
    lifespan: Lifespan | None = UNSET
    version_strategy: VersionStrategy | None = UNSET
    context_tags: list[str] | None = UNSET
    dimensions: list[str] | None = strawberry.field(
        default=None, description="Slugs, ids or names, in their order of weight."
    )
    aliases: list[str] | None = strawberry.field(default=None, description="Further spellings.")
    match_strategy: MatchStrategy | None = strawberry.field(default=None, description="Of all its spellings.")


@strawberry.input
class ReviewRoleInput:
    """NEW_ROLE: what is changed before it is accepted; null keeps what was proposed."""

    name: str | None = None
    slug: str | None = None
    family: str | None = None
    archetype: str | None = None
    description: str | None = None
    titles: list[str] | None = strawberry.field(default=None, description="The other titles that it goes by.")
    kras: list[str] | None = None
    dimensions: list[str] | None = strawberry.field(
        default=None, description="Slugs, ids or names, in their order of weight."
    )
    specialises: str | None = strawberry.field(default=None, description="The broader role.")


@strawberry.input
class ReviewInput:
    """The item to approve, and how. Which fields an item takes depends on its kind; with the id alone, as it is."""

    id: strawberry.ID
    merge_into: str | None = strawberry.field(
        default=None, description="NEW_SKILL: attach it to this skill as an alias instead of making a new one."
    )
    dimension: str | None = strawberry.field(
        default=None,
        description="NEW_SKILL: put it into this dimension alone. By default it is where placement is surest.",
    )
    skill: ReviewSkillInput | None = None
    text: str | None = strawberry.field(default=None, description="NEW_KRA: the sentence, edited.")
    owner: str | None = strawberry.field(
        default=None,
        description="NEW_ALIAS: give it to this skill or role. ALIAS_COLLISION: the role that keeps the title.",
    )
    alias_type: AliasType | None = strawberry.field(default=None, description="NEW_ALIAS: SYNONYM by default.")
    match_strategy: MatchStrategy | None = strawberry.field(
        default=None, description="NEW_ALIAS: CASE_INSENSITIVE by default."
    )
    homonym: bool | None = strawberry.field(
        default=None, description="ALIAS_COLLISION: the title means all of the roles; runs decide, and ask no more."
    )
    role: ReviewRoleInput | None = None
    expected_version: int | None = strawberry.field(
        default=None, description="The version of the item that the decision rests on."
    )


def _refused(errors: list[UserError]) -> ReviewPayload:
    return ReviewPayload(item=None, event=None, changes=[], errors=errors)


def _all_refused(errors: list[UserError]) -> ReviewPayloads:
    return ReviewPayloads(results=[], errors=errors)


@strawberry.type
class ReviewMutations:
    """Fields of Mutation."""

    @mutation(needs=Access.CURATOR)
    @as_payload(_refused)
    async def approve_review_item(self, info: Info, input: ReviewInput) -> ReviewPayload:
        """Accept what a run proposed, as it is or edited."""
        context = info.context
        done = await reviewing.approve(context.graph, context.pipeline.embedder, context.actor.name, _approval(input))
        return (await _answers(info, [done]))[0]

    @mutation(needs=Access.CURATOR)
    @as_payload(_refused)
    async def reject_review_item(
        self, info: Info, id: strawberry.ID, reason: str | None = None, expected_version: int | None = None
    ) -> ReviewPayload:
        """Turn down what a run proposed. It is asked again once its evidence has grown (a setting says how much)."""
        rejection = Rejection(uid_of(id, "ReviewItem"), reason, expected_version)
        done = await reviewing.reject(info.context.graph, info.context.actor.name, rejection)
        return (await _answers(info, [done]))[0]

    @mutation(needs=Access.CURATOR)
    @as_payload(_all_refused)
    async def approve_review_items(self, info: Info, items: list[ReviewInput]) -> ReviewPayloads:
        """Accept up to 500 proposals: a result for each, in order. One that is refused leaves the others."""
        context = info.context

        async def decide(approvals: Sequence[Approval]) -> list[Done | InvalidInput]:
            return await reviewing.approve_all(context.graph, context.pipeline.embedder, context.actor.name, approvals)

        outcomes = await _each([_parsed(_approval, item) for item in items], decide)
        located = [_located(outcome, f"items.{at}") for at, outcome in enumerate(outcomes)]
        return ReviewPayloads(results=await _answers(info, located), errors=[])

    @mutation(needs=Access.CURATOR)
    @as_payload(_all_refused)
    async def reject_review_items(
        self,
        info: Info,
        ids: list[strawberry.ID],
        reason: str | None = None,
        expected_versions: list[int | None] | None = None,
    ) -> ReviewPayloads:
        """Turn down up to 500 proposals: a result for each, in order. One that is refused leaves the others.
        `expectedVersions` has the version that each decision rests on, in the order of `ids`; null takes any."""
        context = info.context
        versions = [None] * len(ids) if expected_versions is None else expected_versions
        if len(versions) != len(ids):
            raise InvalidInput(
                f"there are {len(versions)} versions for {len(ids)} items; send one for each, null where any will do",
                "expectedVersions",
            )

        async def decide(rejections: Sequence[Rejection]) -> list[Done | InvalidInput]:
            return await reviewing.reject_all(context.graph, context.actor.name, rejections)

        def rejection(entry: tuple[strawberry.ID, int | None]) -> Rejection:
            id, version = entry
            return Rejection(uid_of(id, "ReviewItem"), reason, version)

        outcomes = await _each([_parsed(rejection, entry) for entry in zip(ids, versions, strict=True)], decide)
        located = [_located(outcome, f"ids.{at}") for at, outcome in enumerate(outcomes)]
        return ReviewPayloads(results=await _answers(info, located), errors=[])


def _approval(input: ReviewInput) -> Approval:
    """Raises InvalidInput."""
    return Approval(
        item=uid_of(input.id, "ReviewItem", "input.id"),
        expected_version=input.expected_version,
        merge_into=_meant(input.merge_into, "Skill", "input.mergeInto"),
        dimension=_meant(input.dimension, "Dimension", "input.dimension"),
        skill=None if input.skill is None else _skill_changes(input.skill),
        text=input.text,
        owner=None if input.owner is None else _owner(input.owner),
        alias_type=input.alias_type,
        match_strategy=input.match_strategy,
        homonym=input.homonym,
        role=None if input.role is None else _role_changes(input.role),
    )


def _meant(reference: str | None, type_name: str, field: str) -> str | None:
    return None if reference is None else uid_or_text(reference, type_name, field)


def _owner(reference: str) -> str:
    """A skill or a role: which of the two, the item says. Raises InvalidInput."""
    try:
        return uid_or_text(reference, "Skill", "input.owner")
    except InvalidInput:
        return uid_or_text(reference, "Role", "input.owner")


def _dimensions(references: list[str] | None, field: str) -> tuple[str, ...] | None:
    return None if references is None else tuple(uid_or_text(each, "Dimension", field) for each in references)


def _skill_changes(input: ReviewSkillInput) -> SkillChanges:
    fields = sent(input, "dimensions", "aliases", "match_strategy")
    return SkillChanges(
        fields=SkillFields(**fields),  # type: ignore[typeddict-item]  # the input has these fields and no others
        dimensions=_dimensions(input.dimensions, "input.skill.dimensions"),
        aliases=tuple(input.aliases or ()),
        match_strategy=input.match_strategy,
    )


def _role_changes(input: ReviewRoleInput) -> RoleChanges:
    return RoleChanges(
        name=input.name,
        slug=input.slug,
        family=input.family,
        archetype=input.archetype,
        description=input.description,
        titles=None if input.titles is None else tuple(input.titles),
        kras=None if input.kras is None else tuple(input.kras),
        dimensions=_dimensions(input.dimensions, "input.role.dimensions"),
        specialises=_meant(input.specialises, "Role", "input.role.specialises"),
    )


def _parsed(parse: Callable[[Sent], Meant], sent: Sent) -> Meant | InvalidInput:
    try:
        return parse(sent)
    except InvalidInput as refused:
        return refused


async def _each(
    parsed: Sequence[Meant | InvalidInput],
    decide: Callable[[Sequence[Meant]], Awaitable[Sequence[Done | InvalidInput]]],
) -> list[Done | InvalidInput]:
    """What came of each: those that could not be read are left out of what is decided, and keep their places."""
    reviewing.require_few(parsed)
    answers = iter(await decide([entry for entry in parsed if not isinstance(entry, InvalidInput)]))
    return [entry if isinstance(entry, InvalidInput) else next(answers) for entry in parsed]


def _located(outcome: Done | InvalidInput, place: str) -> Done | InvalidInput:
    """An error with the path to the entry of a list that it is about."""
    if isinstance(outcome, InvalidInput):
        _, dot, rest = (outcome.field or "").partition(".")
        return type(outcome)(outcome.message, f"{place}{dot}{rest}")
    return outcome


async def _answers(info: Info, outcomes: Sequence[Done | InvalidInput]) -> list[ReviewPayload]:
    """A payload for each, with the item as it is afterwards."""
    uids = [outcome.deed.subjects[0].key for outcome in outcomes if isinstance(outcome, Done)]
    # Not by the request's loader: it may know the items from before.
    items = await review.by_uids(info.context.graph, uids)
    return [
        _refused([user_error(outcome)])
        if isinstance(outcome, InvalidInput)
        else ReviewPayload(
            item=shown(items[outcome.deed.subjects[0].key]),
            event=shown(outcome.event),
            changes=shown(outcome.changes),
            errors=[],
        )
        for outcome in outcomes
    ]
