"""What a run proposes to curators: new skills, KRAs, aliases, alias collisions and roles.

Every proposal has a subject that makes it the same as the one of another run: it is in the queue once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from graph_service.domain.document import ParsedJD
from graph_service.domain.review import Proposal, ReviewKind, ReviewSource
from graph_service.domain.run import Decision, Evidence, ExtractedSkill, Placement, ProposedRole, SkillTag
from graph_service.domain.taxonomy import Library, Vectors
from graph_service.domain.work import SkillLink, WorkItem
from graph_service.language.normalise import normalised, slugify
from graph_service.language.sections import is_duty
from graph_service.pipeline.link import asked_dimensions
from graph_service.pipeline.titles import EXACT, title_key
from graph_service.settings import Thresholds

MOST_DIMENSIONS = 10
MOST_KRAS = 8
KRA_WORDS = range(6, 61)
"""A sentence with fewer words says too little to be a KRA, one with more says too much."""


def proposals(
    placements: Sequence[Placement],
    work: Sequence[WorkItem],
    decision: Decision,
    evidence: Evidence,
    sentences: Sequence[str],
    vectors: Vectors,
    library: Library,
    thresholds: Thresholds,
) -> tuple[Proposal, ...]:
    """Everything that a curator has to decide because of this run. `vectors` has a row for each sentence."""
    return (
        *_skills(placements, decision),
        *_aliases(placements, decision),
        *_collision(decision, evidence),
        *_kras(decision, sentences, vectors, library, thresholds),
        *_role(decision),
        *_links(work, decision, library),
    )


def proposed_role(
    title: str | None,
    parsed: ParsedJD,
    skills: Sequence[ExtractedSkill],
    sentences: Sequence[str],
    library: Library,
) -> ProposedRole | None:
    """The role that a job description of no known role asks for; None where not even a title is known."""
    if not title or not title_key(title):
        return None
    dimensions: Counter[str] = Counter()
    for skill in skills:
        for dimension in library.skills[skill.skill].dimensions[:1] if skill.skill else ():
            dimensions[dimension] += 2 if skill.is_primary else 1
    name = _readable(parsed.title_aliases, title)
    kras = tuple(filter(_may_be_kra, sentences))[:MOST_KRAS]
    return ProposedRole(
        name=name,
        slug=slugify(name),
        titles=tuple(dict.fromkeys((title, *parsed.title_aliases))),
        archetype=kras[0] if kras else "",
        kras=kras,
        dimensions=tuple(slug for slug, _ in dimensions.most_common(MOST_DIMENSIONS)),
    )


def _readable(variants: Sequence[str], title: str) -> str:
    """The title without seniority, in its own spelling where a variant has it."""
    same = [variant for variant in (*variants, title) if title_key(variant) == title_key(title)]
    verbatim = [variant for variant in same if variant.casefold() in title.casefold()]
    return min(verbatim, key=len)


def _skills(placements: Sequence[Placement], decision: Decision) -> Iterator[Proposal]:
    for placement in placements:
        if placement.tag is SkillTag.NEW:
            yield Proposal(
                ReviewKind.NEW_SKILL,
                slugify(placement.name),
                placement.name,
                _source(placement),
                role=decision.role,
                skill=slugify(placement.name),
                prompt=placement.prompt,
                details={
                    "category": placement.category,
                    "subCategory": placement.sub_category,
                    "nature": placement.nature.value if placement.nature else None,
                    "dimensions": [item.dimension for item in placement.dimensions],
                    "neighbours": list(placement.neighbours),
                    "words": [span.text for span in placement.evidence],
                },
            )


def _source(placement: Placement) -> ReviewSource:
    """Who named a new skill."""
    if placement.prompt:
        return ReviewSource.MODEL
    return ReviewSource.DICTIONARY if placement.evidence else ReviewSource.CALLER


def skill_alias(placement: Placement, role: str | None = None) -> Proposal | None:
    """That a spelling becomes an alias of the library skill that it is near; None where nothing is to be decided."""
    if placement.proposed_alias_of is None:
        return None
    return Proposal(
        ReviewKind.NEW_ALIAS,
        f"skill:{placement.proposed_alias_of}:{normalised(placement.term)}",
        placement.term,
        ReviewSource.NEIGHBOURS,
        role=role,
        skill=placement.proposed_alias_of,
        prompt=placement.prompt,
        details={"owner": placement.proposed_alias_of, "reason": placement.reason},
    )


def _aliases(placements: Sequence[Placement], decision: Decision) -> Iterator[Proposal]:
    for placement in placements:
        if proposal := skill_alias(placement, decision.role):
            yield proposal
    if decision.proposed_alias and decision.role:
        yield Proposal(
            ReviewKind.NEW_ALIAS,
            f"role:{decision.role}:{title_key(decision.proposed_alias)}",
            decision.proposed_alias,
            ReviewSource.TITLE,
            role=decision.role,
            details={"owner": decision.role, "reason": decision.reasoning},
        )


def _collision(decision: Decision, evidence: Evidence) -> Iterator[Proposal]:
    owners = [row for row in evidence.signals.alias if row.score >= EXACT]
    if decision.alias_collision and owners:
        text = owners[0].matched_alias
        yield Proposal(
            ReviewKind.ALIAS_COLLISION,
            title_key(text),
            text,
            ReviewSource.TITLE,
            role=decision.role,
            details={"owners": [row.role for row in owners], "decided": decision.role},
        )


def _kras(
    decision: Decision, sentences: Sequence[str], vectors: Vectors, library: Library, thresholds: Thresholds
) -> Iterator[Proposal]:
    if decision.role is None:
        return
    for sentence, similarity in novel_sentences(sentences, vectors, library, decision.role, thresholds.kra_novelty):
        if _may_be_kra(sentence):
            yield Proposal(
                ReviewKind.NEW_KRA,
                f"{decision.role}:{normalised(sentence)}",
                sentence,
                ReviewSource.RESPONSIBILITIES,
                role=decision.role,
                similarity=similarity,
            )


def _may_be_kra(sentence: str) -> bool:
    return len(sentence.split()) in KRA_WORDS and is_duty(sentence)


def novel_sentences(
    sentences: Sequence[str], vectors: Vectors, library: Library, role: str, threshold: float
) -> list[tuple[str, float]]:
    """The sentences that no KRA of the role is near, each with its nearest similarity; 0 where the role has none."""
    columns = [column for column, (owner, _) in enumerate(library.kra_owners) if owner == role]
    if not columns or not len(sentences):
        return [(sentence, 0.0) for sentence in sentences]
    nearest = (vectors @ library.kra_vectors[columns].T).max(axis=1)
    return [
        (sentence, round(float(similarity), 4))
        for sentence, similarity in zip(sentences, nearest, strict=True)
        if similarity < threshold
    ]


def _links(work: Sequence[WorkItem], decision: Decision, library: Library) -> Iterator[Proposal]:
    """Links that wait for a curator: a library skill's further dimension, and one that the role is asked to take up."""
    for item in work:
        dimension = library.dimensions[item.dimension].name
        if item.skill_link is SkillLink.PROPOSE and item.tag is SkillTag.IN_DB:
            yield Proposal(
                ReviewKind.NEW_LINK,
                f"skill:{item.skill}:{item.dimension}",
                f"{item.skill_name} in {dimension}",
                ReviewSource.NEIGHBOURS,
                skill=item.skill,
                dimension=item.dimension,
                similarity=item.confidence,
                details={"words": list(item.words)},
            )
    for slug in asked_dimensions(work):
        yield Proposal(
            ReviewKind.NEW_LINK,
            f"role:{decision.role}:{slug}",
            f"{library.roles[decision.role or ''].name} works in {library.dimensions[slug].name}",
            ReviewSource.DEMAND,
            role=decision.role,
            dimension=slug,
            details={"skills": [item.skill_name for item in work if item.dimension == slug]},
        )


def _role(decision: Decision) -> Iterator[Proposal]:
    if decision.new_role is not None:
        role = decision.new_role
        yield Proposal(
            ReviewKind.NEW_ROLE,
            role.slug,
            role.name,
            ReviewSource.TITLE,
            details={
                "slug": role.slug,
                "titles": list(role.titles),
                "archetype": role.archetype,
                "kras": list(role.kras),
                "dimensions": list(role.dimensions),
            },
        )
