from __future__ import annotations

from collections.abc import Awaitable, Callable
from xml.etree import ElementTree

import pytest

from benchmarks import __main__ as command
from benchmarks import library_load, reads, report
from benchmarks.hundred_roles import MEASURED, hundred_roles
from benchmarks.pipeline_time import sentences_of
from benchmarks.postings import postings
from benchmarks.reads import READS, Compared, content
from benchmarks.rounds import Result, Round, interleaved, timed
from benchmarks.sides import Sample
from graph_service.api.schema import make_schema
from graph_service.domain.taxonomy import Library
from graph_service.language.normalise import normalised
from graph_service.pipeline.guard import refuse
from graph_service.store import statements

RESULT = Result(
    "ours ÷ peer",
    "How it was done.",
    1.5,
    (Round(2.0, 1.0), Round(3.0, 2.0), Round(9.0, 2.0), Round(1.0, 1.0), Round(4.0, 3.0)),
)


def sample(rate: int, milliseconds: float) -> Sample:
    return Sample(1.0, [milliseconds] * rate)


COMPARED = Compared(
    READS[0],
    16,
    [
        reads.Round(sample(20, 3.0), sample(10, 6.0), sample(10, 1.0)),
        reads.Round(sample(30, 3.0), sample(10, 3.0), sample(10, 3.0)),
        reads.Round(sample(10, 9.0), sample(20, 36.0), sample(10, 3.0)),
    ],
)


def test_round_ratio_is_ours_over_peer() -> None:
    assert Round(3.0, 2.0).ratio == 1.5


def test_result_gives_medians_over_its_rounds() -> None:
    assert (RESULT.ours, RESULT.peer) == (3.0, 2.0)
    assert RESULT.ratio == 1.5
    assert RESULT.spread == (1.0, 4.5)


def test_result_meets_its_aim_up_to_and_at_the_aim() -> None:
    assert RESULT.meets_aim
    assert not Result("", "", 1.49, RESULT.rounds).meets_aim


def test_sample_gives_its_rate_and_the_milliseconds_within_which_a_share_came() -> None:
    sample = Sample(2.0, [float(number) for number in range(100, 0, -1)])

    assert sample.rate == 50
    assert [sample.percentile(share) for share in (0.5, 0.99, 1.0)] == [51.0, 100.0, 100.0]


def test_compared_gives_medians_of_the_ratios_of_its_rounds() -> None:
    assert COMPARED.rates == (20.0, 10.0)
    assert COMPARED.rate == 2.0
    assert COMPARED.p50 == 3.0
    assert COMPARED.p99 == 0.5
    assert COMPARED.missed() == ["p50"]


def test_compared_misses_a_rate_and_a_p99_that_are_worse_than_their_aims() -> None:
    worse = Compared(READS[0], 1, [reads.Round(sample(10, 4.0), sample(10, 2.0), sample(10, 4.0))])

    assert worse.missed() == ["rate", "p99"]


def test_picture_has_a_bar_for_each_ratio() -> None:
    root = ElementTree.fromstring(report.picture([COMPARED, COMPARED]))

    bars = [float(bar.attrib["width"]) for bar in root.findall("{*}rect[@x]")]
    texts = [text.text for text in root.findall("{*}text")]
    assert [round(width / bars[2], 2) for width in bars] == [1.0, 1.0, 1.0, 1.0, 0.5, 0.5]
    assert texts.count("nested, 16") == 6
    assert {"2.00", "3.00", "0.50"} < set(texts)


@pytest.mark.parametrize(
    "answer",
    [
        {"role": {"slug": "a", "skills": [{"slug": "b"}, {"slug": "c"}]}},
        {"roles": [{"slug": "a", "skills": [{"slug": "c"}, {"slug": "b"}]}]},
        [{"skills": [{"slug": "c"}, {"slug": "b"}], "slug": "a"}],
    ],
)
def test_content_is_the_same_whatever_envelope_and_order_it_comes_in(answer: object) -> None:
    assert content(answer) == [{"skills": [{"slug": "b"}, {"slug": "c"}], "slug": "a"}]


def test_content_tells_a_value_that_differs() -> None:
    assert content({"skills": {"nodes": [{"slug": "a"}]}}) != content({"skills": [{"slug": "b"}]})


async def test_documents_of_the_benchmark_are_compiled_reads() -> None:
    reader = make_schema().reader

    for read in READS:
        assert len(reader.questions(read.texts[0], read.values, None)) == 1


def test_hundred_roles_have_200_skills_and_600_spellings_each() -> None:
    library = hundred_roles()

    assert len(library.roles) == 100
    assert {len(skills) for skills in library.skills_of_role.values()} == {200}
    assert {len(skill.aliases) for skill in library.skills.values()} == {3}
    spellings = [alias.text for slug in library.skills_of_role[MEASURED] for alias in library.skills[slug].aliases]
    assert len({normalised(spelling) for spelling in spellings}) == 600


async def test_interleaved_lets_the_sides_take_turns_at_going_first() -> None:
    calls: list[tuple[str, int]] = []

    def side(name: str, seconds: float) -> Callable[[int], Awaitable[float]]:
        async def work(number: int) -> float:
            calls.append((name, number))
            return seconds + number

        return work

    rounds = await interleaved(side("ours", 2.0), side("peer", 1.0), lambda _: None, rounds=3)

    assert calls == [("ours", 0), ("peer", 0), ("peer", 1), ("ours", 1), ("ours", 2), ("peer", 2)]
    assert rounds == (Round(2.0, 1.0), Round(3.0, 2.0), Round(4.0, 3.0))


async def test_timed_does_the_work_once() -> None:
    done: list[int] = []

    async def work() -> None:
        done.append(1)

    assert await timed(work) >= 0
    assert done == [1]


def test_report_says_for_each_ratio_whether_it_meets_its_aim() -> None:
    text = report.markdown([RESULT, Result("slow ÷ fast", "Slowly.", 1.2, (Round(5.0, 2.0),))], [COMPARED])

    assert "| ours ÷ peer | 3.000 | 2.000 | 1.50 | 1.00–4.50 | 1.5 | met |" in text
    assert "| slow ÷ fast | 5.000 | 2.000 | 2.50 | 2.50–2.50 | 1.2 | missed |" in text
    assert "How it was done." in text
    assert "9.000 ÷ 2.000 = 4.50" in text
    assert "| nested | 16 | 20 | 10 | 2.00 | 3.00 | 0.50 | missed: p50 |" in text
    assert "![Ratios of reads](results.svg)" in text


@pytest.mark.parametrize("benchmark", command.BENCHMARKS, ids=lambda module: module.__name__)
def test_benchmark_has_a_name_an_aim_and_a_method(benchmark: object) -> None:
    assert getattr(benchmark, "NAME", "")
    assert getattr(benchmark, "AIM", 0) > 1
    assert "Ours:" in (benchmark.__doc__ or "")
    assert "Peer:" in (benchmark.__doc__ or "")


def test_postings_are_the_same_for_a_seed_and_differ_between_seeds(small_library: Library) -> None:
    texts = [posting.text for posting in postings(small_library, 1)]

    assert texts == [posting.text for posting in postings(small_library, 1)]
    assert not set(texts) & {posting.text for posting in postings(small_library, 2)}
    assert len(set(texts)) == 50


def test_postings_are_job_descriptions_with_sentences_to_encode(small_library: Library) -> None:
    for posting in postings(small_library, 3, 10):
        assert refuse(posting.text) is None
        assert len(sentences_of(posting)) >= 5


def test_library_load_has_a_raw_statement_for_every_write_of_rows() -> None:
    raw = {path.stem for path in library_load.STATEMENTS.glob("write_*.cypher")}
    ours = {name.removeprefix("library/") for name in statements.names() if name.startswith("library/write_")}

    assert raw == ours - {"write_state"}
