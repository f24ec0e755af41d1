"""What tokens cost: one dated file, which a file of the user's own may add to and correct."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph_service.domain.ledger import Usage
from graph_service.errors import ConfigurationError

_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")
_PER = 1_000_000


class Price(BaseModel):
    """Dollars per million tokens. Without a price of its own, a cached or cache-write token costs what input does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: float = Field(ge=0)
    cached_input: float | None = Field(None, ge=0)
    cache_write: float | None = Field(None, ge=0)
    output: float = Field(0.0, ge=0)

    def usd(self, usage: Usage) -> float:
        """What these tokens cost."""
        cached = self.input if self.cached_input is None else self.cached_input
        written = self.input if self.cache_write is None else self.cache_write
        plain = max(0, usage.prompt_tokens - usage.cached_tokens - usage.cache_write_tokens)
        dollars = plain * self.input + usage.cached_tokens * cached + usage.cache_write_tokens * written
        return (dollars + usage.completion_tokens * self.output) / _PER

    def most_usd(self, prompt_tokens: int, completion_tokens: int) -> float:
        """What so many tokens cost at most, whatever is cached."""
        dearest = max(self.input, self.cache_write or 0.0)
        return (prompt_tokens * dearest + completion_tokens * self.output) / _PER


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date
    source: str | None = None
    models: dict[str, Price]


@dataclass(frozen=True, slots=True)
class Prices:
    """Model → price. `as_of` is the day of the newest file that was read."""

    models: Mapping[str, Price]
    as_of: date

    def of(self, model: str) -> Price | None:
        """The price of a model, or of the model that it is a dated snapshot of; None where it is not known."""
        return self.models.get(model) or self.models.get(_SNAPSHOT.sub("", model))


def read_prices(own: Path | None = None) -> Prices:
    """The shipped prices, with those of the user's own file before them. Raises ConfigurationError."""
    shipped = _parsed("prices.yaml", files(__package__).joinpath("prices.yaml").read_text(encoding="utf-8"))
    if own is None:
        return Prices(shipped.models, shipped.as_of)
    try:
        text = own.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"LLM_PRICES: {own} cannot be read: {error}") from None
    found = _parsed(f"LLM_PRICES: {own}", text)
    return Prices({**shipped.models, **found.models}, max(shipped.as_of, found.as_of))


def _parsed(name: str, text: str) -> _File:
    try:
        return _File.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{name} is no YAML: {error}") from None
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise ConfigurationError(f"{name} is not as expected: {place}: {problem['msg']}") from None
