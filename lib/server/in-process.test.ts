import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'

/** A real application: a process of its own that imports the bundle, as one outside this repository would. */

const run = promisify(execFile)
const RUN_LIMIT_MS = 30_000

let simulator: Simulator
/** Below the project, so that the bundle finds its packages. */
let folder: string

beforeAll(async () => {
  simulator = await startSimulator({ acceptAnyKey: true })
  await mkdir('dist', { recursive: true })
  folder = await mkdtemp('dist/in-process-test-')
  await build({
    entryPoints: { keywheel: 'lib/server/in-process.ts' },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
  })
})
afterAll(async () => {
  await simulator.close()
  await rm(folder, { recursive: true })
})
beforeEach(() => simulator.reset())

/** Runs an application to its own end and gives what it printed; `dataFolder` outlives it. */
async function runApplication(source: string, dataFolder: string): Promise<{ printed: unknown; errors: string }> {
  const file = join(folder, `application-${Math.random().toString(36).slice(2)}.mjs`)
  const imports = `import { closeKeywheel, ExhaustedError, gemini, getBestApiKey, withKey } from './keywheel.mjs'\n`
  await writeFile(file, `${imports}import Groq from 'groq-sdk'\n${source}`)
  const env = {
    NODE_ENV: 'production' as const,
    PATH: process.env.PATH,
    KEYWHEEL_DATA_DIR: join(folder, dataFolder),
    KEYWHEEL_GROQ_ORIGIN: simulator.origin('groq'),
    KEYWHEEL_GEMINI_ORIGIN: simulator.origin('gemini'),
    GROQ_API_KEY: 'gsk_canaryfirst000000001',
    GROQ_API_KEY_2: 'gsk_canarysecond00000002',
    GEMINI_API_KEY: 'AIzaCanaryOnly0000000000000000000000003',
  }
  const { stdout, stderr } = await run(process.execPath, [file], { env, timeout: RUN_LIMIT_MS })
  return { printed: JSON.parse(stdout), errors: stderr }
}

const ASK_GROQ = `
const trail = []
const answer = await withKey('groq', ({ apiKey, origin, key, signal }) => {
  trail.push(key.name)
  const groq = new Groq({ apiKey, baseURL: origin, maxRetries: 0 })
  return groq.chat.completions.create({ model: 'a-model', messages: [{ role: 'user', content: '[[bytes=40]]' }] }, { signal })
}, { model: 'a-model' })
console.log(JSON.stringify({ length: answer.choices[0].message.content.length, trail }))
`

test('an application changes keys in its own process, ends by itself, and the next one remembers', async () => {
  simulator.fault({ service: 'groq', kind: 'minute-limit', secret: 'gsk_canaryfirst000000001', retryAfterMs: 600_000 })
  const first = await runApplication(ASK_GROQ, 'remembering')
  expect(first.printed).toEqual({ length: 40, trail: ['GROQ_API_KEY', 'GROQ_API_KEY_2'] })
  simulator.clearFaults()
  const second = await runApplication(ASK_GROQ, 'remembering')
  expect(second.printed).toEqual({ length: 40, trail: ['GROQ_API_KEY_2'] })
  expect(first.errors + second.errors).not.toContain('canary')
})

test('the ready Gemini client, a lease by hand, and a clear end when no key is left', async () => {
  const application = `
const { text, key, attempts } = await gemini.generateContent('gemini-2.5-flash', 'say [[bytes=40]]')
let streamed = ''
for await (const piece of (await gemini.generateContentStream('gemini-2.5-flash', '[[chunks=3]]')).text) streamed += piece
const byHand = []
for (let count = 0; count < 2; count++) {
  const best = await getBestApiKey('groq', { model: 'a-model' })
  byHand.push((await best.report({ status: 401 })).kind)
}
const ended = await getBestApiKey('groq').catch(error => error)
const known = ended instanceof ExhaustedError
await closeKeywheel()
console.log(JSON.stringify({ length: text.length, key, attempts, streamed: streamed.length, byHand, known, said: ended.message }))
process.exit(0)
`
  simulator.fault({ service: 'groq', kind: 'bad-key' })
  const { printed } = await runApplication(application, 'by-hand')
  expect(printed).toMatchObject({
    length: 40,
    key: expect.stringContaining('…'),
    attempts: 1,
    streamed: 72,
    byHand: ['key-rejected', 'key-rejected'],
    known: true,
    said: 'None of the 2 keys of groq can be used.',
  })
})
