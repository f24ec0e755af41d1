"""Creating, changing and deprecating skills, and what they are linked to."""

from __future__ import annotations

import strawberry
from strawberry import UNSET

from graph_service.api.access import mutation
from graph_service.api.context import Info
from graph_service.api.curation.mutations.answers import no_skill, sent, skill_changed, skill_done
from graph_service.api.curation.types import SkillPayload
from graph_service.api.enums import Lifespan, RelationKind, SkillNature, VersionStrategy, Volatility
from graph_service.api.errors import as_payload
from graph_service.api.ids import uid_or_text
from graph_service.curation import relations, skills
from graph_service.domain.access import Access
from graph_service.domain.edits import SkillFields


@strawberry.input
class CreateSkillInput:
    """A skill. Its slug is made of its name where none is sent; category and subCategory go together."""

    name: str
    slug: str | None = None
    description: str | None = UNSET
    category: str | None = UNSET
    sub_category: str | None = UNSET
    nature: SkillNature | None = strawberry.field(default=UNSET, description="CONCEPT, unless it is sent.")
    volatility: Volatility | None = strawberry.field(default=UNSET, description="MEDIUM, unless it is sent.")
    lifespan: Lifespan | None = strawberry.field(default=UNSET, description="MULTI_YEAR, unless it is sent.")
    version_strategy: VersionStrategy | None = strawberry.field(
        default=UNSET, description="NOT_APPLICABLE, unless it is sent."
    )
    maturity_reasoning: str | None = UNSET
    is_extractable: bool | None = strawberry.field(default=UNSET, description="True, unless it is sent.")
    context_tags: list[str] | None = UNSET
    aliases: list[str] | None = strawberry.field(default=None, description="Further spellings, as synonyms.")
    dimensions: list[str] | None = strawberry.field(default=None, description="Slugs, ids or names.")


@strawberry.input
class UpdateSkillInput:
    """What to change of a skill (slug, id or spelling): what is left out stays, null clears."""

    skill: str
    name: str | None = strawberry.field(
        default=UNSET, description="Becomes its canonical spelling; the old one stays a synonym. The slug stays."
    )
    description: str | None = UNSET
    category: str | None = UNSET
    sub_category: str | None = UNSET
    nature: SkillNature | None = UNSET
    volatility: Volatility | None = UNSET
    lifespan: Lifespan | None = UNSET
    version_strategy: VersionStrategy | None = UNSET
    maturity_reasoning: str | None = UNSET
    is_extractable: bool | None = UNSET
    context_tags: list[str] | None = UNSET
    expected_version: int | None = None


@strawberry.type
class SkillMutations:
    """Fields of Mutation."""

    @mutation(needs=Access.CURATOR)
    @as_payload(no_skill)
    async def create_skill(self, info: Info, input: CreateSkillInput) -> SkillPayload:
        """Create an active skill."""
        fields = sent(input, "slug", "aliases", "dimensions")
        done = await skills.create_skill(
            info.context.graph,
            info.context.pipeline.embedder,
            info.context.actor.name,
            SkillFields(**fields),  # type: ignore[typeddict-item]  # the input has these fields and no others
            slug=input.slug,
            aliases=input.aliases or (),
            dimensions=[uid_or_text(d, "Dimension", "input.dimensions") for d in input.dimensions or ()],
        )
        return await skill_done(info, done)

    @mutation(needs=Access.CURATOR)
    @as_payload(no_skill)
    async def update_skill(self, info: Info, input: UpdateSkillInput) -> SkillPayload:
        """Change a skill. Where nothing differs there is no event."""
        fields = sent(input, "skill", "expected_version")
        done = await skills.update_skill(
            info.context.graph,
            info.context.pipeline.embedder,
            info.context.actor.name,
            uid_or_text(input.skill, "Skill", "input.skill"),
            SkillFields(**fields),  # type: ignore[typeddict-item]  # the input has these fields and no others
            input.expected_version,
        )
        return await skill_done(info, done)

    @mutation(needs=Access.CURATOR)
    @as_payload(no_skill)
    async def deprecate_skill(
        self, info: Info, skill: str, replaced_by: str | None = None, expected_version: int | None = None
    ) -> SkillPayload:
        """Take a skill out of the library. Its slug, id and spellings still lead to it, and it names its successor."""
        reference = uid_or_text(skill, "Skill", "skill")
        successor = None if replaced_by is None else uid_or_text(replaced_by, "Skill", "replacedBy")
        return await skill_changed(info, skills.deprecate_skill, reference, successor, expected_version)

    @mutation(needs=Access.CURATOR)
    @as_payload(no_skill)
    async def link_skill_to_dimension(
        self, info: Info, skill: str, dimension: str, expected_version: int | None = None
    ) -> SkillPayload:
        """Put a skill into a dimension. A candidate link becomes a live one."""
        ends = uid_or_text(skill, "Skill", "skill"), uid_or_text(dimension, "Dimension", "dimension")
        return await skill_changed(info, skills.link_skill, *ends, expected_version)

    @mutation(needs=Access.CURATOR)
    @as_payload(no_skill)
    async def unlink_skill_from_dimension(
        self, info: Info, skill: str, dimension: str, expected_version: int | None = None
    ) -> SkillPayload:
        """Take a skill out of a dimension."""
        ends = uid_or_text(skill, "Skill", "skill"), uid_or_text(dimension, "Dimension", "dimension")
        return await skill_changed(info, skills.unlink_skill, *ends, expected_version)

    @mutation(needs=Access.CURATOR)
    @as_payload(no_skill)
    async def relate_skills(
        self, info: Info, skill: str, other: str, kind: RelationKind, expected_version: int | None = None
    ) -> SkillPayload:
        """Say that a skill implies another, or that the two are related. Implications go round in no ring."""
        ends = uid_or_text(skill, "Skill", "skill"), uid_or_text(other, "Skill", "other")
        return await skill_changed(info, relations.relate_skills, *ends, kind, expected_version)

    @mutation(needs=Access.CURATOR)
    @as_payload(no_skill)
    async def unrelate_skills(
        self, info: Info, skill: str, other: str, kind: RelationKind, expected_version: int | None = None
    ) -> SkillPayload:
        """Take back that a skill implies another, or that the two are related."""
        ends = uid_or_text(skill, "Skill", "skill"), uid_or_text(other, "Skill", "other")
        return await skill_changed(info, relations.unrelate_skills, *ends, kind, expected_version)
