"""Job descriptions made of templates and the library's own words, so that no data file is needed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from graph_service.domain.taxonomy import Library, Role

COUNT = 50

_COMPANIES = ("Northwind", "Alder & Finch", "Kestrel Systems", "Brightwater", "Tamarind Labs", "Ostrava Digital")
_TRADES = ("freight", "insurance", "water supply", "school books", "hearing aids", "car hire", "payments")
_PLACES = ("Leeds", "Rotterdam", "Gdańsk", "Porto", "Bengaluru", "Toronto", "Melbourne")
_DUTIES = (
    "Work with {a} and {b} every day, and keep what you build in good health.",
    "Plan, build and document new features of our product with {a} and {b}.",
    "Review the work of your colleagues and help the team to get better at {a}.",
)
_WISHES = (
    "Several years of experience with {a} and {b}.",
    "Strong knowledge of {a}, proven in production.",
    "Hands-on practice with {a}, {b} or something comparable.",
    "A good understanding of {a} and of its limits.",
)
_BONUSES = ("Experience with {a} is a plus.", "Familiarity with {a} and {b}.")


@dataclass(frozen=True, slots=True)
class Posting:
    """A job description and the title that it was made for."""

    title: str
    text: str


def postings(library: Library, seed: int, count: int = COUNT) -> list[Posting]:
    """Different job descriptions; the same for the same seed and library."""
    chance = random.Random(seed)
    roles = [library.roles[slug] for slug in sorted(library.roles)]
    return [_posting(role, library, chance) for role in chance.choices(roles, k=count)]


def _posting(role: Role, library: Library, chance: random.Random) -> Posting:
    skills = [library.skills[slug].name for slug in sorted(library.skills_of_role[role.slug])]
    company, trade, place = chance.choice(_COMPANIES), chance.choice(_TRADES), chance.choice(_PLACES)
    duties = [*chance.sample(role.kras, min(5, len(role.kras))), *_filled(_DUTIES, 3, skills, chance)]
    lines = [
        f"{role.name} at {company}, {place} (reference {chance.randrange(10**6):06})",
        f"\nAbout us\n{company} makes software for {trade}. We are {chance.randrange(20, 900)} people in {place}.",
        "\nResponsibilities",
        *(f"- {duty}" for duty in duties),
        "\nRequirements",
        f"- {chance.randrange(2, 9)}+ years of experience as a {role.name} or in a similar job.",
        *(f"- {wish}" for wish in _filled(_WISHES, 7, skills, chance)),
        "- A bachelor's degree in computer science or a related field.",
        "\nNice to have",
        *(f"- {bonus}" for bonus in _filled(_BONUSES, 3, skills, chance)),
        "\nWhat we offer\nA fair salary, 28 days of holiday and a pension. We are an equal opportunities employer.",
    ]
    return Posting(role.name, "\n".join(lines))


def _filled(templates: Sequence[str], count: int, skills: Sequence[str], chance: random.Random) -> list[str]:
    return [chance.choice(templates).format(a=chance.choice(skills), b=chance.choice(skills)) for _ in range(count)]
