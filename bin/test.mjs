import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { provideTools } from './tools.mjs'

/** `npm test`: tools, generated clients, house rules, build, every test; ends with one plain line of counts. */
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const REPORT = 'test-results/vitest.json'

function run(title, command, args) {
  const startedAt = Date.now()
  console.log(`\n== ${title}`)
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', CI: process.env.CI ?? 'true' },
  })
  console.log(`== ${title}: ${status === 0 ? 'ok' : 'FAILED'} in ${Math.round((Date.now() - startedAt) / 1000)} s`)
  return status === 0
}

/** Counts from the report itself. A file that does not load has no tests, and counts as one failure. */
function readCounts() {
  const report = JSON.parse(readFileSync(`${ROOT}/${REPORT}`, 'utf8'))
  const brokenFiles = report.testResults.filter(
    file => file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed'),
  ).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

for (const line of provideTools()) console.log(line)
mkdirSync(`${ROOT}/test-results`, { recursive: true })
rmSync(`${ROOT}/${REPORT}`, { force: true })

const steps = [
  run('generate', 'npm', ['run', '--silent', 'generate']) && run('check', 'npm', ['run', '--silent', 'check']),
  run('build', process.execPath, ['bin/build.mjs']),
  run('tests', process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${REPORT}`,
    ...process.argv.slice(2),
  ]),
]

let counts
try {
  counts = readCounts()
} catch {
  counts = { passed: 0, failed: 1, skipped: 0 }
}
const isOk = steps.every(Boolean) && counts.failed === 0
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
if (!steps[0]) console.log('\ncheck: failed')
if (!steps[1]) console.log('\nbuild: failed')
console.log(`\ntests: ${counts.passed} passed, ${counts.failed} failed${skipped}`)
process.exit(isOk ? 0 : 1)
