"""Skills that may be one: what is looked at, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from graph_service.domain.taxonomy import SkillNature, Vectors


class DuplicateKind(Enum):
    """What speaks for two skills being one. The first six compare spellings; the others only support them."""

    NORMAL_FORM = "NORMAL_FORM"
    ABBREVIATION = "ABBREVIATION"
    QUALIFIER = "QUALIFIER"
    EDIT_DISTANCE = "EDIT_DISTANCE"
    WORD_ORDER = "WORD_ORDER"
    SHARED_WORDS = "SHARED_WORDS"
    MEANING = "MEANING"
    DIMENSIONS = "DIMENSIONS"
    NEIGHBOURS = "NEIGHBOURS"
    RUNS = "RUNS"


@dataclass(frozen=True, slots=True)
class DuplicateReason:
    """One thing that speaks for two skills being one, in words, and how strongly it does, 0–1."""

    kind: DuplicateKind
    detail: str
    score: float


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling of a skill; `needs_context`: it means other things as well."""

    text: str
    needs_context: bool = False


@dataclass(frozen=True, slots=True)
class SkillProfile:
    """A live skill as far as it tells which other is the same. Its name is the first spelling.

    `dimensions` holds slugs, of candidates too; `neighbours` the slugs of the skills that it is related to.
    `from_library`: a person wrote it down beside the others of the library.
    """

    uid: str
    slug: str
    spellings: tuple[Spelling, ...]
    nature: SkillNature | None = None
    dimensions: frozenset[str] = frozenset()
    neighbours: frozenset[str] = frozenset()
    from_library: bool = False

    @property
    def name(self) -> str:
        """How it is called."""
        return self.spellings[0].text


@dataclass(frozen=True)
class SkillPool:
    """All live skills. `vectors` has a row for each, of zeros where it has none.

    `ruled_out` holds the pairs (uids) of which a curator said that they are not the same.
    """

    skills: tuple[SkillProfile, ...]
    vectors: Vectors
    ruled_out: frozenset[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class DuplicateCandidate:
    """Two skills (uids) that may be one, one of the library first; `score` 0–1, reasons strongest first."""

    first: str
    second: str
    score: float
    reasons: tuple[DuplicateReason, ...]
