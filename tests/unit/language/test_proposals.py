from __future__ import annotations

import pytest

from graph_service.domain.document import TextSpan
from graph_service.language.ambiguity import credible_hits
from graph_service.language.dictionary import Dictionary
from graph_service.language.proposals import Proposal, propose
from tests.unit.language.samples import SKILLS

BY_SLUG = {each.slug: each for each in SKILLS}


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return Dictionary(SKILLS)


def proposed(dictionary: Dictionary, text: str, employers: tuple[str, ...] = ()) -> tuple[Proposal, ...]:
    passages = [TextSpan(0, len(text), text)]
    hits = credible_hits(text, passages, dictionary, BY_SLUG)
    return propose(text, passages, hits, dictionary, BY_SLUG, employers)


def names(proposals: tuple[Proposal, ...]) -> list[str]:
    return [proposal.name for proposal in proposals]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Java, Quarzel, Kafka and SQL", ["Quarzel"]),
        ("Experience with FlowForger", ["FlowForger"]),
        ("Java, Foozle/Barzle, SQL", ["Foozle", "Barzle"]),
        ("Tools such as Docker, Kubernetes, ZXQ", ["ZXQ"]),
        ("We use the Brindle framework and Java", ["Brindle"]),
        ("Build services with Java and zmq4", ["zmq4"]),
    ],
)
def test_propose_names_unknown_products(dictionary: Dictionary, text: str, expected: list[str]) -> None:
    assert names(proposed(dictionary, text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Experience with Java, SQL, and MBA or PhD",
        "Java, Strong communication and SQL",
        "Java in Berlin, Munich or Hamburg",
        "Start in January or March with Java",
        "Java for NASA, DOD and the VA",
        "Work with the Senior Engineer, Java, Product Owner",
        "Spark joy, Java",
        "JAVA, ANYTHING, SQL, EVERYTHING",
        "Java, Excel, SQL",
        "Our HR offers PTO and 401K",
    ],
)
def test_propose_leaves_names_of_other_things(dictionary: Dictionary, text: str) -> None:
    assert names(proposed(dictionary, text)) == []


def test_propose_leaves_the_employer(dictionary: Dictionary) -> None:
    assert names(proposed(dictionary, "Java, Quarzel, Kafka", ("Quarzel Inc",))) == []


def test_propose_gives_each_term_once_with_all_its_evidence(dictionary: Dictionary) -> None:
    text = "Java, Quarzel, Kafka; SQL, Quarzel, Docker"
    (proposal,) = proposed(dictionary, text)
    assert [text[span.start : span.end] for span in proposal.evidence] == ["Quarzel", "Quarzel"]
    assert [span.start for span in proposal.evidence] == [6, 27]
    assert proposal.reason == "named beside Java and Kafka"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Experience with Quarzel or Foozle.", ["Quarzel", "Foozle"]),
        ("A good practical knowledge of Quarzel, Foozle and Barzle", ["Quarzel", "Foozle", "Barzle"]),
        ("Experience with Medicare or Bloomberg.", []),
        ("We met Quarzel or Foozle.", []),
    ],
)
def test_propose_takes_rare_words_for_what_somebody_has_experience_with(
    dictionary: Dictionary, text: str, expected: list[str]
) -> None:
    assert names(proposed(dictionary, text)) == expected


def test_propose_leaves_a_word_that_is_glued_to_a_known_name(dictionary: Dictionary) -> None:
    assert names(proposed(dictionary, "Selenium, otherJava, SQL")) == []


def test_propose_leaves_a_term_in_which_a_long_text_breaks_off(dictionary: Dictionary) -> None:
    text = f"{'We bake bread every day. ' * 30}Java, SQL, Quarz"
    assert names(proposed(dictionary, text)) == []
    assert names(proposed(dictionary, f"{text}el.")) == ["Quarzel"]
