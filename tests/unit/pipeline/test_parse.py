"""What the parser reads, field by field, from texts in the forms of real postings."""

from __future__ import annotations

import pytest

from graph_service.domain.document import ParsedDomain, ParsedJD
from graph_service.language.sections import segment
from graph_service.pipeline.parse import parse, statements_for_kras

POSTING = """Senior Data Engineer
Gothenburg, Sweden (hybrid)
€60,000 - €75,000 per year

About Brightwater
Brightwater is a fintech company that builds payment software for banks. With more than 30 years of experience in the
field, we serve 4,000 customers.

Responsibilities
• Design pipelines in Spark. Keep them running.
• Review code

Requirements
• 5-7 years of experience in data engineering
• 2+ years of Kafka
• Bachelor's or Master's degree in computer science or a related field
• AWS Certified Data Analytics or CCA certification preferred

Preferred
• PhD in statistics

Apply at careers.brightwater.example.com or write to jobs@brightwater.example.com.
Brightwater is an equal opportunity employer. See www.brightwater.com/eeo for our offices in Lyon, France.
"""


def read(text: str, title: str | None = None) -> ParsedJD:
    return parse(segment(text, title))


def requirement(sentence: str) -> ParsedJD:
    return read(f"Requirements\n• {sentence}\n• Good humour\n")


def test_parse_reads_a_whole_posting() -> None:
    parsed = read(POSTING)
    assert parsed.title == "Senior Data Engineer"
    assert parsed.archetype == "Data"
    assert parsed.company_name == "Brightwater"
    assert parsed.about_company is not None
    assert parsed.about_company.heading == "About Brightwater"
    assert parsed.primary_domain is not None
    assert parsed.primary_domain.name == "Financial Services"
    assert parsed.locations == ("Gothenburg, Sweden",)
    assert parsed.compensation == "€60,000 - €75,000 per year"
    assert [(section.heading, section.bullet_count) for section in parsed.responsibilities] == [("Responsibilities", 2)]


def test_parse_keeps_passages_verbatim() -> None:
    parsed = read(POSTING)
    for section in (parsed.about_company, *parsed.responsibilities):
        assert section is not None
        assert POSTING[section.span.start : section.span.end] == section.text
        assert section.word_count == len(section.text.split())


def test_parse_of_nothing_is_empty() -> None:
    assert read("Something else entirely.") == ParsedJD()


# ---- title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "We are looking for an innovative, experienced and talented senior test engineer who loves detail.",
            "senior test engineer",
        ),
        ("Heron is seeking a Cloud Architect for one of our clients in Ghent.", "Cloud Architect"),
        ("Job Title: Payroll Analyst II\nLocation: Leeds", "Payroll Analyst II"),
        ("Position: Buyer / Planner\nDuration: 6 months", "Buyer / Planner"),
        ("As a Product Designer, you will shape our app.", "Product Designer"),
        ("If you are a Rust Developer with experience, please read on!", "Rust Developer"),
        ("Seeking a passionate Kiln.com Sr. Business Analyst to join us.", "Kiln.com Sr. Business Analyst"),
        ("Heron invites candidates to apply for the position of Research Scientist in Leeds.", "Research Scientist"),
        (
            "Overview:   The Kiln Support Analyst III is primarily responsible for warm kilns.",
            "Kiln Support Analyst III",
        ),
        ("Position Description  A staff scientist serves as a guide to all of us.", "staff scientist"),
        ("Job Summary & Responsibilities Payroll associate responsibilities include paying.", "Payroll associate"),
        ("Full Description:   Kiln Storage Engineer with 3 to 5 years of kilns. Some clay.", "Kiln Storage Engineer"),
        ("The responsibilities include those of a guide. Our duties include care.", None),
        ("We need someone who can join our team and learn.", None),
        ("We look for team members and professionals with passion.", None),
    ],
)
def test_parse_reads_a_title_that_the_text_states(text: str, title: str | None) -> None:
    assert read(text).title == title


def test_parse_prefers_the_title_that_it_was_given() -> None:
    assert read("We are hiring a Cloud Architect.", "Solutions Architect").title == "Solutions Architect"


@pytest.mark.parametrize(
    ("title", "aliases"),
    [
        ("Sr. Developer - iOS, Android", {"Developer"}),
        ("Systems Engineer II EMC ITIL", {"Systems Engineer"}),
        ("Capacity Planning Engineer - 11350", {"Capacity Planning Engineer"}),
        ("Java Developer with Jenkins/junit", {"Java Developer"}),
        ("JIRA Developers", {"JIRA Developer"}),
        ("OMS (Sterling OMS) Architect/Consultant", {"OMS Architect", "OMS Consultant"}),
        ("Data Scientist/Machine Learning Engineer (Calgary)", {"Data Scientist", "Machine Learning Engineer"}),
        ("Strategy - Human Capital - HR Transformation Manager", {"HR Transformation Manager"}),
        ("Senior Software Engineer", {"Software Engineer", "SWE"}),
        ("SRE", {"Site Reliability Engineer"}),
    ],
)
def test_parse_gives_variants_of_a_title(title: str, aliases: set[str]) -> None:
    assert aliases <= set(read("Some text.", title).title_aliases)


def test_parse_does_not_drop_a_rank_that_is_the_job() -> None:
    assert "Software Team" not in read("Some text.", "Software Team Lead - Microsoft").title_aliases
    assert read("Some text.", "Staff Scientist").title_aliases == ("Scientist",)


@pytest.mark.parametrize(
    ("title", "family"),
    [
        ("Full Stack Developer", "Engineering"),
        ("Machine Learning Scientist", "Data"),
        ("Information Security Manager", "Security"),
        ("UX Designer", "Design"),
        ("Zookeeper", None),
    ],
)
def test_parse_reads_the_job_family(title: str, family: str | None) -> None:
    assert read("Some text.", title).archetype == family


# ---- company and domain


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("This job is with Plover Bank, an inclusive employer.", "Plover Bank"),
        ("At Feathertop, we build maps. Join Feathertop and grow.", "Feathertop"),
        ("Heron Labs, Inc. is an equal opportunity employer.", "Heron Labs, Inc."),
        ("Company Name: Osprey Systems Ltd\nRole: Tester", "Osprey Systems Ltd"),
        ("Our client is looking for a tester. The company is an equal opportunity employer.", None),
        ("The Product Designer creates flows.", None),
        ("You build services. Experience with MongoDB and Cassandra is a plus.", None),
    ],
)
def test_parse_reads_the_company(text: str, company: str | None) -> None:
    assert read(text).company_name == company


def test_parse_reads_two_lines_of_business_with_their_aliases() -> None:
    text = "About us\nWe make software for hospitals, clinics and patients, and for insurers and reinsurance firms."
    parsed = read(text)
    assert parsed.primary_domain == ParsedDomain("Healthcare", ("Health Care", "HealthTech", "Hospitals"))
    assert parsed.secondary_domain is not None
    assert parsed.secondary_domain.name == "Insurance"


def test_parse_takes_no_domain_from_the_benefits() -> None:
    assert (
        read("Benefits\n• Health plan, bank holidays\n• Life insurance and a clinic for patients").primary_domain
        is None
    )


# ---- experience


@pytest.mark.parametrize(
    ("sentence", "low", "high", "raw"),
    [
        ("7-10+ years of software development experience", 7, 10, "7-10+ years of software development experience"),
        ("4+ years of experience in testing", 4, None, "4+ years of experience in testing"),
        ("Minimum of FIVE (5) years experience", 5, None, "Minimum of FIVE (5) years experience"),
        ("At least three years of relevant experience", 3, None, "At least three years of relevant experience"),
        ("Three to five years’ experience with audits", 3, 5, "Three to five years’ experience"),
        ("A minimum of 5 years in sales", 5, None, "A minimum of 5 years in sales"),
        ("Years of experience: 6-9", 6, 9, "Years of experience: 6-9"),
        ("6 months of experience in support", 0.5, None, "6 months of experience in support"),
    ],
)
def test_parse_reads_years(sentence: str, low: float, high: float | None, raw: str) -> None:
    experience = requirement(sentence).experience
    assert experience is not None
    assert (experience.min, experience.max, experience.raw) == (low, high, raw)


@pytest.mark.parametrize(
    "sentence", ["Must be 21 years of age", "A clearance granted within the last 5 years", "A two year college degree"]
)
def test_parse_takes_other_years_for_no_experience(sentence: str) -> None:
    assert requirement(sentence).experience is None


def test_parse_prefers_the_overall_demand() -> None:
    experience = read(POSTING).experience
    assert experience is not None
    assert (experience.min, experience.max) == (5, 7)


def test_parse_takes_the_first_of_alternatives() -> None:
    experience = requirement("Bachelor's and 6+ years of experience or Master's and 4+ years of experience").experience
    assert experience is not None
    assert experience.min == 6


# ---- education


def test_parse_reads_alternatives_as_one_degree_with_the_lowest_level() -> None:
    education = read(POSTING).education
    assert [(degree.level, degree.qualification, degree.required) for degree in education] == [
        ("Bachelor's", "computer science or a related field", True),
        ("Doctorate", "statistics", False),
    ]
    assert education[0].raw == "Bachelor's or Master's degree in computer science or a related field"


@pytest.mark.parametrize(
    ("sentence", "level", "field", "required"),
    [
        ("High School diploma or GED required", "High School", None, True),
        ("Associate's degree in nursing preferred", "Associate", "nursing", False),
        ("BS/MS in Electrical Engineering with 5 years of experience", "Bachelor's", "Electrical Engineering", True),
        ("M.S. or Ph.D. in Chemistry", "Master's", "Chemistry", True),
        ("Master of Science in Biology or equivalent", "Master's", "Biology", True),
        ("4-year degree or equivalent experience", "Bachelor's", None, True),
        ("MBA is a plus", "Master's", None, False),
        ("BE/BTech/MCA", "Bachelor's", None, True),
    ],
)
def test_parse_reads_degrees(sentence: str, level: str, field: str | None, required: bool) -> None:
    (degree,) = requirement(sentence).education
    assert (degree.level, degree.qualification, degree.required) == (level, field, required)


def test_parse_parts_a_required_degree_from_a_preferred_one() -> None:
    education = requirement("Bachelor's degree in finance required; Master's preferred").education
    assert [(degree.level, degree.required) for degree in education] == [("Bachelor's", True), ("Master's", False)]


@pytest.mark.parametrize("sentence", ["A high degree of care", "MS Office and BA tools", "Scrum Master on two teams"])
def test_parse_takes_other_words_for_no_degree(sentence: str) -> None:
    assert requirement(sentence).education == ()


# ---- certificates, places, pay, addresses


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("CISSP/CISM or PMP", ("CISSP", "CISM", "PMP")),
        ("Oracle Certified Professional preferred", ("Oracle Certified Professional",)),
        ("ITIL v3 Foundation certification", ("ITIL v3 Foundation",)),
        ("Experience with the MCP protocol and OCP clusters", ()),
        ("Relevant certifications are welcome", ()),
    ],
)
def test_parse_reads_certificates(sentence: str, names: tuple[str, ...]) -> None:
    assert requirement(sentence).certifications == names


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("We are hiring a tester for our client in Ft. Meade, MD.", ("Ft. Meade, MD",)),
        ("Location: Bangalore/Hyderabad", ("Bangalore", "Hyderabad")),
        ("Location: Austin, TX or Remote", ("Austin, TX", "Remote")),
        ("Work Location: Hybrid remote in Edmonton, AB", ("Edmonton, AB", "remote")),
        ("This position is based in our Dublin office.", ("Dublin",)),
        ("This is a fully remote position.", ("remote",)),
        ("You will support remote sites and remote users.", ()),
        ("About us\nFounded in Boston, MA, we have offices in Paris and Rome.", ()),
        ("Requirements\n• PhD, MD or BS, MS in biology", ()),
    ],
)
def test_parse_reads_places_of_work(text: str, places: tuple[str, ...]) -> None:
    assert read(text).locations == places


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("Rate: $55/hr - $60/hr", "$55/hr - $60/hr"),
        ("Salary: EUR 6.5 - 7.5k depending on experience", "EUR 6.5 - 7.5k depending on experience"),
        ("CTC : 18-24 LPA", "18-24 LPA"),
        ("We pay £45k-£55k and offer a pension.", "£45k-£55k"),
        ("About us\nWe raised $40M and have revenues of $120 million.", None),
        ("You will manage budgets of $100,000 to $200,000.", None),
    ],
)
def test_parse_reads_the_pay(text: str, pay: str | None) -> None:
    assert read(text).compensation == pay


def test_parse_reads_addresses_but_no_mail_and_no_products() -> None:
    text = (
        "See https://jobs.heron.com/list?id=4, www.heron.org. or heron.io/careers; write to hr@heron.com. You know"
        " Node.js, ASP.NET and Salesforce.com."
    )
    assert read(text).urls == ("https://jobs.heron.com/list?id=4", "www.heron.org", "heron.io/careers")


# ---- sentences for the KRA signal


def test_statements_for_kras_are_the_sentences_of_the_responsibilities() -> None:
    document = segment(POSTING)
    spans = statements_for_kras(document)
    assert [span.text for span in spans] == ["Design pipelines in Spark.", "Keep them running."][:1]
    assert all(POSTING[span.start : span.end] == span.text for span in spans)


def test_statements_for_kras_fall_back_on_duties_in_the_summary() -> None:
    document = segment(
        "About the job\nThis is an exciting opportunity in Bern. The auditor will review controls across the firm."
        " Our team is friendly and this position is permanent."
    )
    assert [span.text for span in statements_for_kras(document)] == [
        "The auditor will review controls across the firm."
    ]
