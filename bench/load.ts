import { spawn, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { CLIENT_TOKEN } from './workload'

type Measured = {
  requests: number
  requestsPerSecond: number
  p50Ms: number
  p90Ms: number
  p99Ms: number
  errors: number
}
type Call = { url: string; headers: Record<string, string>; body: string; connections: number; seconds: number }
export type Loader = { name: string; run(call: Call): Promise<Measured> }

/** wrk where there is one (it leaves the cores to the subjects), else autocannon. */
export function findLoader(folder: string): Loader {
  if (spawnSync('wrk', ['-v']).error !== undefined) return { name: 'autocannon', run: runAutocannon }
  return { name: 'wrk', run: call => runWrk(join(folder, 'post.lua'), call) }
}

function allHeaders({ headers }: Call): Record<string, string> {
  const own = { 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'bench' }
  return { ...own, authorization: `Bearer ${CLIENT_TOKEN}`, ...headers }
}

function luaScript(call: Call): string {
  const { pathname, search } = new URL(call.url)
  const headers = Object.entries(allHeaders(call)).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`)
  return `
wrk.method = "POST"
wrk.path = "${pathname}${search}"
${headers.join('\n')}
wrk.body = ${JSON.stringify(call.body)}
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("\\nRESULT %d %d %f %f %f %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(90), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
`
}

async function runWrk(script: string, call: Call): Promise<Measured> {
  await writeFile(script, luaScript(call))
  const { connections, seconds, url } = call
  const words = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script, new URL(url).origin]
  const output = await outputOf('wrk', words)
  const found = /RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) ([\d.]+) (\d+)/.exec(output)
  if (found === null) throw new Error(`wrk said nothing that can be read: ${output}`)
  const [requests = 0, durationUs = 1, p50Us = 0, p90Us = 0, p99Us = 0, errors = 0] = found.slice(1).map(Number)
  const [p50Ms, p90Ms, p99Ms] = [p50Us / 1000, p90Us / 1000, p99Us / 1000]
  return { requests, requestsPerSecond: (requests / durationUs) * 1e6, p50Ms, p90Ms, p99Ms, errors }
}

async function runAutocannon(call: Call): Promise<Measured> {
  const { url, connections, seconds, body } = call
  const headers = allHeaders(call)
  const result = await autocannon({ url, method: 'POST', connections, duration: seconds, headers, body })
  const requests = result.requests.total
  const { p50: p50Ms, p90: p90Ms, p99: p99Ms } = result.latency
  const errors = result.errors + result.timeouts + result.non2xx
  return { requests, requestsPerSecond: requests / result.duration, p50Ms, p90Ms, p99Ms, errors }
}

function outputOf(command: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', chunk => {
      output += String(chunk)
    })
    child.once('error', reject)
    child.once('close', () => resolve(output))
  })
}
