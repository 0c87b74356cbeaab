import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { z } from 'zod'
import { CLIENT_TOKEN, PATH, QUESTION } from '@/bench/workload'

const run = promisify(execFile)
const autocannon = createRequire(import.meta.url).resolve('autocannon')
const resultSchema = z.object({
  latency: z.object({ p50: z.number(), p99: z.number() }),
  requests: z.object({ total: z.number() }),
  errors: z.number(),
  non2xx: z.number(),
})

export type Latency = { p50Ms: number; p99Ms: number; requests: number; failed: number }

/** Steady calls at a rate that the gateway carries with ease, from a process of its own. */
export async function measureGateway(gateway: string, requestsPerSecond: number, seconds: number): Promise<Latency> {
  const headers = ['content-type=application/json', `authorization=Bearer ${CLIENT_TOKEN}`]
  const { stdout } = await run(process.execPath, [
    autocannon,
    ...['-j', '-n', '-c', '8', '-R', String(requestsPerSecond), '-d', String(seconds), '-m', 'POST', '-b', QUESTION],
    ...headers.flatMap(header => ['-H', header]),
    gateway + PATH,
  ])
  const { latency, requests, errors, non2xx } = resultSchema.parse(JSON.parse(stdout))
  return { p50Ms: latency.p50, p99Ms: latency.p99, requests: requests.total, failed: errors + non2xx }
}
