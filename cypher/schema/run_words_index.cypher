// An index of the words of job descriptions and their titles. None is too common to be looked for.
// parameters:
// rows:
CREATE FULLTEXT INDEX run_words IF NOT EXISTS FOR (run:PipelineRun) ON EACH [run.jobDescription, run.jobTitle]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}
