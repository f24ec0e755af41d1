"""What a client reads first: skill clusters, nature of work, AI index, tech stack maturity, KRA description.

Where the job description says too little, a field rests on the role's baseline, and its `source` says so.

The AI index adds up to 5: a title that names AI 1.0, any AI skill 0.5, a primary one 1.25, a secondary one 0.25, an AI
team 1.0, building AI products 1.0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from graph_service.domain.document import Document, ParsedJD, SectionKind, TextSpan
from graph_service.domain.run import (
    BASELINE,
    JD,
    MIXED,
    AIIndex,
    ClientReport,
    Decision,
    DimensionGroup,
    Placement,
    TechStackMaturity,
)
from graph_service.domain.taxonomy import Era, Library, Role, Skill, SkillNature, Vectors
from graph_service.language.cue_files import cues
from graph_service.pipeline.nature import cue_pattern, nature_of_work

ENOUGH_ERAS = 3
"""So many skills with an era make the job description's own stack; fewer are helped by the role's."""
USUAL_STACK = 12
"""So many technologies stand for a role's usual stack."""
MATURITY = {
    Era.LEGACY: "Legacy",
    Era.ESTABLISHED: "Established",
    Era.MODERN: "Modern",
    Era.CLOUD_NATIVE: "Modern Cloud Native",
    Era.AI_NATIVE: "AI Native",
}
_STACK = frozenset(
    {
        SkillNature.LANGUAGE,
        SkillNature.FRAMEWORK,
        SkillNature.LIBRARY,
        SkillNature.TOOL,
        SkillNature.PLATFORM,
        SkillNature.DATABASE,
        SkillNature.PROTOCOL,
        SkillNature.PATTERN,
    }
)
_AI_WEIGHTS = {
    "title_match": 1.0,
    "has_ai_skill": 0.5,
    "primary_ai_skill": 1.25,
    "secondary_ai_skill": 0.25,
    "on_ai_team": 1.0,
    "builds_ai_products": 1.0,
}


def report(
    document: Document,
    parsed: ParsedJD,
    placements: Sequence[Placement],
    decision: Decision,
    sentences: Sequence[TextSpan],
    vectors: Vectors,
    library: Library,
) -> ClientReport:
    """The client's report on a decided run. `vectors` has a row for each of the sentences on responsibilities."""
    role = library.roles.get(decision.role) if decision.role else None
    title = document.title or parsed.title
    return ClientReport(
        skill_clusters=skill_clusters(placements, role),
        nature_of_work=nature_of_work(document, title, sentences, vectors, role),
        ai_index=ai_index(document, parsed, placements, role),
        tech_stack_maturity=tech_stack_maturity(placements, role, library),
        kra_description=_kra_description(parsed, role),
        kra_source=JD if parsed.responsibilities or role is None else BASELINE,
    )


def skill_clusters(placements: Sequence[Placement], role: Role | None) -> tuple[DimensionGroup, ...]:
    """The skills by the role's dimensions, in the role's order, each skill once; the rest is cross-cutting."""
    rest = list(placements)
    groups = []
    for dimension in role.dimensions if role else ():
        members = [placement for placement in rest if dimension in _known_dimensions(placement)]
        if members:
            groups.append(DimensionGroup(dimension, tuple(placement.name for placement in members)))
            rest = [placement for placement in rest if placement not in members]
    if rest:
        groups.append(DimensionGroup(None, tuple(placement.name for placement in rest)))
    return tuple(groups)


def _known_dimensions(placement: Placement) -> frozenset[str]:
    return frozenset(item.dimension for item in placement.dimensions if item.is_known)


def ai_index(document: Document, parsed: ParsedJD, placements: Sequence[Placement], role: Role | None) -> AIIndex:
    """How much the job rests on AI, 0–5, with the flags that it adds up from."""
    lists = cues("ai")
    text = _working_text(document)
    ai = [placement for placement in placements if _known_dimensions(placement) & frozenset(lists["dimensions"])]
    flags = {
        "title_match": bool(cue_pattern(lists["title"]).search((document.title or parsed.title or "").lower())),
        "has_ai_skill": bool(ai),
        "primary_ai_skill": any(placement.is_primary for placement in ai),
        "secondary_ai_skill": any(not placement.is_primary for placement in ai),
        "on_ai_team": bool(cue_pattern(lists["team"]).search(text)),
        "builds_ai_products": bool(cue_pattern(lists["products"]).search(text)),
    }
    own = sum(weight for flag, weight in _AI_WEIGHTS.items() if flags[flag])
    if len(placements) >= ENOUGH_ERAS or role is None:
        return AIIndex(round(own, 2), **flags, source=JD)
    share = len(frozenset(role.dimensions) & frozenset(lists["dimensions"])) / max(1, len(role.dimensions))
    return AIIndex(round(max(own, 5 * share), 2), **flags, source=MIXED if own else BASELINE)


def _working_text(document: Document) -> str:
    """What the text says of the job itself: neither benefits nor legal passages."""
    beside = {SectionKind.BENEFITS, SectionKind.LEGAL, SectionKind.LOGISTICS}
    return "\n".join(section.span.text for section in document.sections if section.kind not in beside).lower()


def tech_stack_maturity(placements: Sequence[Placement], role: Role | None, library: Library) -> TechStackMaturity:
    """The step of the scale that the skills' eras average to; primary skills count twice."""
    own = [
        (library.skills[p.skill], 2 if p.is_primary else 1)
        for p in placements
        if p.skill is not None and p.skill in library.skills
    ]
    dated = [(skill, weight) for skill, weight in own if _is_technology(skill)]
    source = JD
    if len(dated) < ENOUGH_ERAS and role is not None:
        source = MIXED if dated else BASELINE
        dated += [(skill, 1) for skill in _usual_stack(role, library)]
    if not dated:
        return TechStackMaturity("Unknown", "Neither the job description nor its role names a technology.", source)
    return _maturity(dated, source, role)


def _usual_stack(role: Role, library: Library) -> list[Skill]:
    """The technologies of a role that most others rest on, as its dimensions hold many that hardly anyone asks for."""
    covered = [library.skills[slug] for slug in sorted(library.skills_of_role[role.slug])]
    resting = Counter(implied for skill in library.skills.values() for implied in skill.implies)
    ranked = sorted(covered, key=lambda skill: (-resting[skill.slug], -len(skill.aliases)))
    return [skill for skill in ranked if _is_technology(skill)][:USUAL_STACK]


def _is_technology(skill: Skill) -> bool:
    """Whether a skill says how modern a stack is: soft skills, domains and concepts do not."""
    return skill.era is not None and skill.nature in _STACK


def _maturity(dated: Sequence[tuple[Skill, int]], source: str, role: Role | None) -> TechStackMaturity:
    steps = list(Era)
    total = sum(weight for _, weight in dated)
    mean = sum(steps.index(skill.era) * weight for skill, weight in dated if skill.era) / total
    era = steps[min(int(mean + 0.5), len(steps) - 1)]
    deciding = [skill.name for skill, _ in dated if skill.era is era][:6]
    others = {step: [skill.name for skill, _ in dated if skill.era is step][:4] for step in steps if step is not era}
    beside = "; ".join(f"{MATURITY[step].lower()}: {', '.join(names)}" for step, names in others.items() if names)
    whose = f"the usual stack of a {role.name}" if source == BASELINE and role else "the stack that is asked for"
    told = f"By {', '.join(deciding) or 'the mean of all'}, {whose} stands at {mean:.1f} on a scale of 0 to 4"
    return TechStackMaturity(MATURITY[era], told + (f" (beside {beside})." if beside else "."), source)


def _kra_description(parsed: ParsedJD, role: Role | None) -> str:
    """The responsibilities as they stand in the text; the role's KRAs where there are none."""
    if parsed.responsibilities:
        return "\n\n".join(section.text for section in parsed.responsibilities)
    return "\n".join(f"• {kra}" for kra in role.kras) if role else ""
