// What a run's placements are summed up from: placements, text, and the last finished step.
// parameters:
// rows: value
[node.placements, node.jobDescription, node.finishedStep]
