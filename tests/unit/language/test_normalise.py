from __future__ import annotations

import pytest

from graph_service.language.normalise import normal_form, normalised, slugify


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Event‑Driven  Architecture", "event-driven architecture"),
        ("Ｊａｖａ", "java"),
        ("“Agile”", '"agile"'),
        ("Chef’s\u00a0knife", "chef's knife"),
        ("micro\u200bservices", "microservices"),
        ("STRASSE", "straße"),
    ],
)
def test_normalised_is_equal_for_the_same_spelling(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_normalised_keeps_every_mark_that_tells_names_apart() -> None:
    names = ["C", "C++", "C#", "F#", ".NET", "NET", "Node", "Node.js", "CI/CD", "CICD"]
    assert len({normalised(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("React.js", "ReactJS"),
        ("React", "React JS"),
        ("REST APIs", "rest api"),
        ("Micro-Services", "microservice"),
        ("Java 8", "Java"),
        ("Java 1.8", "java"),
        ("Python3", "Python"),
        ("HTML5", "HTML"),
        ("Angular 2+", "Angular"),
        ("SQL Server 2019", "sql server"),
        ("CI/CD", "CI-CD"),
        ("VMs", "VM"),
    ],
)
def test_normal_form_forgives_small_differences(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C++", "C#"),
        ("C#", "F#"),
        (".NET", "Net"),
        (".NET", "Node"),
        ("AWS", "AW"),
        ("JS", "J"),
        ("iOS", "io"),
        ("Kubernetes", "Kubernete"),
        ("SOC 2", "SOC"),
        ("ISO 27001", "ISO 9001"),
        ("Web3", "Web"),
        ("S3", "S"),
        ("Office 365", "Office"),
    ],
)
def test_normal_form_keeps_different_things_apart(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        (".NET", "dot-net"),
        ("ASP.NET", "asp-net"),
        ("Node.js", "node-js"),
        ("CI/CD", "ci-cd"),
        ("R&D", "r-and-d"),
        ("Résumé Writing", "resume-writing"),
        ("Domain-Driven Design (DDD)", "domain-driven-design-ddd"),
    ],
)
def test_slugify_reads_well(name: str, slug: str) -> None:
    assert slugify(name) == slug
