from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from graph_service.errors import ConfigurationError
from graph_service.settings import EmbeddingRuntime, Settings, SkillScore, StepModels, Thresholds, read_settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine that the tests run on."""
    names = {name.upper() for name in Settings.model_fields}
    for variable in list(os.environ):
        if variable.upper() in names or variable.upper().startswith(("THRESHOLDS__", "LLM_MODELS__")):
            monkeypatch.delenv(variable)


def message_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        read_settings()
    return caught.value.message


@pytest.mark.parametrize("model", [Settings, StepModels, Thresholds])
def test_every_setting_says_what_it_is(model: type[BaseModel]) -> None:
    undescribed = [name for name, field in model.model_fields.items() if not field.description]

    assert undescribed == []


def test_settings_have_defaults_that_start_our_own_neo4j() -> None:
    settings = read_settings()

    assert settings.neo4j_uri is None
    assert settings.neo4j_password is None
    assert settings.neo4j_heap_mb == 512
    assert settings.neo4j_page_cache_mb == 256
    assert settings.embedding_model == "all-MiniLM-L6-v2"
    assert settings.embedding_runtime is None
    assert settings.graph_service_home.name == "graph-service"
    assert settings.thresholds == Thresholds()
    assert not settings.has_language_model
    assert settings.llm_models == StepModels()


def test_settings_are_read_from_variables_of_their_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    variables = {
        "GRAPH_SERVICE_HOME": str(tmp_path),
        "NEO4J_URI": "neo4j://graph.internal:7687",
        "NEO4J_USER": "service",
        "NEO4J_PASSWORD": "correct horse",
        "NEO4J_TIMEOUT_S": "0.5",
        "EMBEDDING_RUNTIME": "onnx",
        "THRESHOLDS__SKILL_FLOOR": "0.3",
        "THRESHOLDS__SKILL_SCORE": "plain",
        "THRESHOLDS__ROLE_DIMENSION_DEMAND": "7",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    settings = read_settings()

    assert settings.graph_service_home == tmp_path
    assert (settings.neo4j_uri, settings.neo4j_user) == ("neo4j://graph.internal:7687", "service")
    assert settings.neo4j_password is not None
    assert settings.neo4j_password.get_secret_value() == "correct horse"
    assert settings.neo4j_timeout_s == 0.5
    assert settings.embedding_runtime is EmbeddingRuntime.ONNX
    assert settings.thresholds.skill_floor == 0.3
    assert settings.thresholds.skill_score is SkillScore.PLAIN
    assert settings.thresholds.role_dimension_demand == 7


def test_empty_variables_count_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NEO4J_URI", "NEO4J_PASSWORD", "NEO4J_HEAP_MB", "EMBEDDING_RUNTIME", "THRESHOLDS__SKILL_FLOOR"):
        monkeypatch.setenv(name, "")

    assert read_settings() == Settings()
    assert read_settings().neo4j_uri is None


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("NEO4J_HEAP_MB", "lots", "should be a valid integer"),
        ("NEO4J_HEAP_MB", "100", "should be greater than or equal to 256"),
        ("NEO4J_PAGE_CACHE_MB", "1", "should be greater than or equal to 64"),
        ("NEO4J_TIMEOUT_S", "0", "should be greater than 0"),
        ("EMBEDDING_RUNTIME", "gpu", "should be 'sentence-transformers' or 'onnx'"),
        ("THRESHOLDS__SKILL_FLOOR", "1.5", "should be less than or equal to 1"),
        ("THRESHOLDS__SKILL_SCORE", "best", "should be 'plain' or 'weighted'"),
        ("THRESHOLDS__ROLE_DIMENSION_DEMAND", "0", "should be greater than or equal to 1"),
        ("THRESHOLDS__SKILL_FLOR", "0.1", "Extra inputs are not permitted"),
        ("THRESHOLDS", "{", "should be a valid dictionary"),
        ("LLM_MODELS__PARS", "gpt-6-luna", "Extra inputs are not permitted"),
        ("LLM_ATTEMPTS", "0", "should be greater than or equal to 1"),
        ("LLM_DAY_CAP_USD", "-1", "should be greater than or equal to 0"),
    ],
)
def test_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str) -> None:
    message = message_of(monkeypatch, **{variable: value})

    assert message.startswith(f"{variable}: ")
    assert says in message


def test_every_wrong_setting_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    message = message_of(monkeypatch, NEO4J_HEAP_MB="1", NEO4J_TIMEOUT_S="-1", THRESHOLDS__VOTE_FLOOR="x")

    assert [line.split(":")[0] for line in message.splitlines()] == [
        "NEO4J_HEAP_MB",
        "NEO4J_TIMEOUT_S",
        "THRESHOLDS__VOTE_FLOOR",
    ]


def test_address_without_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert message_of(monkeypatch, NEO4J_URI="bolt://graph.internal") == (
        "NEO4J_URI is set but NEO4J_PASSWORD is not; set both, or neither to start our own Neo4j"
    )


@pytest.mark.parametrize("variable", ["OIDC_ISSUER", "OIDC_AUDIENCE"])
def test_issuer_and_audience_go_together(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    assert message_of(monkeypatch, **{variable: "https://login.example.org"}) == (
        "OIDC_ISSUER and OIDC_AUDIENCE go together; set both, or neither to accept keys alone"
    )


@pytest.mark.parametrize("variable", ["OIDC_ISSUER", "OIDC_JWKS_URL"])
@pytest.mark.parametrize(
    "url", ["http://login.example.org", "login.example.org", "file:///etc/passwd", "https://", "http://[", "ftp://x"]
)
def test_keys_of_an_issuer_come_a_safe_way(monkeypatch: pytest.MonkeyPatch, variable: str, url: str) -> None:
    message = message_of(monkeypatch, OIDC_AUDIENCE="graph-service", **{variable: url})

    assert message.splitlines()[0].startswith(f"{variable}: ")
    assert "must begin with https://, or with http:// and an address of this machine" in message


@pytest.mark.parametrize("url", ["https://login.example.org/realms/a", "http://127.0.0.1:8080/a", "http://[::1]:1/a"])
def test_addresses_that_are_safe_are_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("OIDC_ISSUER", url)
    monkeypatch.setenv("OIDC_AUDIENCE", "graph-service")

    assert read_settings().oidc_issuer == url


def test_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://graph.internal")
    monkeypatch.setenv("NEO4J_PASSWORD", "hunter2")
    settings = read_settings()

    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(settings)
    assert "hunter2" not in settings.model_dump_json()
    assert "hunter2" not in message_of(monkeypatch, NEO4J_HEAP_MB="1")


def test_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hunter2")
    settings = read_settings()

    assert settings.has_language_model
    assert "hunter2" not in repr(settings) + str(settings) + settings.model_dump_json()
    assert "hunter2" not in message_of(monkeypatch, LLM_ATTEMPTS="0")


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "OPENAI_BASE_URL"])
def test_key_or_address_alone_makes_a_language_model(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:11434/v1")

    assert read_settings().has_language_model


def test_each_step_has_a_model_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_MODELS__PARSE", "none")
    monkeypatch.setenv("LLM_MODELS__ARBITRATE", "gpt-6-sol")

    assert read_settings().llm_models == StepModels(parse="none", arbitrate="gpt-6-sol")


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read_settings().neo4j_user = "other"  # type: ignore[misc]  # the plugin knows, and that is what is tested
