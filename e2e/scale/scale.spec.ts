import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, test as base, expect, type Page } from '@playwright/test'
import { buildSubjects } from '@/bench/subject'
import { type BenchUpstream, startUpstream } from '@/bench/upstream'
import { CLIENT_TOKEN } from '@/bench/workload'
import { type Running, startKeywheel } from '@/bin/running.fixture'
import { ADMIN, signIn } from '../people'
import { dashboardPages, type Examples } from '../places'
import { fillFolder, type Size } from './filled-folder'
import { type Latency, measureGateway } from './load'
import { residentMb, scriptWeight, timesOf } from './measures'
import { everyQuestion } from './questions'
import { Report } from './report'

const ANSWER_LIMIT_MS = 50
const SCRIPT_LIMIT_BYTES = 350 * 1024
const P99_RISE_LIMIT_MS = 20
const OPEN_PAGES = 4
const REQUESTS_PER_SECOND = 200

type World = { size: Size; report: Report; keywheel: Running; examples: Examples; startMs: number }

const test = base.extend<object, { size: Size; loadSeconds: number; world: World }>({
  size: [
    { keys: 1000, attempts: 50_000 },
    { option: true, scope: 'worker' },
  ],
  loadSeconds: [5, { option: true, scope: 'worker' }],
  world: [
    async ({ size }, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'keywheel-scale-'))
      const examples = await fillFolder(folder, size)
      const upstream = await startBareUpstream(folder)
      const startedAt = performance.now()
      const keywheel = await startKeywheel({
        KEYWHEEL_DATA_DIR: folder,
        KEYWHEEL_ADMIN_EMAIL: ADMIN.email,
        KEYWHEEL_ADMIN_PASSWORD: ADMIN.password,
        KEYWHEEL_CLIENT_TOKEN: CLIENT_TOKEN,
        KEYWHEEL_GROQ_ORIGIN: upstream.origin,
        KEYWHEEL_LOG_LEVEL: 'warn',
      })
      const report = new Report(size)
      await use({ size, report, keywheel, examples, startMs: performance.now() - startedAt })
      report.write()
      await keywheel.stop()
      await upstream.stop()
      rmSync(folder, { recursive: true })
    },
    { scope: 'worker', timeout: 600_000 },
  ],
})

test.describe.configure({ mode: 'default', timeout: 600_000 })

test('every question of the admin API is answered within 50 ms', async ({ browser, world }) => {
  const { keywheel, examples, report, startMs } = world
  const page = await openSignedIn(browser, keywheel)
  const cookies = await page.context().cookies()
  const headers = { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') }
  const rows: [string, number, number, number, number][] = []
  for (const path of everyQuestion(examples, Date.now())) {
    const { p50Ms, p90Ms, p99Ms, bytes } = await timesOf(keywheel.dashboard + path, headers)
    rows.push([path, p50Ms, p90Ms, p99Ms, bytes / 1024])
  }
  report.table(['start, ms', 'resident, MB'], [[startMs, residentMb(keywheel.pid)]])
  report.table(['question', 'p50, ms', 'p90, ms', 'p99, ms', 'answer, KB'], rows)
  await page.context().close()
  expect(rows.filter(([, p50Ms]) => p50Ms > ANSWER_LIMIT_MS).map(([path]) => path)).toEqual([])
})

test('the first load of every page brings at most 350 KB of compressed script, before charts are drawn', async ({
  browser,
  world,
}) => {
  const { keywheel, examples, report } = world
  const rows: [string, number, number, number][] = []
  for (const path of dashboardPages(examples)) {
    const page = await openSignedIn(browser, keywheel)
    const { bytes, plotBytes, scripts } = await scriptWeight(page, path)
    rows.push([path, bytes / 1024, plotBytes / 1024, scripts])
    await page.context().close()
  }
  report.table(['page', 'script, KB compressed', 'charts, KB', 'files'], rows)
  expect(rows.filter(([, kilobytes]) => kilobytes * 1024 > SCRIPT_LIMIT_BYTES).map(([path]) => path)).toEqual([])
})

test('four open overviews raise the p99 of the gateway by at most 20 ms', async ({ browser, world, loadSeconds }) => {
  const { keywheel, report } = world
  // What else the machine does only adds, so the quietest of three runs is the truest one.
  const measure = async () => {
    const runs = [await measureOnce(), await measureOnce(), await measureOnce()]
    return runs.reduce((best, run) => (run.p99Ms < best.p99Ms ? run : best))
  }
  const measureOnce = () => measureGateway(keywheel.gateway, REQUESTS_PER_SECOND, loadSeconds)
  await measureOnce()
  const alone = await measure()
  const pages: Page[] = []
  for (let count = 0; count < OPEN_PAGES; count += 1) {
    const page = await openSignedIn(browser, keywheel)
    await page.goto('/')
    await page.getByRole('heading', { level: 1 }).waitFor()
    pages.push(page)
  }
  const watched = await measure()
  await Promise.all(pages.map(page => page.context().close()))
  const row = (name: string, { p50Ms, p99Ms, requests, failed }: Latency) => [name, p50Ms, p99Ms, requests, failed]
  report.table(
    ['gateway at 200 requests/s', 'p50, ms', 'p99, ms', 'requests', 'failed'],
    [row('nobody watches', alone), row('four overviews', watched)],
  )
  expect(watched.failed).toBe(0)
  expect(watched.p99Ms - alone.p99Ms).toBeLessThanOrEqual(P99_RISE_LIMIT_MS)
})

async function openSignedIn(browser: Browser, { dashboard }: Running): Promise<Page> {
  const context = await browser.newContext({ baseURL: dashboard })
  await signIn(context, ADMIN)
  return context.newPage()
}

async function startBareUpstream(folder: string): Promise<BenchUpstream> {
  // Beside the packages, so that what is bundled finds them.
  await buildSubjects(process.cwd(), folder, ['mock'])
  return startUpstream(join(folder, 'upstream'), join(folder, 'mock.mjs'))
}
