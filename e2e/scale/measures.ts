import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'

export type Times = { p50Ms: number; p90Ms: number; p99Ms: number; bytes: number }

const WARM_UPS = 3
const TIMES = 50

/** Asks `TIMES` times, one after the other. @throws when an answer is not 200 */
export async function timesOf(url: string, headers: Record<string, string>): Promise<Times> {
  const taken: number[] = []
  let bytes = 0
  for (let count = -WARM_UPS; count < TIMES; count += 1) {
    const startedAt = performance.now()
    const answer = await fetch(url, { headers })
    bytes = (await answer.arrayBuffer()).byteLength
    if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`)
    if (count >= 0) taken.push(performance.now() - startedAt)
  }
  taken.sort((a, b) => a - b)
  const at = (share: number) => taken[Math.ceil(taken.length * share) - 1] ?? 0
  return { p50Ms: at(0.5), p90Ms: at(0.9), p99Ms: at(0.99), bytes }
}

/** The memory of a process in MB, where the system tells. */
export function residentMb(pid: number): number | null {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) / 1024
  } catch {
    return null
  }
}

/** `plotBytes`: the drawing library of charts, fetched by itself when the first chart comes into view. */
export type Weight = { scripts: number; bytes: number; plotBytes: number }

/** A name that only the drawing library's own code says. */
const PLOT_MARK = 'recharts-surface'

/** Opens a page for the first time and adds up its scripts as they came over the network, compressed. */
export async function scriptWeight(page: Page, path: string): Promise<Weight> {
  const devtools = await page.context().newCDPSession(page)
  const scripts = new Set<string>()
  const heads = new Map<string, number>()
  const finished = new Map<string, number>()
  devtools.on('Network.requestWillBeSent', ({ requestId, type }) => type === 'Script' && scripts.add(requestId))
  devtools.on('Network.responseReceived', ({ requestId, response }) => heads.set(requestId, response.encodedDataLength))
  // All that came, from which the head of the answer is taken off.
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    finished.set(requestId, encodedDataLength - (heads.get(requestId) ?? 0)),
  )
  await devtools.send('Network.enable')
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  // Parts that load later ask while the browser is idle; two looks with nothing new between them are the end.
  let seen = -1
  while (seen !== finished.size || [...scripts].some(id => !finished.has(id))) {
    seen = finished.size
    await page.evaluate(() => new Promise(resolve => requestIdleCallback(resolve)))
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(resolve)))
  }
  let bytes = 0
  let plotBytes = 0
  for (const requestId of scripts) {
    const { body } = await devtools.send('Network.getResponseBody', { requestId })
    if (body.includes(PLOT_MARK)) plotBytes += finished.get(requestId) ?? 0
    else bytes += finished.get(requestId) ?? 0
  }
  return { scripts: scripts.size, bytes, plotBytes }
}
