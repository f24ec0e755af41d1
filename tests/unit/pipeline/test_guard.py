"""What is refused, and what is said about it."""

from __future__ import annotations

import base64
import hashlib

import pytest

from graph_service.pipeline.guard import refuse

JOB = (
    "Java Developer - contract in Tampa. We are looking for a developer with 5+ years of experience in Java and Spring."
    " You will build services and support them. Knowledge of Oracle is required; Kafka is a plus. Apply with"
    " your resume."
)


def test_refuse_accepts_a_short_posting() -> None:
    assert refuse(JOB) is None


@pytest.mark.parametrize(
    "text",
    [
        "Skills: Java, J2EE, Spring, Hibernate, Oracle, PL/SQL, JMS, XML, SOAP, REST, Maven, Jenkins, Git, JIRA, Scrum,"
        " JUnit, Mockito, Linux, Shell, Python. Experience: 6 - 9 yrs. Location: Pune. Notice period: 30 days.",
        "Lecturer in Statistics, part-time. Key responsibilities: design and deliver seminars, grade assessments"
        " and tutor"
        " students in small groups. Required qualifications: experience in teaching statistics and an excellent"
        " level of English.",
        "Our laboratory seeks a scientist for downstream processing. The candidate will plan experiments, operate"
        " chromatography systems and report results. A PhD with 3-5 years of experience, or an MS with eight, is"
        " needed.",
    ],
)
def test_refuse_accepts_postings_of_other_fields_and_forms(text: str) -> None:
    assert refuse(text) is None


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_refuse_names_an_empty_text(text: str) -> None:
    assert refuse(text) == "The job description is empty. Paste the full text of one job posting."


def test_refuse_tells_a_title_from_a_fragment() -> None:
    title = refuse("Senior Data Engineer")
    fragment = refuse("We are hiring a data engineer with Spark and Kafka experience for our office in Ghent, Belgium.")
    assert "3 words, which is a title" in str(title)
    assert "which is a fragment" in str(fragment)


def test_refuse_says_how_long_a_text_may_be() -> None:
    reason = refuse(JOB * 1000)
    assert reason is not None
    assert "a job description may have 100,000" in reason


def test_refuse_names_what_is_no_text() -> None:
    assert "lone surrogates" in str(refuse(JOB + "\ud83d"))
    assert "control character U+0000" in str(refuse(JOB + "\x00"))
    assert "control character U+001B" in str(refuse("\x1b" + JOB))
    assert "could not be decoded" in str(refuse(JOB + "\ufffd" * 50))


def test_refuse_accepts_characters_that_word_processors_leave() -> None:
    assert refuse(JOB.replace(" Knowledge", "\r\n\t\x0b\x95 \uf0b7 Knowledge\u200b\u00a0")) is None


def test_refuse_counts_items() -> None:
    reason = refuse("Requirements\n" + "\n".join(f"• Experience with tool {index}" for index in range(3000)))
    assert str(reason).startswith("The text lists 3,000 items")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("id,name,town,score\n" + "\n".join(f"{index},Name{index},Town,{index}" for index in range(40)), "a table"),
        (
            base64.b64encode(b"".join(hashlib.sha256(bytes([index])).digest() for index in range(64))).decode(),
            "encoded",
        ),
        (
            "import os\n\ndef add(a, b):\n    return a + b\n\nfor i in range(9):\n    print(add(i, 1))\n" * 4,
            "program code",
        ),
        ("lorem ipsum dolor " * 80, "the same few words"),
        ("12.5 | 13.0 | 17.25 + 19 = 44 - 8 / (3) " * 30 + "and so on with words " * 8, "numbers and symbols"),
    ],
)
def test_refuse_names_what_is_no_prose(text: str, what: str) -> None:
    assert f"looks like {what}" in str(refuse(text))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Wir suchen einen Entwickler für unser Team in Köln. Sie entwickeln Anwendungen mit Java und"
            " arbeiten eng mit der"
            " Fachabteilung zusammen. Ihr Profil: ein Studium der Informatik und Erfahrung mit SQL. Wir bieten"
            " eine gute"
            " Vergütung und flexible Zeiten.",
            "German",
        ),
        (
            "Nous cherchons un ingénieur pour rejoindre notre équipe à Lyon. Vous serez responsable de la"
            " conception des"
            " services et vous travaillerez avec les équipes produit. Une expérience de trois ans est demandée dans le"
            " développement, ainsi que des connaissances en bases de données.",
            "French",
        ),
        (
            "Ищем разработчика на Python в команду данных. Опыт работы от трёх лет, знание баз данных. " * 3,
            "not written",
        ),
        ("私たちはデータエンジニアを募集しています。経験者歓迎です。" * 8, "not written"),
    ],
)
def test_refuse_names_another_language(text: str, language: str) -> None:
    reason = refuse(text)
    assert reason is not None
    assert language in reason
    assert reason.endswith("Send an English translation.")


def test_refuse_knows_a_cv() -> None:
    text = (
        "Ada Moor\nada.moor@example.org\n\nProfile\nSoftware engineer with 7 years of experience in Java.\n\n"
        "Work experience\nSenior Engineer, Heron Ltd\nMay 2019 - Present\n- Developed a booking service\n- Led"
        " four people\n"
        "Engineer, Plover Inc\nJan 2015 - Apr 2019\n- Designed REST services\n\nEducation\nBSc Physics, 2014\n\n"
        "Skills\nJava, Kotlin, SQL\n\nReferences available on request\n"
    )
    assert "CV or résumé" in str(refuse(text))


def test_refuse_knows_an_application_letter() -> None:
    text = (
        "Dear Hiring Manager,\n\nI am writing to apply for the position of analyst. I have four years of"
        " experience with SQL"
        " and my manager trusts me with our reports. I would love to bring my skills to your"
        " team.\n\nSincerely,\nBo Lind"
    )
    assert "application letter" in str(refuse(text))


@pytest.mark.parametrize(
    "text",
    [
        "Lentil soup. Rinse the lentils and chop the carrots. Heat the oil, add the onions and stir until they"
        " are soft. Add"
        " two tablespoons of tomato paste, the stock and the lentils, and simmer for half an hour. Serves four people.",
        "The council voted on Monday to repair the old bridge. The mayor told reporters that work would begin in"
        " spring and"
        " would take two years. Residents welcomed the decision but asked how the traffic would be managed until then.",
        "In this course you will learn the basics of sewing. No experience with machines is required. Each"
        " lesson takes two"
        " hours and you will make a bag, a cushion and a skirt. Enrol today and bring your own fabric to the"
        " first lesson.",
    ],
)
def test_refuse_knows_texts_that_are_about_no_job(text: str) -> None:
    assert str(refuse(text)).startswith("The text does not read like a job description")
