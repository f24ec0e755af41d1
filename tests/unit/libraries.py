"""Libraries of a few roles, skills and dimensions, made by hand for tests that need no graph and no model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph_service.domain.taxonomy import (
    Alias,
    AliasType,
    Difficulty,
    Dimension,
    Era,
    Library,
    Lifespan,
    Role,
    Skill,
    SkillNature,
    VersionStrategy,
    Volatility,
)
from graph_service.language.embeddings import HashedEmbedder
from graph_service.language.normalise import slugify
from graph_service.language.vectors import with_vectors


def a_skill(
    name: str,
    dimensions: Sequence[str] = (),
    *aliases: str,
    nature: SkillNature = SkillNature.TOOL,
    about: str = "",
    era: Era | None = None,
    category: tuple[str, str] = ("Software", "Tools"),
    traits: tuple[Volatility, Lifespan, VersionStrategy] = (
        Volatility.MEDIUM,
        Lifespan.MULTI_YEAR,
        VersionStrategy.MAJOR_ONLY,
    ),
) -> Skill:
    return Skill(
        slug=slugify(name),
        name=name,
        description=about,
        category=category[0],
        sub_category=category[1],
        nature=nature,
        volatility=traits[0],
        lifespan=traits[1],
        version_strategy=traits[2],
        aliases=(Alias(name, AliasType.CANONICAL, is_primary=True), *(Alias(text) for text in aliases)),
        dimensions=tuple(dimensions),
        era=era,
    )


def a_role(
    slug: str,
    name: str,
    dimensions: Sequence[str] = (),
    *titles: str,
    kras: Sequence[str] = (),
    archetype: str = "",
    specialises: str | None = None,
) -> Role:
    return Role(
        slug=slug,
        name=name,
        family="Software",
        archetype=archetype,
        titles=(Alias(name, AliasType.CANONICAL, is_primary=True), *(Alias(text) for text in titles)),
        dimensions=tuple(dimensions),
        kras=tuple(kras),
        specialises=specialises,
    )


def a_library(skills: Iterable[Skill], roles: Iterable[Role], *more_dimensions: str) -> Library:
    """A library with the dimensions that its skills and roles name, and with the double's vectors."""
    skills, roles = tuple(skills), tuple(roles)
    named = [slug for role in roles for slug in role.dimensions] + [
        slug for skill in skills for slug in skill.dimensions
    ]
    library = Library(
        skills={skill.slug: skill for skill in skills},
        dimensions={
            slug: Dimension(slug, slug.replace("-", " ").title(), "-", Difficulty.WELL_KNOWN)
            for slug in (*named, *more_dimensions)
        },
        roles={role.slug: role for role in roles},
    )
    return with_vectors(library, HashedEmbedder())


LANGUAGES = ("Programming", "Languages")
PEOPLE = ("People", "Soft Skills")

SKILLS = (
    a_skill(
        "Java",
        ["services"],
        "JDK",
        nature=SkillNature.LANGUAGE,
        about="An object-oriented language on the JVM.",
        era=Era.ESTABLISHED,
        category=LANGUAGES,
        traits=(Volatility.STABLE, Lifespan.EVERGREEN, VersionStrategy.MAJOR_ONLY),
    ),
    a_skill("COBOL", ["services"], nature=SkillNature.LANGUAGE, era=Era.LEGACY, category=LANGUAGES),
    a_skill("C", ["firmware"], nature=SkillNature.LANGUAGE, era=Era.ESTABLISHED, category=LANGUAGES),
    a_skill("C++", ["firmware"], "cpp", nature=SkillNature.LANGUAGE, era=Era.ESTABLISHED, category=LANGUAGES),
    a_skill("Spring Boot", ["services"], nature=SkillNature.FRAMEWORK, about="A Java framework.", era=Era.MODERN),
    a_skill("Microservices", ["distributed-systems"], nature=SkillNature.PATTERN, era=Era.CLOUD_NATIVE),
    a_skill(
        "Apache Kafka",
        ["streaming", "distributed-systems"],
        "Kafka",
        nature=SkillNature.PLATFORM,
        about="A distributed log that carries streams of events.",
        era=Era.CLOUD_NATIVE,
    ),
    a_skill(
        "Apache Flink",
        ["streaming"],
        "Flink",
        about="An engine that computes over streams of events.",
        era=Era.CLOUD_NATIVE,
    ),
    a_skill(
        "Node.js", ["node"], "NodeJS", nature=SkillNature.PLATFORM, about="JavaScript on a server.", era=Era.MODERN
    ),
    a_skill("NestJS", ["node"], nature=SkillNature.FRAMEWORK, about="Structured services on Node.", era=Era.MODERN),
    a_skill("TypeScript", ["node", "browser"], nature=SkillNature.LANGUAGE, category=LANGUAGES, era=Era.MODERN),
    a_skill("Scala", ["scala"], nature=SkillNature.LANGUAGE, category=LANGUAGES, era=Era.ESTABLISHED),
    a_skill("React", ["browser"], "React.js", nature=SkillNature.LIBRARY, about="Interfaces of parts.", era=Era.MODERN),
    a_skill("HTML", ["browser"], nature=SkillNature.LANGUAGE, about="The web's markup.", era=Era.ESTABLISHED),
    a_skill("SQL", ["pipelines", "services"], nature=SkillNature.LANGUAGE, category=LANGUAGES, era=Era.ESTABLISHED),
    a_skill("Airflow", ["pipelines"], about="A scheduler of workflows.", era=Era.MODERN),
    a_skill("PyTorch", ["machine-learning"], nature=SkillNature.LIBRARY, about="Tensors.", era=Era.AI_NATIVE),
    a_skill("vLLM", ["machine-learning"], about="Serving of language models.", era=Era.AI_NATIVE),
    a_skill("Mentoring", ["people"], nature=SkillNature.SOFT_SKILL, about="Helping others grow.", category=PEOPLE),
    a_skill("Negotiation", ["people"], nature=SkillNature.SOFT_SKILL, about="Finding agreement.", category=PEOPLE),
    a_skill("Solar Farms", ["energy"], nature=SkillNature.DOMAIN, about="Fields of panels."),
)

BACKEND_KRAS = (
    "Design, build and run services behind a product with clear interfaces.",
    "Keep services fast and reliable when many people use them.",
)

ROLES = (
    a_role(
        "backend-engineer",
        "Backend Developer",
        ["services", "distributed-systems"],
        "Backend Engineer",
        "Software Engineer",
        "Application Engineer",
        kras=BACKEND_KRAS,
        archetype="Builds and runs the services behind a product",
    ),
    a_role(
        "node-backend-developer",
        "Node.js Backend Developer",
        ["node", "services"],
        "Node Developer",
        kras=["Write Node services in TypeScript with tested middleware."],
        archetype="Builds services on Node",
        specialises="backend-engineer",
    ),
    a_role(
        "scala-backend-developer",
        "Scala Backend Developer",
        ["scala", "services"],
        "Scala Developer",
        kras=["Write typed services in Scala that survive failing neighbours."],
        archetype="Builds services in Scala",
        specialises="backend-engineer",
    ),
    a_role(
        "data-engineer",
        "Data Engineer",
        ["pipelines", "streaming"],
        "Pipeline Engineer",
        kras=[
            "Build pipelines that load data into the warehouse on schedule.",
            "Watch the quality of data and mend it.",
        ],
        archetype="Brings data to where it is used",
    ),
    a_role(
        "frontend-engineer",
        "Frontend Developer",
        ["browser"],
        "UI Developer",
        "Application Engineer",
        kras=["Turn designs into accessible pages made of components."],
        archetype="Builds what people see in the browser",
    ),
    a_role(
        "ml-engineer",
        "Machine Learning Engineer",
        ["machine-learning"],
        "Java",
        kras=["Train models and bring them into production."],
        archetype="Brings models into production",
    ),
)

LIBRARY = a_library(SKILLS, ROLES)
EMPTY = a_library((), ())
ONE_ROLE = a_library(SKILLS[:5], ROLES[:1])
