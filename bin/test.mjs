import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { addCounts, countStories, countTests } from './test-counts.mjs'
import { hasTool, provideTools } from './tools.mjs'

/**
 * `npm test`: tools, generated clients, house rules, build, every test, every story in the browser; ends with one plain
 * line of counts. With arguments, they choose among the test files, and the stories are left out.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TESTS = 'test-results/vitest.json'
const STORIES = 'test-results/stories.json'
const chosen = process.argv.slice(2)

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

const runTests = () =>
  run('tests', process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${TESTS}`,
    ...chosen,
  ])
const runStories = () =>
  run('stories', process.execPath, ['node_modules/@playwright/test/cli.js', 'test', '--project=measures'])

for (const line of provideTools()) console.log(line)
mkdirSync(`${ROOT}/test-results`, { recursive: true })
for (const report of [TESTS, STORIES]) rmSync(`${ROOT}/${report}`, { force: true })

const isChecked =
  run('generate', 'npm', ['run', '--silent', 'generate']) && run('check', 'npm', ['run', '--silent', 'check'])
const isBuilt = run('build', process.execPath, ['bin/build.mjs'])
const steps = [isChecked, isBuilt, runTests()]
const counts = [countTests(`${ROOT}/${TESTS}`)]
if (chosen.length === 0 && hasTool('chromium')) {
  steps.push(runStories())
  counts.push(countStories(`${ROOT}/${STORIES}`))
}

const { passed, failed, skipped } = addCounts(counts)
if (!isChecked) console.log('\ncheck: failed')
if (!isBuilt) console.log('\nbuild: failed')
if (chosen.length === 0 && !hasTool('chromium')) console.log('\nstories: not run, because there is no Chromium')
console.log(`\ntests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(steps.every(Boolean) && failed === 0 ? 0 : 1)
