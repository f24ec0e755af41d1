"""The labels of the graph, their properties and what is unique: the one place that declares them.

Constraints and indexes are installed from here. Vector indexes are not: their size depends on the embedding
model, so they are statements of their own (`cypher/schema`).
"""

from __future__ import annotations

from neomodel import (
    ArrayProperty,
    AsyncRelationshipTo,
    AsyncStructuredNode,
    AsyncStructuredRel,
    BooleanProperty,
    DateTimeNeo4jFormatProperty,
    FloatProperty,
    FulltextIndex,
    IntegerProperty,
    StringProperty,
)

WORDS = FulltextIndex(analyzer="standard-folding")


class HasAlias(AsyncStructuredRel):
    """Of which type a spelling is for its owner, and when it counts."""

    type = StringProperty(required=True)
    isPrimary = BooleanProperty(default=False)
    matchStrategy = StringProperty(required=True)
    origin = StringProperty()


class Link(AsyncStructuredRel):
    """A link to a dimension: who wrote it, when, how sure it was, and how often it was confirmed since."""

    origin = StringProperty(required=True)
    runId = StringProperty()
    createdAt = DateTimeNeo4jFormatProperty()
    confirmedAt = DateTimeNeo4jFormatProperty()
    confirmations = IntegerProperty(default=0)
    confidence = FloatProperty(default=1.0)
    evidence = ArrayProperty(StringProperty())
    position = IntegerProperty()


class Found(AsyncStructuredRel):
    """That a run found a skill, and the words that say so."""

    isPrimary = BooleanProperty()
    evidence = ArrayProperty(StringProperty())


class Taxonomy(AsyncStructuredNode):
    """One node: what the whole taxonomy has in common. `version` grows with each change to it."""

    uid = StringProperty(unique_index=True, required=True)
    version = IntegerProperty(default=0)
    libraryDigest = StringProperty()
    embeddingModel = StringProperty()
    embeddingDimensions = IntegerProperty()


class Revision(AsyncStructuredNode):
    """One node: what marks the last change of what is read of the taxonomy, runs' links too, and when that was."""

    uid = StringProperty(unique_index=True, required=True)
    stamp = StringProperty()
    at = DateTimeNeo4jFormatProperty()


class Category(AsyncStructuredNode):
    """A broad group of skills by what they are."""

    name = StringProperty(unique_index=True, required=True)


class SubCategory(AsyncStructuredNode):
    """A narrow group of skills by what they are; `key` is category and name."""

    key = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True)
    category = AsyncRelationshipTo("Category", "PART_OF")


class Alias(AsyncStructuredNode):
    """A spelling. The edges from its owners say what it is to them.

    `ruling` is HOMONYM where a curator let several of one kind have it.
    """

    normalized = StringProperty(unique_index=True, required=True)
    text = StringProperty(required=True, fulltext_index=WORDS)
    ruling = StringProperty()


class Dimension(AsyncStructuredNode):
    """A named group of skills that roles work in."""

    uid = StringProperty(unique_index=True, required=True)
    slug = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True, fulltext_index=WORDS)
    rationale = StringProperty()
    difficulty = StringProperty()
    embedding = ArrayProperty(FloatProperty())
    digest = StringProperty()
    origin = StringProperty()
    createdAt = DateTimeNeo4jFormatProperty()


class Skill(AsyncStructuredNode):
    """One canonical thing that a person can be good at."""

    uid = StringProperty(unique_index=True, required=True)
    slug = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True, index=True)
    description = StringProperty(fulltext_index=WORDS)
    status = StringProperty(required=True, index=True)
    nature = StringProperty()
    volatility = StringProperty()
    lifespan = StringProperty()
    versionStrategy = StringProperty()
    era = StringProperty()
    confidence = FloatProperty()
    maturityReasoning = StringProperty()
    isExtractable = BooleanProperty(default=True)
    contextTags = ArrayProperty(StringProperty())
    embedding = ArrayProperty(FloatProperty())
    digest = StringProperty()
    origin = StringProperty()
    runId = StringProperty()
    createdAt = DateTimeNeo4jFormatProperty()
    sub_category = AsyncRelationshipTo("SubCategory", "IN_SUBCATEGORY")
    aliases = AsyncRelationshipTo("Alias", "HAS_ALIAS", model=HasAlias)
    dimensions = AsyncRelationshipTo("Dimension", "IN_DIMENSION", model=Link)
    candidate_dimensions = AsyncRelationshipTo("Dimension", "CANDIDATE_FOR", model=Link)
    related = AsyncRelationshipTo("Skill", "RELATED_TO")
    merged_into = AsyncRelationshipTo("Skill", "MERGED_INTO")


class KRA(AsyncStructuredNode):
    """One sentence on what a role is responsible for."""

    uid = StringProperty(unique_index=True, required=True)
    text = StringProperty(required=True, fulltext_index=WORDS)
    embedding = ArrayProperty(FloatProperty())
    origin = StringProperty()
    createdAt = DateTimeNeo4jFormatProperty()


class Role(AsyncStructuredNode):
    """A job. `centroid` is the mean embedding of the `centroidCount` job descriptions that were resolved to it."""

    uid = StringProperty(unique_index=True, required=True)
    slug = StringProperty(unique_index=True, required=True)
    name = StringProperty(required=True, index=True)
    family = StringProperty()
    archetype = StringProperty()
    description = StringProperty()
    embedding = ArrayProperty(FloatProperty())
    centroid = ArrayProperty(FloatProperty())
    centroidCount = IntegerProperty(default=0)
    digest = StringProperty()
    origin = StringProperty()
    createdAt = DateTimeNeo4jFormatProperty()
    aliases = AsyncRelationshipTo("Alias", "HAS_ALIAS", model=HasAlias)
    dimensions = AsyncRelationshipTo("Dimension", "HAS_DIMENSION", model=Link)
    candidate_dimensions = AsyncRelationshipTo("Dimension", "CANDIDATE_FOR", model=Link)
    kras = AsyncRelationshipTo("KRA", "HAS_KRA")
    specialises = AsyncRelationshipTo("Role", "SPECIALISES")


class JobDescription(AsyncStructuredNode):
    """A text, once however often it is sent: what counts as a different job description counts here."""

    sha256 = StringProperty(unique_index=True, required=True)
    createdAt = DateTimeNeo4jFormatProperty()
    role = AsyncRelationshipTo("Role", "COUNTED_IN")
    asked_for = AsyncRelationshipTo("Dimension", "ASKED_FOR")


class PipelineRun(AsyncStructuredNode):
    """One job description through the pipeline. What the stages found is kept whole, as JSON."""

    uid = StringProperty(unique_index=True, required=True)
    idempotencyKey = StringProperty(unique_index=True)
    status = StringProperty(required=True, index=True)
    finishedStep = StringProperty()
    createdAt = DateTimeNeo4jFormatProperty(index=True)
    updatedAt = DateTimeNeo4jFormatProperty()
    durationMs = IntegerProperty()
    jobDescription = StringProperty()
    jobTitle = StringProperty()
    textSha256 = StringProperty()
    rejectionReason = StringProperty()
    failureReason = StringProperty()
    libraryVersion = IntegerProperty()
    parsed = StringProperty()
    extracted = StringProperty()
    evidence = StringProperty()
    decision = StringProperty()
    decisionCase = StringProperty(index=True)
    decisionRole = StringProperty(index=True)
    placements = StringProperty()
    persistence = StringProperty()
    report = StringProperty()
    warnings = ArrayProperty(StringProperty())
    progressStep = StringProperty()
    progressFraction = FloatProperty()
    progressMessage = StringProperty()
    job = AsyncRelationshipTo("JobDescription", "OF")
    role = AsyncRelationshipTo("Role", "RESOLVED_TO")
    found = AsyncRelationshipTo("Skill", "FOUND", model=Found)
    proposed = AsyncRelationshipTo("ReviewItem", "PROPOSED")
    repeated = AsyncRelationshipTo("ReviewItem", "REPEATED")
    llmUsd = FloatProperty()
    cancelRequested = BooleanProperty()
    made = AsyncRelationshipTo("LLMCall", "MADE")


class LLMCall(AsyncStructuredNode):
    """One call of a language model, with what it was asked by, what it answered and what it cost."""

    uid = StringProperty(unique_index=True, required=True)
    requestSha256 = StringProperty(index=True)
    at = DateTimeNeo4jFormatProperty(index=True)
    step = StringProperty(required=True)
    model = StringProperty(required=True)
    promptName = StringProperty()
    promptVersion = IntegerProperty()
    promptSha256 = StringProperty()
    promptTokens = IntegerProperty()
    completionTokens = IntegerProperty()
    cachedTokens = IntegerProperty()
    costUsd = FloatProperty()
    priced = BooleanProperty()
    durationMs = IntegerProperty()
    attempts = IntegerProperty()
    failures = ArrayProperty(StringProperty())
    status = StringProperty(required=True)
    response = StringProperty()
    error = StringProperty()
    reusedFrom = StringProperty()


class LLMDay(AsyncStructuredNode):
    """What the calls of a day (UTC) have cost: what the day's cap is compared with."""

    day = StringProperty(unique_index=True, required=True)
    usd = FloatProperty(default=0.0)


class LLMReservation(AsyncStructuredNode):
    """Dollars held back for a call that has not ended."""

    uid = StringProperty(unique_index=True, required=True)
    usd = FloatProperty(required=True)
    expiresAt = DateTimeNeo4jFormatProperty()
    run = AsyncRelationshipTo("PipelineRun", "HELD_OF")
    day = AsyncRelationshipTo("LLMDay", "HELD_OF")


class ReviewItem(AsyncStructuredNode):
    """What a curator has to decide. `key` is kind and subject: a second job description adds to `count`.

    `rejectedCount` is what `count` was when it was last rejected.
    """

    uid = StringProperty(unique_index=True, required=True)
    key = StringProperty(unique_index=True, required=True)
    kind = StringProperty(required=True, index=True)
    status = StringProperty(required=True, index=True)
    text = StringProperty(required=True)
    similarity = FloatProperty()
    count = IntegerProperty(default=0)
    details = StringProperty()
    source = StringProperty()
    promptVersion = StringProperty()
    createdAt = DateTimeNeo4jFormatProperty()
    updatedAt = DateTimeNeo4jFormatProperty()
    decidedAt = DateTimeNeo4jFormatProperty()
    decidedBy = StringProperty()
    reason = StringProperty()
    resolution = StringProperty()
    rejectedCount = IntegerProperty()
    about_role = AsyncRelationshipTo("Role", "ABOUT")
    about_skill = AsyncRelationshipTo("Skill", "ABOUT")
    about_dimension = AsyncRelationshipTo("Dimension", "ABOUT")


class AuditEvent(AsyncStructuredNode):
    """What was done to the taxonomy, by whom and when.

    `version` is the taxonomy's afterwards, `subjects` are the uids of the nodes that it is about, `touched` names every
    node and edge that it changed, and `changes` holds them before and after, as JSON.
    """

    uid = StringProperty(unique_index=True, required=True)
    action = StringProperty(required=True)
    actor = StringProperty(required=True)
    at = DateTimeNeo4jFormatProperty(index=True)
    summary = StringProperty()
    version = IntegerProperty(index=True)
    undone = BooleanProperty(default=False)
    subjects = ArrayProperty(StringProperty())
    touched = ArrayProperty(StringProperty())
    changes = StringProperty()
    changed = AsyncRelationshipTo("Skill", "CHANGED")
    undoes = AsyncRelationshipTo("AuditEvent", "UNDOES")


class ApiKey(AsyncStructuredNode):
    """Who may call the API. The key itself is kept nowhere: `digest` is its SHA-256, `prefix` how it begins."""

    uid = StringProperty(unique_index=True, required=True)
    name = StringProperty(unique_index=True, required=True)
    digest = StringProperty(unique_index=True, required=True)
    prefix = StringProperty(required=True)
    role = StringProperty(required=True)
    createdAt = DateTimeNeo4jFormatProperty()
    lastUsedAt = DateTimeNeo4jFormatProperty()
    revokedAt = DateTimeNeo4jFormatProperty()


LABELS: tuple[type[AsyncStructuredNode], ...] = (
    Taxonomy,
    Revision,
    Category,
    SubCategory,
    Alias,
    Dimension,
    Skill,
    KRA,
    Role,
    JobDescription,
    PipelineRun,
    LLMCall,
    LLMDay,
    LLMReservation,
    ReviewItem,
    AuditEvent,
    ApiKey,
)
