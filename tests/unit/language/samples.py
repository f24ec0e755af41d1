"""Skills to try the language modules on."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.domain.taxonomy import (
    Alias,
    AliasType,
    Lifespan,
    MatchStrategy,
    Skill,
    SkillNature,
    SkillStatus,
    VersionStrategy,
    Volatility,
)
from graph_service.language.normalise import slugify


def skill(
    name: str,
    nature: str = "CONCEPT",
    also: Sequence[str] = (),
    *,
    context: Sequence[str] = (),
    exact: Sequence[str] = (),
    tags: Sequence[str] = (),
    dimensions: Sequence[str] = ("general",),
    status: SkillStatus = SkillStatus.ACTIVE,
    extractable: bool = True,
) -> Skill:
    """A skill; `context` and `exact` are those of its spellings that are not matched anywhere and in any case."""

    def alias(text: str, kind: AliasType) -> Alias:
        strategy = MatchStrategy.CASE_INSENSITIVE
        if text in context:
            strategy = MatchStrategy.CONTEXT_REQUIRED
        elif text in exact:
            strategy = MatchStrategy.CASE_SENSITIVE
        return Alias(text, kind, kind is AliasType.CANONICAL, strategy)

    return Skill(
        slug=slugify(name),
        name=name,
        description=f"{name} as a thing to be good at.",
        category="Some",
        sub_category="Thing",
        nature=SkillNature(nature),
        volatility=Volatility.STABLE,
        lifespan=Lifespan.EVERGREEN,
        version_strategy=VersionStrategy.UNVERSIONED,
        aliases=(alias(name, AliasType.CANONICAL), *(alias(text, AliasType.SYNONYM) for text in also)),
        dimensions=tuple(dimensions),
        context_tags=tuple(tags),
        status=status,
        is_extractable=extractable,
    )


SKILLS = (
    skill("Java", "LANGUAGE", dimensions=["backend"]),
    skill("JavaScript", "LANGUAGE", ["JS"], context=["JS"], tags=["web"], dimensions=["web"]),
    skill("TypeScript", "LANGUAGE", dimensions=["web"]),
    skill("Python", "LANGUAGE", dimensions=["backend", "data"]),
    skill("Go", "LANGUAGE", ["Golang"], context=["Go"], tags=["concurrency", "microservices"], dimensions=["backend"]),
    skill("R", "LANGUAGE", context=["R"], tags=["statistics", "Python"], dimensions=["data"]),
    skill("C", "LANGUAGE", context=["C"], tags=["embedded", "firmware"], dimensions=["systems"]),
    skill("C++", "LANGUAGE", ["CPP", "C/C++"], dimensions=["systems"]),
    skill("C#", "LANGUAGE", dimensions=["dotnet"]),
    skill(".NET", "PLATFORM", dimensions=["dotnet"]),
    skill("Node.js", "PLATFORM", ["Node"], dimensions=["web"]),
    skill("React", "LIBRARY", ["React.js"], context=["React"], tags=["frontend"], dimensions=["web"]),
    skill("React Native", "FRAMEWORK", dimensions=["mobile"]),
    skill("Express.js", "FRAMEWORK", ["Express"], context=["Express"], tags=["Node"], dimensions=["web"]),
    skill("Apache Spark", "PLATFORM", ["Spark"], context=["Spark"], tags=["Hadoop"], dimensions=["data"]),
    skill("Apache Hive", "DATABASE", ["Hive"], context=["Hive"], tags=["Hadoop"], dimensions=["data"]),
    skill("PySpark", "LIBRARY", dimensions=["data"]),
    skill("Chef", "TOOL", context=["Chef"], tags=["Puppet", "Ansible"], dimensions=["operations"]),
    skill("Ansible", "TOOL", dimensions=["operations"]),
    skill("Microsoft Excel", "TOOL", ["Excel"], context=["Excel"], tags=["spreadsheet"], dimensions=["office"]),
    skill("Microsoft Word", "TOOL", ["Word"], context=["Word"], tags=["documents"], dimensions=["office"]),
    skill("Microsoft Teams", "TOOL", ["Teams"], context=["Teams"], tags=["chat"], dimensions=["office"]),
    skill("Oracle Database", "DATABASE", ["Oracle"], context=["Oracle"], tags=["SQL"], dimensions=["data"]),
    skill("Snowflake", "PLATFORM", dimensions=["data"]),
    skill("SQL", "LANGUAGE", dimensions=["data"]),
    skill("AWS", "PLATFORM", ["Amazon Web Services"], dimensions=["cloud"]),
    skill("Amazon S3", "PLATFORM", ["S3"], dimensions=["cloud"]),
    skill("Amazon EC2", "PLATFORM", ["EC2"], dimensions=["cloud"]),
    skill("HTML", "LANGUAGE", dimensions=["web"]),
    skill("CSS", "LANGUAGE", dimensions=["web"]),
    skill("REST APIs", "STANDARD", ["REST"], exact=["REST"], dimensions=["backend"]),
    skill("CI/CD", "PRACTICE", dimensions=["operations"]),
    skill("Continuous Integration", "PRACTICE", ["CI"], dimensions=["operations"]),
    skill("Continuous Delivery", "PRACTICE", ["CD"], dimensions=["operations"]),
    skill("Kafka", "PLATFORM", ["Apache Kafka"], dimensions=["data"]),
    skill("Docker", "TOOL", dimensions=["operations"]),
    skill("Kubernetes", "PLATFORM", dimensions=["operations"]),
    skill("Microservices", "PATTERN", dimensions=["backend"]),
    skill("Event-Driven Architecture", "PATTERN", dimensions=["backend"]),
    skill("Data Modelling", "PRACTICE", dimensions=["data"]),
    skill("System Monitoring", "PRACTICE", ["monitoring"], context=["monitoring"], tags=["alerting"]),
    skill("Accountability", "SOFT_SKILL", ["responsible"], context=["responsible"], tags=["team"]),
    skill("Initiative", "SOFT_SKILL"),
    skill("Internal Tool", "TOOL", extractable=False),
    skill("Old Tool", "TOOL", status=SkillStatus.DEPRECATED),
)
