"""Dictionary match ÷ bare ahocorasick_rs over the same text and patterns.

Ours: `Dictionary.find` on each of 50 generated job descriptions: folding the text, matching, mapping each match back
to where it stands in the text, and looking at its edges.
Peer: the dictionary's own automaton on the same texts, folded before the clock starts: the patterns, the matches and
the kind of automaton are the same, and nothing is done with a match.
Each round goes over the texts several times, so that it lasts long enough to be timed.
"""

from __future__ import annotations

from benchmarks.postings import postings
from benchmarks.rounds import Result, interleaved, timed
from benchmarks.workbench import Workbench
from graph_service.language.dictionary import Dictionary
from graph_service.language.folding import fold

NAME = "dictionary ÷ bare ahocorasick_rs"
AIM = 2.0
_REPETITIONS = 40


async def measure(bench: Workbench) -> Result:
    """The ratio."""
    dictionary = Dictionary(bench.library.skills.values())
    # The automaton is taken from inside: one built anew from the aliases would have other patterns.
    automaton = dictionary._automaton

    async def ours(number: int) -> float:
        texts = [job.text for job in postings(bench.library, number)]

        async def find_all() -> None:
            for _ in range(_REPETITIONS):
                for text in texts:
                    dictionary.find(text)

        return await timed(find_all)

    async def peer(number: int) -> float:
        texts = [fold(job.text).text for job in postings(bench.library, number)]

        async def match_all() -> None:
            for _ in range(_REPETITIONS):
                for text in texts:
                    automaton.find_matches_as_indexes(text)

        return await timed(match_all)

    return Result(NAME, __doc__ or "", AIM, await interleaved(ours, peer, bench.say))
