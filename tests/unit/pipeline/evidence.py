"""Evidence made by hand, from scores alone."""

from __future__ import annotations

from collections.abc import Mapping

from graph_service.domain.run import AliasSignal, Evidence, KRASignal, Signals, SkillSignal


def skill_rows(scores: Mapping[str, float], of: int = 10) -> tuple[SkillSignal, ...]:
    """Rows whose plain and weighted scores are the same, best first."""
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    return tuple(SkillSignal(role, score, round(score * of), of, (), score) for role, score in ranked)


def evidence(
    skill: Mapping[str, float] | None = None,
    alias: Mapping[str, float] | None = None,
    kra: Mapping[str, float] | None = None,
    centroids: Mapping[str, float] | None = None,
    title: str | None = "Kiln Keeper",
    recognised: int = 10,
) -> Evidence:
    """What a decision rests on; role → score in each signal."""
    near = sorted((alias or {}).items(), key=lambda item: -item[1])
    alike = sorted((kra or {}).items(), key=lambda item: -item[1])
    return Evidence(
        title=title,
        signals=Signals(
            skill=skill_rows(skill or {}),
            alias=tuple(AliasSignal(role, score, title or "") for role, score in near),
            kra=tuple(KRASignal(role, score, ()) for role, score in alike),
        ),
        centroids=centroids or {},
        recognised_skills=recognised,
    )
