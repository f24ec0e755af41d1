// Start a run, or find the one that was started with the same key.
// parameters: key, uid, sha256, text, title, status, reason
// rows: uid, created, sha256
MERGE (run:PipelineRun {idempotencyKey: $key})
ON CREATE SET
  run.uid = $uid, run.status = $status, run.rejectionReason = $reason, run.textSha256 = $sha256,
  run.createdAt = datetime(), run.updatedAt = datetime(), run.jobDescription = $text, run.jobTitle = $title
RETURN run.uid AS uid, run.uid = $uid AS created, run.textSha256 AS sha256
