"""What the page of a run shows that its answer does not say in so many words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graph_service.domain.run import JD
from graph_service.language.normalise import normalised
from graph_service.web.highlighting import Find, Piece, pieces

Answer = Mapping[str, Any]

CASES = {
    "A": "The title is a known title of one role, and the skills do not speak against it.",
    "B": "The title is a known title of one role, but the skills clearly point to another: the arbiter decided.",
    "C": "Several roles go by this title: the skills, then the responsibilities, then the arbiter decided among them.",
    "D": "No role's title fits exactly, but skills and responsibilities agree on one; the title is proposed for it.",
    "E": "No role's title fits exactly, and the signals disagree or are close: the arbiter decided.",
    "F": "Nothing in the library is near enough: a new role is proposed, and not linked until a curator accepts it.",
}
NAMELESS = "Nothing in the library is near enough, and the text has no title to propose a new role by."
FLAGS = (
    ("titleMatch", "Title says AI", "+1.00"),
    ("hasAiSkill", "Has an AI skill", "+0.50"),
    ("primaryAiSkill", "A primary one", "+1.25"),
    ("secondaryAiSkill", "A secondary one", "+0.25"),
    ("onAiTeam", "On an AI team", "+1.00"),
    ("buildsAiProducts", "Builds AI products", "+1.00"),
)
KINDS = {
    "NEW_SKILL": "New skills",
    "NEW_KRA": "New KRAs",
    "NEW_ALIAS": "New aliases",
    "NEW_LINK": "New links",
    "NEW_ROLE": "New role",
    "ALIAS_COLLISION": "Title collisions",
}
METHODS = {
    "ALIAS": "by its spelling",
    "NORMAL_FORM": "by its normal form",
    "MEANING": "by its meaning",
    "NONE": "not in the library",
}
STEPS = ("EXTRACT", "DETAILS", "FINALIZE")
PARTS = {
    "parsed": ("what the parser read", ("parsed",)),
    "extract": ("step 1, extractFromJd", ("parsed", "skills", "signals", "decision")),
    "details": ("step 2, extractDetails", ("placements", "placement")),
    "finalize": ("step 3, finalizeRole", ("decision", "persistence", "report", "captured")),
}
"""What of a run is to be had alone: in words, and the fields."""
QUOTED, NEAR = 0, 1
"""Kinds of passages: of the report, and of the KRA signal."""
ALIASES = {"KNOWN": "the spelling is known", "NOT_NEEDED": "no alias is needed", "PROPOSED": "proposed as an alias"}


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill as a run has it: found, and once step 2 is done, placed."""

    number: int
    found: Answer
    fate: str
    """What placing did with its term; empty before."""

    @property
    def name(self) -> str:
        """The library's, or the one of the job description."""
        return str(self.found["name"])

    @property
    def profile(self) -> Answer | None:
        """What the library knows of it."""
        known: Answer | None = self.found["skill"]
        return known if known and "aliases" in known else None

    @property
    def category(self) -> str | None:
        """Of the library skill, or where a new one is placed."""
        category: str | None = (self.found["skill"] or self.found).get("category")
        return category

    @property
    def words(self) -> list[str]:
        """How the job description spells it, each way once."""
        return list(dict.fromkeys(span["text"] for span in self.found["evidence"]))

    @property
    def kind(self) -> str:
        """Of its mark in the text, for the style."""
        return ("primary" if self.found["isPrimary"] else "secondary") + (" new" if self.found["tag"] == "NEW" else "")

    def told(self, word: str) -> str:
        """What a mark says of one of its words."""
        rank = "primary" if self.found["isPrimary"] else "secondary"
        known = "new skill" if self.found["tag"] == "NEW" else "in the library"
        said = " ".join(word.split())
        return f"{self.name if said == self.name else f'{said} → {self.name}'} · {rank} · {known}"


@dataclass(frozen=True, slots=True)
class Artifact:
    """Something that the run brought to the library, or proposed."""

    kind: str
    text: str
    detail: str
    item: str | None = None
    """The review item's global id."""


class RunView:
    """A run's answer to queries/run.graphql, read for its page."""

    flags = FLAGS
    methods = METHODS

    def __init__(self, run: Answer) -> None:
        self.run = run

    @property
    def heading(self) -> str:
        """What the run is about: its role, or how it stands."""
        decision = self.run["decision"]
        if self.run["status"] == "REJECTED":
            return "Not a job description"
        if decision is None:
            return "Run failed" if self.run["status"] == "FAILED" else "Run in progress"
        if decision["role"]:
            return str(decision["role"]["name"])
        return str(decision["newRole"]["name"]) if decision["newRole"] else "No role in the library"

    @property
    def title(self) -> str | None:
        """The posting's own title."""
        parsed = self.run["parsed"]
        return self.run["jobTitle"] or (parsed["title"] if parsed else None)

    @property
    def case(self) -> str:
        """What the decision's case means."""
        decision = self.run["decision"]
        is_nameless = decision["isNewRole"] and decision["newRole"] is None
        return NAMELESS if is_nameless else CASES[decision["case"]]

    @property
    def steps_done(self) -> int:
        """How many of the three steps are finished."""
        step = self.run["finishedStep"]
        return STEPS.index(step) + 1 if step else 0

    @property
    def parts(self) -> list[tuple[str, str]]:
        """What of the run is to be had alone by now, with its words."""
        return [(part, told) for part, (told, fields) in PARTS.items() if any(self.run[name] for name in fields)]

    @property
    def years(self) -> str:
        """The years of experience that are asked for, as numbers."""
        asked = self.run["parsed"]["experience"]
        least, most = (None if bound is None else f"{bound:g}" for bound in (asked["min"], asked["max"]))
        if least and most and least != most:
            return f"{least} to {most} years"
        if most:
            return f"{most} years" if least else f"up to {most} years"
        return f"{least} years or more" if least else ""

    @property
    def is_sparse(self) -> bool:
        """Whether what the work is like is read from the role, too, for want of words in the text."""
        report = self.run["report"]
        return any(report[part]["source"] != JD for part in ("natureOfWork", "aiIndex", "techStackMaturity"))

    @property
    def candidates(self) -> list[str]:
        """The names of the roles that a signal speaks for, the strongest first."""
        signals = self.run["signals"] or {"alias": (), "skill": (), "kra": ()}
        return list(dict.fromkeys(row["role"]["name"] for kind in ("alias", "skill", "kra") for row in signals[kind]))

    @cached_property
    def skills(self) -> list[SkillRow]:
        """Primary ones first, each group in the order of the text."""
        placed = self.run["placements"]
        found = sorted(placed or self.run["skills"], key=_by_weight_and_place)
        return [SkillRow(number, skill, self._fate(skill) if placed else "") for number, skill in enumerate(found)]

    def _fate(self, placement: Answer) -> str:
        if placement["splitFrom"]:
            return f"split from “{placement['splitFrom']}”"
        merged = self._merged.get(placement["term"])
        if merged is None:
            return "kept as a skill of its own"
        into = merged["into"]["name"] if merged["into"] else placement["name"]
        return f"merged into {into}: {ALIASES[merged['alias']]}"

    @cached_property
    def _merged(self) -> dict[str, Answer]:
        placement = self.run["placement"]
        return {merged["term"]: merged for merged in placement["merge"]} if placement else {}

    @cached_property
    def places(self) -> dict[str, int]:
        """Name of a skill, in its normal form → its number."""
        names: dict[str, int] = {}
        for row in self.skills:
            for name in (row.name, str(row.found.get("term") or row.name)):
                names.setdefault(normalised(name), row.number)
        return names

    def place_of(self, name: str) -> int | None:
        """The number of the skill with a name, where the page has it."""
        return self.places.get(normalised(name))

    @cached_property
    def slugs(self) -> dict[str, int]:
        """Slug of a library skill → its number."""
        return {row.found["skill"]["slug"]: row.number for row in self.skills if row.found["skill"]}

    @property
    def evident(self) -> list[SkillRow]:
        """The skills that the text names."""
        return [row for row in self.skills if row.found["evidence"]]

    @cached_property
    def links(self) -> dict[int | None, list[Answer]]:
        """Number of a skill → what came of its links."""
        tried: dict[int | None, list[Answer]] = {row.number: [] for row in self.skills}
        for link in self.run["persistence"]["rows"] if self.run["persistence"] else ():
            tried.setdefault(self.place_of(link["skill"]), []).append(link)
        return tried

    @property
    def primary(self) -> int:
        """How many skills are primary."""
        return sum(row.found["isPrimary"] for row in self.skills)

    def told(self, find: Find) -> str:
        """What the mark of a find says."""
        return self.skills[find.what].told(self.run["jobDescription"][find.start : find.end])

    @cached_property
    def text(self) -> list[Piece]:
        """The job description with each skill where it was found, and the passages that are quoted."""
        finds = [Find(span["start"], span["end"], row.number) for row in self.skills for span in row.found["evidence"]]
        return list(pieces(self.run["jobDescription"], finds, self._passages()))

    def _passages(self) -> Iterator[Find]:
        """What the report quotes, and the sentences that are near a KRA, each once."""
        report, signals = self.run["report"], self.run["signals"]
        quotes = report["natureOfWork"]["evidence"] if report else ()
        quoted = {(quote["start"], quote["end"]) for quote in quotes}
        yield from (Find(start, end, QUOTED) for start, end in quoted)
        matches = (match for signal in (signals["kra"] if signals else ()) for match in signal["matches"])
        for sentence in {match["sentence"] for match in matches}:
            start = self.place_in_text(sentence)
            if start is not None and start not in {begin for begin, _ in quoted}:
                yield Find(start, start + len(sentence), NEAR)

    def place_in_text(self, sentence: str) -> int | None:
        """Where a sentence begins in the job description."""
        start = int(self.run["jobDescription"].find(sentence))
        return start if start >= 0 else None

    def is_quoted(self, piece: Piece) -> bool:
        """Whether the report quotes a part of the text."""
        return any(passage.what == QUOTED for passage in piece.passages)

    @property
    def queued(self) -> int:
        """How many rows have a link that waits."""
        rows = self.run["persistence"]["rows"]
        return sum("QUEUED_FOR_REVIEW" in (row["skillDimension"], row["roleDimension"]) for row in rows)

    @cached_property
    def captured(self) -> list[tuple[str, Sequence[Answer]]]:
        """What waits for curators, by kind."""
        kinds: dict[str, list[Answer]] = {}
        for item in self.run["captured"]:
            kinds.setdefault(item["kind"], []).append(item)
        return [(KINDS[kind], items) for kind, items in kinds.items()]

    def count(self, kind: str) -> int:
        """How many items of a kind were captured."""
        return sum(item["kind"] == kind for item in self.run["captured"])

    @cached_property
    def artifacts(self) -> list[Artifact]:
        """What the run brought to the library, or proposed for it."""
        return [*self._new_skills(), *self._split(), *self._aliases(), *self._links()]

    def _new_skills(self) -> Iterator[Artifact]:
        items = {normalised(item["text"]): item["id"] for item in self.run["captured"] if item["kind"] == "NEW_SKILL"}
        for row in self.skills:
            if row.found["tag"] == "NEW" and self.run["placements"]:
                about = (row.found["category"], row.found["subCategory"], row.found["nature"], row.found["lifespan"])
                detail = " · ".join(str(said).replace("_", " ").lower() if said else "" for said in about if said)
                yield Artifact("New skill", row.name, detail, items.get(normalised(row.name)))

    def _split(self) -> Iterator[Artifact]:
        for split in self.run["placement"]["split"] if self.run["placement"] else ():
            parts = " + ".join(part["name"] for part in split["parts"])
            yield Artifact("Split term", split["term"], f"{parts} ({split['reason']})")

    def _aliases(self) -> Iterator[Artifact]:
        for item in self.run["captured"]:
            if item["kind"] == "NEW_ALIAS":
                owner = item["skill"] or item["role"]
                yield Artifact("Alias proposed", item["text"], f"of {owner['name']}" if owner else "", item["id"])

    def _links(self) -> Iterator[Artifact]:
        persistence, decision = self.run["persistence"], self.run["decision"]
        role = decision["role"]["name"] if decision and decision["role"] else ""
        taken = dict[str, str]()
        for row in persistence["rows"] if persistence else ():
            if row["skillDimension"] == "CREATED":
                yield Artifact("Link written", row["skill"], f"in {row['dimension']['name']}")
            if row["roleDimension"] == "CREATED":
                taken[row["dimension"]["name"]] = row["note"] or ""
        for dimension, note in taken.items():
            yield Artifact("Dimension taken up", dimension, f"by {role}: {note}" if note else f"by {role}")


def _by_weight_and_place(skill: Answer) -> tuple[bool, int]:
    return (not skill["isPrimary"], skill["evidence"][0]["start"] if skill["evidence"] else -1)
