"""The only reader of the environment. Every setting, its unit and its default stand here."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph_service.domain.access import is_loopback
from graph_service.errors import ConfigurationError


class EmbeddingRuntime(Enum):
    """What computes the embeddings: the reference, or the light one that starts in a second."""

    SENTENCE_TRANSFORMERS = "sentence-transformers"
    ONNX = "onnx"


class SkillScore(Enum):
    """On which skill score a decision rests."""

    PLAIN = "plain"
    WEIGHTED = "weighted"


class Thresholds(BaseModel):
    """What the stages compare their figures with: shares or cosine similarities, 0–1, unless named otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    skill_score: SkillScore = Field(
        SkillScore.WEIGHTED, description="the skill score that decides: plain, or weighted by how telling each skill is"
    )
    skill_floor: float = Field(0.35, ge=0, le=1, description="below it the skill signal names no role")
    kra_floor: float = Field(0.42, ge=0, le=1, description="below it the KRA signal names no role")
    alias_floor: float = Field(0.75, ge=0, le=1, description="below it a near title names no role")
    contradiction_margin: float = Field(
        0.35, ge=0, le=1, description="lead of another role's skill score that contradicts an exact alias"
    )
    agreement_margin: float = Field(
        0.02, ge=0, le=1, description="lead that the skill and KRA signals' common role needs over the next"
    )
    specialisation_margin: float = Field(
        0.1, ge=0, le=1, description="lead of a specialisation's skill score over its parent's at which it is named"
    )
    vote_floor: float = Field(0.46, ge=0, le=1, description="below it the weighted vote answers none")
    kra_novelty: float = Field(0.5, ge=0, le=1, description="a sentence less near than this to every KRA is a new one")
    near_duplicate: float = Field(0.86, ge=0, le=1, description="similarity at which a new term is an alias proposal")
    suggestion: float = Field(
        0.45, ge=0, le=1, description="score at which a further dimension of a library skill is suggested"
    )
    placement: float = Field(
        0.6, ge=0, le=1, description="score at which it is linked without a curator, if the role works in it too"
    )
    role_dimension_demand: int = Field(
        5, ge=1, description="different JDs of a role that must ask for a dimension before the role takes it up"
    )
    reproposal_growth: float = Field(
        3.0,
        ge=1,
        description="times as many different JDs as when it was rejected bring a proposal back, at least one more",
    )


class Limits(BaseModel):
    """What one request may ask for. What asks for more is refused before anything is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    body_bytes: int = Field(500_000, ge=1000, description="the longest body of a request or WebSocket message, bytes")
    characters: int = Field(100_000, ge=1, description="characters of a document; long texts belong into variables")
    tokens: int = Field(2000, ge=1, description="words and signs in a document, comments counted")
    depth: int = Field(20, ge=1, description="levels of fields within one another")
    aliases: int = Field(100, ge=0, description="fields with an alias, counted each time that their fragment is spread")
    directives: int = Field(50, ge=0, description="directives such as @include, counted likewise")
    comparisons: int = Field(20_000, ge=1, description="steps of finding out whether fields of one name can be merged")
    cost: int = Field(
        200_000,
        ge=1,
        description="nodes asked for: page sizes multiplied along the way, other lists as long as they usually are",
    )
    page: int = Field(100, ge=1, le=1000, description="the largest page of a list")
    values: int = Field(10_000, ge=1, description="values in the variables, those within lists and objects counted")
    operations: int = Field(100, ge=1, description="operations at a time on one WebSocket")
    seconds: float = Field(30.0, gt=0, description="how long a query may take, seconds; what writes is never cut off")


NO_MODEL = "none"
"""In place of a model's name: the step is done without one."""


class StepModels(BaseModel):
    """Which model each step asks; `none` does the step without one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parse: str = Field("gpt-6-luna", description="reads title, company, experience, degrees, places and pay")
    extract: str = Field("gpt-6-luna", description="names the skills that a text asks for")
    arbitrate: str = Field(
        "gpt-6.1-terra", description="chooses among candidate roles where the rules do not settle it"
    )
    enrich: str = Field("gpt-6.1-terra", description="files new skills among the given categories and dimensions")
    report: str = Field("gpt-6-luna", description="words the client's report")


class Settings(BaseSettings):
    """The service's settings, frozen. Each is an environment variable of the same name in capitals.

    A threshold's is THRESHOLDS__ and its name, as in THRESHOLDS__SKILL_FLOOR; a limit's likewise with LIMITS__, and a
    step's model's with LLM_MODELS__. An empty variable counts as unset.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        enable_decoding=False,  # one way to write a threshold, and no JSON that could fail to parse
        hide_input_in_errors=True,
    )

    graph_service_home: Path = Field(
        default_factory=lambda: user_data_path("graph-service"), description="data, logs and jar cache of our own Neo4j"
    )
    graph_service_jars: Path | None = Field(
        None, description="where what is downloaded is kept, if not in `jars` below that; homes may share it"
    )
    neo4j_uri: str | None = Field(None, description="another Neo4j to use instead of our own")
    neo4j_user: str = Field("neo4j", description="its user")
    neo4j_password: SecretStr | None = Field(None, description="its password")
    neo4j_heap_mb: int = Field(512, ge=256, description="heap of our own Neo4j, MB")
    neo4j_page_cache_mb: int = Field(256, ge=64, description="page cache of our own Neo4j, MB")
    neo4j_timeout_s: float = Field(2.0, gt=0, description="how long to wait for a Neo4j that does not answer, seconds")
    embedding_model: str = Field(
        "all-MiniLM-L6-v2",
        description="a sentence-transformers model (a name or a folder; the default is shipped), "
        "or openai: and the name of a remote one",
    )
    embedding_dimensions: int | None = Field(
        None, ge=1, description="numbers of a remote model's vector; unset: as many as OpenAI's models have"
    )
    embedding_runtime: EmbeddingRuntime | None = Field(
        None, description="sentence-transformers or onnx; unset: the first in the server, the second in commands"
    )
    reading_needs_key: bool = Field(
        False, description="whether reading needs a key on loopback, too; set it behind a proxy on this machine"
    )
    oidc_issuer: str | None = Field(None, description="an OIDC issuer whose tokens are accepted beside keys, as a URL")
    oidc_audience: str | None = Field(None, description="the audience that a token must be for")
    oidc_role_claim: str = Field(
        "roles", description="the claim that names the role; dots lead into it, as in realm_access.roles"
    )
    oidc_name_claim: str = Field("sub", description="the claim that names the caller in the audit log")
    oidc_jwks_url: str | None = Field(
        None, description="where the issuer's keys are; unset: where its discovery document says"
    )
    rate_limit_per_key: int = Field(
        6000, ge=0, description="requests a minute of one key or token subject, in one process; 0: no limit"
    )
    rate_limit_mutations_per_key: int = Field(
        600, ge=0, description="mutations a minute among them, each field counted; 0: no limit"
    )
    rate_limit_per_address: int = Field(
        12000, ge=0, description="requests a minute without a valid key, from one address; 0: no limit"
    )
    upload_limit_mb: int = Field(5, ge=1, le=100, description="how large a file with a job description may be, MB")
    openai_api_key: SecretStr | None = Field(
        None, description="with it, language models help; without it, everything is done without them"
    )
    openai_base_url: str | None = Field(
        None, description="a server that speaks OpenAI's wire (Azure, vLLM, Ollama); unset: OpenAI's own"
    )
    llm_models: StepModels = Field(default_factory=StepModels, description="the model of each step; one variable each")
    llm_timeout_s: float = Field(30.0, gt=0, description="how long to wait for one answer of a model, seconds")
    llm_attempts: int = Field(3, ge=1, le=10, description="how often a request is sent that fails in passing")
    llm_run_cap_usd: float = Field(0.1, ge=0, description="the most that one run's calls may cost, dollars")
    llm_day_cap_usd: float = Field(10.0, ge=0, description="the most that a day's calls (UTC) may cost, dollars")
    llm_reuse: bool = Field(
        True,
        description="whether what was asked before, with the same text, model and prompt, is not asked again",
    )
    llm_prices: Path | None = Field(
        None, description="a file of prices of your own, in the form of graph_service/language/prices.yaml"
    )
    introspection: bool | None = Field(
        None, description="whether callers may ask for the schema; unset: only where reading needs no key"
    )
    limits: Limits = Field(default_factory=Limits, description="what one request may ask for; one variable each")
    thresholds: Thresholds = Field(
        default_factory=Thresholds, description="what the stages compare their figures with; one variable each"
    )

    @property
    def jars(self) -> Path:
        """The folder of downloaded jars."""
        return (self.graph_service_jars or self.graph_service_home / "jars").expanduser().resolve()

    @property
    def has_language_model(self) -> bool:
        """Whether a server is configured; one of one's own may need no key."""
        return self.openai_api_key is not None or self.openai_base_url is not None

    @model_validator(mode="after")
    def _password_goes_with_uri(self) -> Self:
        if self.neo4j_uri is not None and self.neo4j_password is None:
            raise ValueError("NEO4J_URI is set but NEO4J_PASSWORD is not; set both, or neither to start our own Neo4j")
        return self

    @model_validator(mode="after")
    def _audience_goes_with_issuer(self) -> Self:
        if (self.oidc_issuer is None) != (self.oidc_audience is None):
            raise ValueError("OIDC_ISSUER and OIDC_AUDIENCE go together; set both, or neither to accept keys alone")
        return self

    @field_validator("oidc_issuer", "oidc_jwks_url")
    @classmethod
    def _keys_come_a_safe_way(cls, url: str | None) -> str | None:
        if url is not None and not is_trusted_url(url):
            raise ValueError("must begin with https://, or with http:// and an address of this machine")
        return url


def is_trusted_url(url: str) -> bool:
    """Whether what an address answers cannot be changed on its way: https, or http that stays on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def read_settings() -> Settings:
    """The settings of this process. Raises ConfigurationError that names what is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        raise ConfigurationError("\n".join(_told(problem) for problem in problems)) from None


def _told(problem: ErrorDetails) -> str:
    """A problem with the variable that it is with; what our own validator says names its variables itself."""
    variable = "__".join(str(step) for step in problem["loc"]).upper()
    return f"{variable}: {problem['msg']}" if variable else str(problem["ctx"]["error"])
