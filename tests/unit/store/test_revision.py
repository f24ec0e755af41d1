from __future__ import annotations

import re

import pytest

from graph_service.store.revision import BESIDE_THE_TAXONOMY
from graph_service.store.statements import statement

WRITES = re.compile(r"\b(SET|CREATE|MERGE|DELETE|REMOVE)\b")
OF_THE_TAXONOMY = re.compile(
    r"\b(Skill|Role|Dimension|KRA|Alias|Category|SubCategory|AuditEvent|Taxonomy|IN_DIMENSION|HAS_DIMENSION|CANDIDATE_FOR)\b"
)


@pytest.mark.parametrize("name", sorted(BESIDE_THE_TAXONOMY))
def test_what_leaves_no_mark_writes_and_touches_nothing_of_the_taxonomy(name: str) -> None:
    text = statement(name).text

    assert WRITES.search(text)
    assert not OF_THE_TAXONOMY.search(text)
