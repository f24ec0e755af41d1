from __future__ import annotations

import pytest

from graph_service.domain.wording import counted


@pytest.mark.parametrize(("number", "told"), [(0, "0 runs"), (1, "1 run"), (2, "2 runs")])
def test_number_goes_with_its_noun(number: int, told: str) -> None:
    assert counted(number, "run") == told
