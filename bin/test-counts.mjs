import { readFileSync } from 'node:fs'

/** How many tests passed, failed and were skipped, as the runners' own reports say it. */

/** Vitest's report. A file that does not load has no tests, and counts as one failure. */
export function countTests(path) {
  const report = readReport(path)
  if (report === null) return NOTHING_READ
  const brokenFiles = report.testResults.filter(
    file => file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed'),
  ).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** Playwright's report. What broke outside of any story (a file that does not load) counts as a failure each. */
export function countStories(path) {
  const report = readReport(path)
  if (report === null) return NOTHING_READ
  const { expected, unexpected, flaky, skipped } = report.stats
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped }
}

export function addCounts(counts) {
  const sum = name => counts.reduce((total, count) => total + count[name], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

/** A runner that left no report has failed. */
const NOTHING_READ = { passed: 0, failed: 1, skipped: 0 }

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
