from __future__ import annotations

import pytest

from graph_service.domain.taxonomy import Difficulty, Dimension, Library
from graph_service.language.dictionary import Dictionary
from graph_service.language.homonyms import owner_of
from tests.unit.language.samples import skill

SKILLS = [
    skill("Master Data Management", also=["MDM"], tags=["data quality"], dimensions=["data"]),
    skill("Mobile Device Management", also=["MDM"], tags=["laptops"], dimensions=["devices"]),
    skill("SQL", "LANGUAGE", dimensions=["data"]),
    skill("Intune", "TOOL", dimensions=["devices"]),
]
LIBRARY = Library(
    skills={each.slug: each for each in SKILLS},
    dimensions={slug: Dimension(slug, slug, "-", Difficulty.WELL_KNOWN) for slug in ("data", "devices")},
    roles={},
)


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("MDM for data quality", "master-data-management"),
        ("MDM of laptops", "mobile-device-management"),
        ("MDM and Intune", "mobile-device-management"),
        ("SQL, MDM", "master-data-management"),
        ("MDM", "master-data-management"),
    ],
)
def test_owner_is_chosen_by_what_stands_near(text: str, owner: str) -> None:
    hits = Dictionary(SKILLS).find(text)
    (homonym,) = [hit for hit in hits if hit.text == "MDM"]
    assert owner_of(homonym, text, hits, LIBRARY) == owner
