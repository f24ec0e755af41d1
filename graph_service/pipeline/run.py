"""A run, from the text of a job description to its report. The three steps are the API's.

    JD text ─ guard ─ parse ─ extract ─ signals ─ decide        step 1  extract
                                      └─ match ─ place          step 2  details
                                             └─ link ─ report   step 3  finalize

The stages between the graph's ends are plain functions; this module is the only one that knows their order.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, Self

from graph_service.domain.document import Document, ParsedJD, SectionKind, TextSpan
from graph_service.domain.run import (
    Decision,
    DecisionCase,
    Evidence,
    ExtractedSkill,
    MatchMethod,
    Placement,
    Run,
    RunStatus,
    RunStep,
    Signals,
    SkillTag,
)
from graph_service.domain.taxonomy import Centroid, Vectors
from graph_service.domain.wording import counted
from graph_service.domain.work import NewSkill, Outcome
from graph_service.errors import Busy, Conflict, GraphServiceError, InvalidInput, NotFound, StoreUnavailable
from graph_service.language.embeddings import Embedder, normalised_rows
from graph_service.language.normalise import normalised, slugify
from graph_service.language.sections import segment
from graph_service.language.vectors import skill_text
from graph_service.pipeline import capture, report, succession
from graph_service.pipeline.advised.arbitrate import Question, Ruling
from graph_service.pipeline.advisor import Advisor, Warnings
from graph_service.pipeline.caveats import caveats
from graph_service.pipeline.decide import Arbiter, decide
from graph_service.pipeline.extract import extract
from graph_service.pipeline.guard import refuse
from graph_service.pipeline.knowledge import Knowledge, KnowledgeCache
from graph_service.pipeline.link import worklist
from graph_service.pipeline.parse import parse, statements_for_kras
from graph_service.pipeline.place import place
from graph_service.pipeline.signals import centroid_similarities, emphasis, kra_signal, skill_signal
from graph_service.settings import Thresholds
from graph_service.store import library as library_store
from graph_service.store import runs
from graph_service.store.connection import Graph

MOST_CHARACTERS = 100_000
MOST_SKILLS = 500
KEPT_READINGS = 16
MOST_STATEMENTS = 60
"""So many statements of a job description make up its vector."""
_OF_THE_JOB = frozenset({SectionKind.SUMMARY, SectionKind.RESPONSIBILITIES, SectionKind.REQUIREMENTS})

Step = Callable[..., Coroutine[Any, Any, Run]]
Listener = Callable[[str, float, str], None]
"""Called with the step, how much of the run is done (0–1), and what is being done."""


ENDED_EARLY = "this step ended before it was done; send it again, and look into the service's log if that happens again"
WATCH_S = 1.0
"""Between two looks at a run that is being worked on, whether it is to be cancelled."""


def silent(step: str, fraction: float, message: str) -> None:
    """For callers that show no progress."""


@dataclass(frozen=True, slots=True)
class Request:
    """A job description to run. The title is the posting's, where it stands apart from the text."""

    job_description: str
    job_title: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The skills to go on with after step 1; `skills` None keeps all that were found.

    Those of `renamed` (name that was found → name to go on under) and `secondary` go on beside them.
    """

    skills: Sequence[str] | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    secondary: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A job description as the later stages see it.

    `vectors` has a row for each sentence on responsibilities; `vector` is the whole as one of unit length, shape
    (numbers,), or None where the text says nothing of the job.
    """

    document: Document
    parsed: ParsedJD
    sentences: tuple[TextSpan, ...]
    vectors: Vectors
    vector: Vectors | None


def read_document(text: str, title: str | None, embedder: Embedder) -> Reading:
    """Sections, parsed fields, and the embeddings that the later stages need, each text embedded once."""
    document = segment(text, title)
    sentences = statements_for_kras(document)
    said = [
        statement.span.text
        for section in document.sections
        if section.kind in _OF_THE_JOB
        for statement in section.statements
    ]
    texts = list(dict.fromkeys([*(span.text for span in sentences), *said[:MOST_STATEMENTS]]))
    vectors = embedder.embed_queries(texts)
    rows = {text: row for row, text in enumerate(texts)}
    whole = vectors[[rows[text] for text in said[:MOST_STATEMENTS]]] if said else vectors
    mean = normalised_rows(whole.mean(axis=0, keepdims=True))[0] if len(whole) else None
    return Reading(document, parse(document), sentences, vectors[[rows[span.text] for span in sentences]], mean)


def weigh(
    reading: Reading, skills: Sequence[ExtractedSkill], centroids: Mapping[str, Centroid], knowledge: Knowledge
) -> Evidence:
    """The three signals and the centroid similarities."""
    library, found = knowledge.library, emphasis(skills)
    title = reading.document.title or reading.parsed.title
    titles = [title] if title else []
    return Evidence(
        title=title,
        signals=Signals(
            skill=skill_signal(found, library),
            alias=knowledge.titles.nearest([*titles, *reading.parsed.title_aliases]),
            kra=kra_signal([span.text for span in reading.sentences], reading.vectors, library),
        ),
        centroids={} if reading.vector is None else centroid_similarities(reading.vector, centroids, library),
        recognised_skills=len(found),
    )


def judge(
    reading: Reading,
    skills: Sequence[ExtractedSkill],
    evidence: Evidence,
    knowledge: Knowledge,
    thresholds: Thresholds,
    arbiter: Arbiter,
) -> Decision:
    """The decision, with the proposed role in case F."""
    decision = decide(evidence, knowledge.library, thresholds, arbiter)
    if decision.case is not DecisionCase.F:
        return decision
    texts = [span.text for span in reading.sentences]
    proposed = capture.proposed_role(evidence.title, reading.parsed, skills, texts, knowledge.library)
    return replace(decision, new_role=proposed)


async def decided(
    uid: str,
    reading: Reading,
    skills: Sequence[ExtractedSkill],
    evidence: Evidence,
    knowledge: Knowledge,
    thresholds: Thresholds,
    advisor: Advisor,
) -> tuple[Decision, Warnings]:
    """The decision on a run (uid). Where the rules leave it to the arbiter, a model is asked before the vote counts."""
    question = Question()
    decision = judge(reading, skills, evidence, knowledge, thresholds, question)
    verdict, warnings = await advisor.verdict(
        uid,
        question.candidates,
        evidence,
        skills,
        [span.text for span in reading.sentences],
        reading.document,
        knowledge.library,
        thresholds,
    )
    if verdict is None:
        return decision, warnings
    ruled = judge(reading, skills, evidence, knowledge, thresholds, Ruling(verdict))
    return replace(ruled, by_model=True), warnings


class Pipeline:
    """The three steps over one graph. Keeps no state but caches: any number of them serve one Neo4j."""

    def __init__(
        self, graph: Graph, embedder: Embedder, thresholds: Thresholds, advisor: Advisor | None = None
    ) -> None:
        self.graph = graph
        self.knowledge = KnowledgeCache(graph, embedder)
        self.embedder = embedder
        self.thresholds = thresholds
        self.advisor = advisor or Advisor()
        self._is_watched = True
        self._readings: OrderedDict[tuple[str, str | None], Reading] = OrderedDict()

    def over(self, rehearsal: Graph) -> Self:
        """The same pipeline over a rehearsal of its graph, with the same caches: the library is the kept one.

        No model is called: a call is paid for, and a rehearsal is taken back.
        """
        other = copy(self)
        other.graph = rehearsal
        other.advisor = self.advisor.rehearsing()
        other._is_watched = False
        return other

    async def run(self, request: Request, listen: Listener = silent) -> Run:
        """All three steps. A run that was finished before is answered as it is. Raises InvalidInput."""
        run = await self.extract(request, listen)
        try:
            if run.finished_step is RunStep.EXTRACT:
                run = await self.details(run.uid, None, listen)
            if run.finished_step in (RunStep.DETAILS, RunStep.FINALIZE):
                run = await self.finalize(run.uid, None, listen)
        except Busy:
            return await runs.by_uid(self.graph, run.uid)
        return run

    async def extract(self, request: Request, listen: Listener = silent) -> Run:
        """Step 1. Answers the run of the same key where there is one. Raises InvalidInput."""
        text, title = checked(request)
        run, created = await runs.start(
            self.graph,
            key=request.idempotency_key,
            sha256=text_digest(text),
            text=text,
            title=title,
            rejection=refuse(text),
        )
        if run.status is RunStatus.REJECTED or run.finished_step is not None:
            return run
        if not created and not await runs.claim(self.graph, run.uid):
            return run
        return await self._guarded(run, self._extract, listen)

    async def _extract(self, run: Run, listen: Listener) -> Run:
        began = time.monotonic()
        await self._tell(run.uid, "parse", 0.05, "reading the job description", listen)
        knowledge = await self.knowledge.current()
        if not knowledge.library.roles or not knowledge.library.skills:
            raise InvalidInput("the taxonomy is empty; load the starter library first: graph-service load")
        reading = await self._read(run)
        await self._tell(run.uid, "extract", 0.3, "finding the skills", listen)
        skills = await asyncio.to_thread(extract, reading.document, knowledge.dictionary, knowledge.library)
        (parsed, of_fields), (skills, of_skills) = await asyncio.gather(
            self.advisor.fields(run.uid, reading.parsed, reading.document),
            self.advisor.skills(run.uid, skills, reading.document, knowledge),
        )
        reading = replace(reading, parsed=parsed)
        await self._tell(run.uid, "decide", 0.45, f"weighing {counted(len(skills), 'skill')}", listen)
        centroids = await library_store.centroids(self.graph)
        evidence = await asyncio.to_thread(weigh, reading, skills, centroids, knowledge)
        decision, of_decision = await decided(
            run.uid, reading, skills, evidence, knowledge, self.thresholds, self.advisor
        )
        await runs.save_found(self.graph, run.uid, skills)
        return await runs.save(
            self.graph,
            run.uid,
            status=RunStatus.AWAITING_CONFIRMATION,
            finished_step=RunStep.EXTRACT,
            library_version=knowledge.library.version,
            parsed=reading.parsed,
            skills=skills,
            evidence=evidence,
            decision=decision,
            warnings=_each_once(tuple(caveats(evidence, len(reading.sentences))), of_fields, of_skills, of_decision),
            duration_ms=_elapsed(began),
        )

    async def details(
        self,
        uid: str,
        skills: Sequence[str] | None,
        listen: Listener = silent,
        *,
        renamed: Mapping[str, str] | None = None,
        secondary: Sequence[str] = (),
    ) -> Run:
        """Step 2, with the skills to go on with, see `Choice`; None keeps them all. Raises InvalidInput."""
        run = await runs.by_uid(self.graph, uid)
        is_changed = skills is not None or renamed or secondary
        if run.finished_step in (RunStep.DETAILS, RunStep.FINALIZE) and not is_changed:
            return run
        _require(run, (RunStep.EXTRACT, RunStep.DETAILS), "extractFromJd")
        choice = checked_choice(Choice(skills, renamed or {}, secondary), run) if is_changed else None
        await self._claim(run)
        return await self._guarded(run, lambda run, listen: self._details(run, choice, listen), listen)

    async def _details(self, run: Run, choice: Choice | None, listen: Listener) -> Run:
        began = time.monotonic()
        await self._tell(run.uid, "place", 0.55, "matching skills to the library and placing new ones", listen)
        knowledge = await self.knowledge.current()
        if choice is not None:
            run = replace(run, skills=renamed_skills(run.skills, choice.renamed, knowledge))
        run = await self._caught_up(run, knowledge)
        found = run.skills if choice is None else chosen_skills(choice, run, knowledge)
        placements = await asyncio.to_thread(
            place, found, knowledge.index, knowledge.around, self.embedder, self.thresholds
        )
        changes: dict[str, object] = {}
        decision, warnings = run.decision, run.warnings
        if choice is not None:
            evidence, decision, warnings = await self._decided_again(run, found, knowledge)
            changes = {"skills": tuple(found), "evidence": evidence, "decision": decision}
        placements, of_placing = await self.advisor.filed(
            run.uid, placements, decision.role if decision else None, knowledge.library
        )
        await runs.save_found(self.graph, run.uid, placements)
        return await runs.save(
            self.graph,
            run.uid,
            status=RunStatus.AWAITING_CONFIRMATION,
            finished_step=RunStep.DETAILS,
            placements=placements,
            warnings=_each_once(warnings, of_placing),
            duration_ms=(run.duration_ms or 0) + _elapsed(began),
            **changes,
        )

    async def _decided_again(
        self, run: Run, found: Sequence[ExtractedSkill], knowledge: Knowledge
    ) -> tuple[Evidence, Decision, Warnings]:
        """The decision on other skills: who changes them changes what the skill signal says."""
        reading = await self._read(run)
        centroids = await library_store.centroids(self.graph)
        evidence = await asyncio.to_thread(weigh, reading, found, centroids, knowledge)
        decision, of_decision = await decided(
            run.uid, reading, found, evidence, knowledge, self.thresholds, self.advisor
        )
        before = set(caveats(run.evidence, len(reading.sentences))) if run.evidence else set()
        others = tuple(warning for warning in run.warnings if warning not in before)
        return evidence, decision, _each_once(tuple(caveats(evidence, len(reading.sentences))), others, of_decision)

    async def finalize(self, uid: str, role_slug: str | None, listen: Listener = silent) -> Run:
        """Step 3; a role's slug overrides the decision. Finishing twice changes nothing. Raises InvalidInput."""
        run = await runs.by_uid(self.graph, uid)
        if run.finished_step is RunStep.FINALIZE and run.report is not None:
            return run
        _require(run, (RunStep.DETAILS, RunStep.FINALIZE), "extractDetails")
        knowledge = await self.knowledge.current()
        if role_slug is not None and role_slug not in knowledge.library.roles:
            raise NotFound(f"there is no role {role_slug!r}; roles lists those there are", "input.roleSlug")
        if run.finished_step is RunStep.FINALIZE and run.decision and role_slug not in (None, run.decision.role):
            told = f"the links are written for {run.decision.role or 'a new role'} already: only the report is missing"
            raise Conflict(f"{told}; send no roleSlug", "input.roleSlug")
        await self._claim(run)
        return await self._guarded(run, lambda run, listen: self._finalize(run, role_slug, knowledge, listen), listen)

    async def _finalize(self, run: Run, role_slug: str | None, knowledge: Knowledge, listen: Listener) -> Run:
        began = time.monotonic()
        await self._tell(run.uid, "link", 0.75, "writing links", listen)
        run = await self._caught_up(run, knowledge)
        reading = await self._read(run)
        decision = overridden(run.decision, role_slug)
        outcome = await asyncio.to_thread(self._outcome, run, decision, reading, knowledge)
        await runs.save(self.graph, run.uid, decision=decision)
        await runs.finish(self.graph, run.uid, outcome)
        await self._tell(run.uid, "report", 0.95, "writing the report", listen)
        client_report = report.report(
            reading.document,
            reading.parsed,
            run.placements,
            decision,
            reading.sentences,
            reading.vectors,
            knowledge.library,
        )
        client_report, of_wording = await self.advisor.worded(run.uid, client_report, reading.document)
        # Whoever follows the run stops at COMPLETED: that it is done must be told before.
        await self._tell(run.uid, "done", 1.0, "done", listen)
        return await runs.save(
            self.graph,
            run.uid,
            status=RunStatus.COMPLETED,
            report=client_report,
            warnings=_each_once(run.warnings, of_wording),
            duration_ms=(run.duration_ms or 0) + _elapsed(began),
        )

    async def _caught_up(self, run: Run, knowledge: Knowledge) -> Run:
        """The run as curators' changes since its last step make it. Raises Conflict."""
        successors = await runs.successors(self.graph, succession.gone(run, knowledge.library))
        return succession.caught_up(run, knowledge.library, successors)

    async def _read(self, run: Run) -> Reading:
        """The run's text as the stages see it, with the fields that its first step read.

        What was read a moment ago is not embedded again.
        """
        key = (run.job_description, run.job_title)
        reading = self._readings.get(key)
        if reading is None:
            reading = self._readings[key] = await asyncio.to_thread(read_document, *key, self.embedder)
        while len(self._readings) > KEPT_READINGS:
            self._readings.popitem(last=False)
        return replace(reading, parsed=run.parsed) if run.parsed else reading

    def _outcome(self, run: Run, decision: Decision, reading: Reading, knowledge: Knowledge) -> Outcome:
        sentences = [span.text for span in reading.sentences]
        evidence = run.evidence or Evidence(None, Signals())
        vector = reading.vector
        work = worklist(run.placements, decision.role, knowledge.library, self.thresholds)
        return Outcome(
            role=decision.role,
            sha256=text_digest(run.job_description),
            work=work,
            new_skills=self._new_skills(run.placements),
            proposals=capture.proposals(
                run.placements, work, decision, evidence, sentences, reading.vectors, knowledge.library, self.thresholds
            ),
            centroid_step=None if vector is None else vector.tolist(),
            demand=self.thresholds.role_dimension_demand,
            reproposal_growth=self.thresholds.reproposal_growth,
        )

    def _new_skills(self, placements: Sequence[Placement]) -> list[NewSkill]:
        new = [placement for placement in placements if placement.tag is SkillTag.NEW]
        vectors = self.embedder.embed_documents([skill_text(placement.name, None) for placement in new])
        return [_new_skill(placement, vector.tolist()) for placement, vector in zip(new, vectors, strict=True)]

    async def _claim(self, run: Run) -> None:
        if not await runs.claim(self.graph, run.uid):
            raise Busy("another request is at this run; ask for it again when that one is done", "input.runId")

    async def _guarded(self, run: Run, step: Step, listen: Listener) -> Run:
        """Run a step; one that fails, by whatever, gives the run back, so that it can be sent again at once."""
        finished: Run | None = None
        reason = ENDED_EARLY
        try:
            finished = await self._watched(run.uid, step(run, listen))
        except GraphServiceError as error:
            reason = error.message
            raise
        finally:
            if finished is None:
                await asyncio.shield(self._give_back(run, reason))
        return finished

    async def _watched(self, uid: str, step: Coroutine[Any, Any, Run]) -> Run:
        """The step's answer; meanwhile the run is kept as this process's, and stopped if someone asks for it.

        A rehearsal is not watched: its statements come one after the other, and no one else sees it. Raises Conflict.
        """
        if not self._is_watched:
            return await step
        work = asyncio.ensure_future(step)
        watch = asyncio.create_task(self._watch(uid, work))
        try:
            return await work
        except asyncio.CancelledError:
            if watch.done() and not watch.cancelled() and watch.exception() is None:
                raise Conflict("this run was cancelled; send it again to go on with it", "input.runId") from None
            raise
        finally:
            watch.cancel()

    async def _watch(self, uid: str, work: asyncio.Future[Run]) -> None:
        """Say now and then that the run is alive; stop the work, and end, once it is to be cancelled."""
        while True:
            await asyncio.sleep(WATCH_S)
            with contextlib.suppress(StoreUnavailable):
                if await runs.keep_alive(self.graph, uid):
                    work.cancel()
                    return

    async def cancel(self, uid: str) -> Run:
        """Stop a run, in whichever process it is: its calls end, and it can be sent again. Raises InvalidInput.

        `uid` may be its idempotency key, too.
        """
        run = await runs.by_uid(self.graph, uid)
        if run.status not in (RunStatus.QUEUED, RunStatus.RUNNING):
            raise Conflict(f"this run is {run.status.value}: there is nothing to cancel", "id")
        await runs.ask_to_cancel(self.graph, run.uid)
        return run

    async def _give_back(self, run: Run, reason: str) -> None:
        status = RunStatus.AWAITING_CONFIRMATION if run.finished_step else RunStatus.FAILED
        await runs.save(self.graph, run.uid, status=status, failure_reason=reason)

    async def _tell(self, uid: str, step: str, fraction: float, message: str, listen: Listener) -> None:
        listen(step, fraction, message)
        await runs.tell(self.graph, uid, step, fraction, message)


def checked(request: Request) -> tuple[str, str | None]:
    """Text and title, once they can be kept at all. Raises InvalidInput."""
    checked_text(request.job_description, "jobDescription")
    checked_text(request.job_title or "", "jobTitle")
    checked_text(request.idempotency_key or "", "idempotencyKey")
    if len(request.job_description) > MOST_CHARACTERS:
        raise InvalidInput(
            f"jobDescription has {len(request.job_description):,} characters; send one job description of at most "
            f"{MOST_CHARACTERS:,}",
            "input.jobDescription",
        )
    if len(request.idempotency_key or "") > MOST_KEY:
        raise InvalidInput(f"idempotencyKey is longer than {MOST_KEY} characters; send a UUID", "input.idempotencyKey")
    if request.job_title and len(request.job_title) > MOST_TITLE:
        raise InvalidInput(f"jobTitle is longer than {MOST_TITLE} characters; send the title alone", "input.jobTitle")
    title = " ".join(request.job_title.split()) if request.job_title else None
    return request.job_description, title or None


def checked_text(value: str, name: str, field: str | None = None) -> None:
    """Refuse what no database keeps: lone surrogates and NUL. Raises InvalidInput."""
    try:
        value.encode()
    except UnicodeEncodeError:
        message = f"{name} has characters that are no text (lone surrogates); send UTF-8"
        raise InvalidInput(message, field or f"input.{name}") from None
    if "\0" in value:
        raise InvalidInput(f"{name} has NUL characters: it is a binary file; send plain text", field or f"input.{name}")


MOST_KEY = 200
MOST_TITLE = 300
MOST_SKILL_NAME = 120


def checked_skills(names: Sequence[str], field: str = "input.skills") -> list[str]:
    """The caller's skills without blanks and repetitions. Raises InvalidInput."""
    if len(names) > MOST_SKILLS:
        raise InvalidInput(f"skills has {len(names):,} names; send at most {MOST_SKILLS}", field)
    for name in names:
        checked_text(name, "skills", field)
    clean = {normalised(name): " ".join(name.split()) for name in names}
    for name in clean.values():
        if not name or len(name) > MOST_SKILL_NAME or not any(character.isalnum() for character in name):
            raise InvalidInput(f"{name[:40]!r} is no name of a skill; send 1 to {MOST_SKILL_NAME} characters", field)
    return list(clean.values())


def checked_choice(choice: Choice, run: Run) -> Choice:
    """The caller's choice among what a run found, without blanks and repetitions. Raises InvalidInput."""
    known, renamed = _by_spelling(run.skills), dict[str, str]()
    for name, to in choice.renamed.items():
        skill = known.get(normalised(name))
        # The second name is known where the same was sent before.
        if skill is None and normalised(to) not in known:
            told = f"the run found no skill {name[:MOST_SKILL_NAME]!r}; send the name of one of its skills"
            raise InvalidInput(told, "input.renamed")
        renamed[normalised(skill.name if skill else name)] = " ".join(to.split())
    checked_skills(list(renamed.values()), "input.renamed")
    return Choice(
        None if choice.skills is None else checked_skills(choice.skills),
        renamed,
        checked_skills(choice.secondary, "input.secondary"),
    )


def renamed_skills(
    found: Sequence[ExtractedSkill], renamed: Mapping[str, str], knowledge: Knowledge
) -> tuple[ExtractedSkill, ...]:
    """What was found, under the caller's names (normal form of the found one → the caller's).

    A renamed skill keeps the words that say it, and stays primary or secondary.
    """
    return tuple(
        replace(_named(name, skill.is_primary, knowledge), evidence=skill.evidence, note=f"renamed from {skill.name!r}")
        if (name := renamed.get(normalised(skill.name)))
        else skill
        for skill in found
    )


def chosen_skills(choice: Choice, run: Run, knowledge: Knowledge) -> list[ExtractedSkill]:
    """The skills to go on with: those that the run found keep their evidence, others are the caller's.

    The run's are renamed already.
    """
    found = _by_spelling(run.skills)
    kept = [skill.name for skill in run.skills] if choice.skills is None else choice.skills
    secondary = frozenset(choice.secondary)
    chosen: dict[str, ExtractedSkill] = {}
    for name in (*kept, *choice.renamed.values(), *choice.secondary):
        skill = found.get(normalised(name)) or _named(name, name not in secondary, knowledge)
        key = skill.skill or normalised(skill.name)
        chosen[key] = succession.united(chosen[key], skill) if key in chosen else skill
    return list(chosen.values())


def _by_spelling(skills: Sequence[ExtractedSkill]) -> dict[str, ExtractedSkill]:
    """Skills by what they may be called, in its normal form; a name counts before another's alias."""
    aliases = {normalised(alias): skill for skill in skills for alias in (skill.matched_alias, skill.term) if alias}
    return aliases | {normalised(skill.name): skill for skill in skills}


def _named(name: str, is_primary: bool, knowledge: Knowledge) -> ExtractedSkill:
    """A skill by the caller's name."""
    match = knowledge.index.by_spelling(name)
    return ExtractedSkill(
        knowledge.library.skills[match.skill].name if match else name,
        is_primary,
        SkillTag.IN_DB if match else SkillTag.NEW,
        match.skill if match else None,
        match.spelling if match else None,
        (),
        match.method if match else MatchMethod.NONE,
        term=name,
    )


def overridden(decision: Decision | None, role: str | None) -> Decision:
    """The decision, or the caller's own."""
    if decision is None:
        raise Conflict("this run has no decision; run extractFromJd first", "input.runId")
    if role is None or role == decision.role:
        return decision
    was = decision.role or "a new role"
    return replace(
        decision,
        role=role,
        confidence=1.0,
        reasoning=f"The caller chose {role} in place of {was}. Before: {decision.reasoning}",
        is_new_role=False,
        new_role=None,
        runner_up=None,
        margin=0.0,
        sub_role=None,
        proposed_alias=None,
        by_caller=True,
        by_model=False,
    )


def text_digest(text: str) -> str:
    """What makes two job descriptions the same: the text but for white space."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def _new_skill(placement: Placement, vector: list[float]) -> NewSkill:
    key = f"{placement.category} / {placement.sub_category}" if placement.category else None
    properties = {
        "name": placement.name,
        "nature": placement.nature.value if placement.nature else None,
        "volatility": placement.volatility.value if placement.volatility else None,
        "lifespan": placement.lifespan.value if placement.lifespan else None,
        "versionStrategy": placement.version_strategy.value if placement.version_strategy else None,
        "confidence": placement.dimensions[0].score if placement.dimensions else 0.0,
        "isExtractable": True,
        "contextTags": [],
        "embedding": vector,
    }
    return NewSkill(slugify(placement.name), key, properties)


def _require(run: Run, steps: Sequence[RunStep], before: str) -> None:
    if run.status is RunStatus.REJECTED:
        raise Conflict(f"this run was rejected: {run.rejection_reason}", "input.runId")
    if run.finished_step not in steps:
        raise Conflict(f"this run is not so far yet, or past it; {before} comes before", "input.runId")


def _each_once(*warnings: Warnings) -> Warnings:
    return tuple(dict.fromkeys(warning for some in warnings for warning in some))


def _elapsed(began: float) -> int:
    """Milliseconds since a monotonic time."""
    return int((time.monotonic() - began) * 1000)
