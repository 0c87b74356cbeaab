import { spawn, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { CLIENT_TOKEN, PATH, QUESTION } from './workload'

export type Measured = { requests: number; requestsPerSecond: number; p50Ms: number; p99Ms: number; errors: number }
export type Loader = { name: string; run(origin: string, connections: number, seconds: number): Promise<Measured> }

/** wrk where there is one (it leaves the cores to the subjects), else autocannon. */
export async function findLoader(folder: string): Promise<Loader> {
  if (spawnSync('wrk', ['-v']).error !== undefined) return { name: 'autocannon', run: runAutocannon }
  const script = join(folder, 'post.lua')
  await writeFile(script, luaScript())
  return { name: 'wrk', run: (origin, connections, seconds) => runWrk(script, origin, connections, seconds) }
}

function luaScript(): string {
  return `
wrk.method = "POST"
wrk.path = "${PATH}"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "Bearer ${CLIENT_TOKEN}"
wrk.headers["accept"] = "application/json"
wrk.headers["user-agent"] = "bench"
wrk.body = ${JSON.stringify(QUESTION)}
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("\\nRESULT %d %d %f %f %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
`
}

async function runWrk(script: string, origin: string, connections: number, seconds: number): Promise<Measured> {
  const parameters = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, origin]
  const output = await outputOf('wrk', parameters)
  const found = /RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)/.exec(output)
  if (found === null) throw new Error(`wrk said nothing that can be read: ${output}`)
  const [, requests, durationUs, p50Us, p99Us, errors] = found.map(Number)
  return {
    requests: requests ?? 0,
    requestsPerSecond: ((requests ?? 0) / (durationUs ?? 1)) * 1e6,
    p50Ms: (p50Us ?? 0) / 1000,
    p99Ms: (p99Us ?? 0) / 1000,
    errors: errors ?? 0,
  }
}

async function runAutocannon(origin: string, connections: number, seconds: number): Promise<Measured> {
  const result = await autocannon({
    url: origin + PATH,
    method: 'POST',
    connections,
    duration: seconds,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${CLIENT_TOKEN}` },
    body: QUESTION,
  })
  const requests = result.requests.total
  const { p50: p50Ms, p99: p99Ms } = result.latency
  const errors = result.errors + result.timeouts + result.non2xx
  return { requests, requestsPerSecond: requests / result.duration, p50Ms, p99Ms, errors }
}

function outputOf(command: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', chunk => {
      output += String(chunk)
    })
    child.once('error', reject)
    child.once('close', () => resolve(output))
  })
}
