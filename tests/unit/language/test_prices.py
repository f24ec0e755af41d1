from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.domain.ledger import Usage
from graph_service.errors import ConfigurationError
from graph_service.language.openai_embedder import KNOWN_DIMENSIONS
from graph_service.language.prices import Price, read_prices
from graph_service.settings import StepModels

LUNA = Price(input=0.1, cached_input=0.01, cache_write=0.125, output=0.5)


def test_cached_tokens_have_a_price_of_their_own() -> None:
    assert LUNA.usd(Usage(1_000_000, 0)) == pytest.approx(0.1)
    assert LUNA.usd(Usage(1_000_000, 0, cached_tokens=1_000_000)) == pytest.approx(0.01)
    assert LUNA.usd(Usage(1_000_000, 0, cache_write_tokens=1_000_000)) == pytest.approx(0.125)
    assert LUNA.usd(Usage(1000, 200, cached_tokens=400)) == pytest.approx((600 * 0.1 + 400 * 0.01 + 200 * 0.5) / 1e6)


def test_cached_tokens_without_a_price_cost_what_input_does() -> None:
    assert Price(input=2).usd(Usage(1_000_000, 500, cached_tokens=500_000)) == pytest.approx(2)


def test_no_call_costs_more_than_the_most() -> None:
    usages = [Usage(900, 100), Usage(900, 100, 900), Usage(900, 100, 0, 900), Usage(900, 100, 300, 300)]

    assert all(LUNA.usd(usage) <= LUNA.most_usd(900, 100) for usage in usages)


def test_shipped_prices_have_every_default_model() -> None:
    prices = read_prices()

    assert prices.as_of >= date(2026, 11, 1)
    assert [model for model in StepModels().model_dump().values() if prices.of(model) is None] == []
    assert [model for model in KNOWN_DIMENSIONS if prices.of(model) is None] == []


def test_dated_snapshot_has_its_models_price() -> None:
    prices = read_prices()

    assert prices.of("gpt-4.1-mini-2025-04-14") == prices.of("gpt-4.1-mini")
    assert prices.of("gpt-4.1-huge") is None


def test_own_file_comes_first_and_keeps_the_rest(tmp_path: Path) -> None:
    own = tmp_path / "prices.yaml"
    own.write_text("as_of: 2030-01-01\nmodels:\n  gpt-6-luna: {input: 7, output: 8}\n  mine: {input: 0}\n")

    prices = read_prices(own)

    assert prices.of("gpt-6-luna") == Price(input=7, output=8)
    assert prices.of("mine") == Price(input=0)
    assert prices.of("gpt-4o") == read_prices().of("gpt-4o")
    assert prices.as_of == date(2030, 1, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("models: {}", "as_of: Field required"),
        ("as_of: 2030-01-01\nmodels: {x: {input: -1}}", "models.x.input: Input should be greater"),
        ("as_of: 2030-01-01\nmodels: {x: {input: 1, ouput: 2}}", "models.x.ouput: Extra inputs"),
        ("{", "is no YAML"),
    ],
)
def test_wrong_file_of_prices_is_named(tmp_path: Path, text: str, says: str) -> None:
    own = tmp_path / "prices.yaml"
    own.write_text(text)

    with pytest.raises(ConfigurationError) as caught:
        read_prices(own)

    assert caught.value.message.startswith(f"LLM_PRICES: {own} ")
    assert says in caught.value.message


def test_missing_file_of_prices_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"^LLM_PRICES: .*none\.yaml cannot be read"):
        read_prices(tmp_path / "none.yaml")
