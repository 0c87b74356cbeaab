import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyPageSchema } from '@/lib/contract/key-page'
import { MIX_NAMES, MIXES, type MixName, runMix } from '@/lib/simulator/mix'
import { SAMPLE_KEYS } from '@/lib/simulator/sample-keys'
import { startSimulator } from '@/lib/simulator/simulator'
import { startTraffic } from '@/lib/simulator/traffic'
import {
  SAMPLED_SERVICES,
  SIMULATED_SERVICES,
  type SimulatedKey,
  type SimulatedService,
} from '@/lib/simulator/vocabulary'

/** Few enough for two simulated Resend keys, which take two mails a second each. */
const REQUESTS_PER_SECOND = 6
/** For all the questions that set the sample keys' limits. */
const LIMITING_MS = 20_000

/** The simulated upstreams are up; the server is not: its environment is here, and what comes after its start. */
export type Demo = {
  environment: Record<string, string>
  /** Gives some keys a daily limit, then starts traffic and faults. */
  begin(): Promise<void>
  /** For people: where to look, and as whom. */
  lines: readonly string[]
}

/** Starts the simulator and describes a server that lives on it, in a data folder that goes with the process. */
export async function prepareDemo(mixName: string): Promise<Demo> {
  const mix = MIXES[requireMix(mixName)]
  const keys = SAMPLE_KEYS
  const simulator = await startSimulator({ keys, reply: { latencyMs: 40, paceMs: 15 } })
  const dataDir = mkdtempSync(join(tmpdir(), 'keywheel-demo-'))
  process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }))
  const port = process.env.PORT || '3000'
  const gatewayPort = process.env.GATEWAY_PORT || '4000'
  const password = randomText(12)
  const token = `demo-${randomText(24)}`
  const adminToken = `demo-${randomText(24)}`
  return {
    environment: {
      ...keyVariables(keys),
      ...Object.fromEntries(
        SIMULATED_SERVICES.map(service => [`KEYWHEEL_${service.toUpperCase()}_ORIGIN`, simulator.origin(service)]),
      ),
      HOST: '127.0.0.1',
      PORT: port,
      GATEWAY_HOST: '127.0.0.1',
      GATEWAY_PORT: gatewayPort,
      KEYWHEEL_DATA_DIR: dataDir,
      KEYWHEEL_CLIENT_TOKEN: token,
      KEYWHEEL_ADMIN_TOKEN: adminToken,
      KEYWHEEL_ADMIN_EMAIL: 'demo@example.com',
      KEYWHEEL_ADMIN_PASSWORD: password,
      KEYWHEEL_LOG_LEVEL: process.env.KEYWHEEL_LOG_LEVEL || 'warn',
    },
    begin: async () => {
      await limitKeys(`http://127.0.0.1:${port}`, adminToken)
      const { signal } = new AbortController()
      const gatewayOrigin = `http://127.0.0.1:${gatewayPort}`
      const services = SAMPLED_SERVICES
      startTraffic({ gatewayOrigin, token, services, requestsPerSecond: REQUESTS_PER_SECOND, signal })
      void runMix(mix, simulator, keys, signal)
    },
    lines: [
      `Demo: ${keys.length} sample keys, ${REQUESTS_PER_SECOND} requests per second, faults "${mix.name}": ${mix.about}`,
      `  Watch      http://localhost:${port}`,
      '  E-mail     demo@example.com',
      `  Password   ${password}`,
      `  Gateway    http://localhost:${gatewayPort}   client token ${token}`,
      `  Other faults: npm run demo -- <${MIX_NAMES.join('|')}>. Ctrl-C ends it and leaves nothing behind.`,
    ],
  }
}

/** A day of a free tier, as it would be on a busy day: a few minutes of traffic are a share of it that can be seen. */
const DAILY_LIMITS: Partial<Record<SimulatedService, number>> = { gemini: 250, openai: 500, resend: 3000 }

/** By the admin API, as a program would. */
async function limitKeys(origin: string, adminToken: string): Promise<void> {
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(LIMITING_MS)
  for (const [service, dailyLimit] of Object.entries(DAILY_LIMITS)) {
    const page = await fetch(`${origin}/api/admin/keys?service=${service}`, { headers, signal })
    const { keys } = keyPageSchema.parse(await page.json())
    for (const { id } of keys) {
      const body = JSON.stringify({ settings: { dailyLimit } })
      await fetch(`${origin}/api/admin/keys/${id}`, { method: 'PATCH', headers, body, signal })
    }
  }
}

function requireMix(name: string): MixName {
  const known = MIX_NAMES.find(mix => mix === name)
  if (known) return known
  console.error(`keywheel: there are no faults named ${JSON.stringify(name)}; wanted one of ${MIX_NAMES.join(', ')}`)
  process.exit(2)
}

/** `GROQ_API_KEY`, `GROQ_API_KEY_2`, … in the keys' order. */
function keyVariables(keys: readonly SimulatedKey[]): Record<string, string> {
  const counts = new Map<SimulatedService, number>()
  return Object.fromEntries(
    keys.map(({ service, secret }) => {
      const number = (counts.get(service) ?? 0) + 1
      counts.set(service, number)
      return [`${service.toUpperCase()}_API_KEY${number === 1 ? '' : `_${number}`}`, secret]
    }),
  )
}

/** Letters and digits alone: easy to copy. */
function randomText(length: number): string {
  return randomBytes(length * 2)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, length)
}
