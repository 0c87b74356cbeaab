import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFastify, startPortkey } from './peers'
import { freePort } from './port'
import { essentials, type Subject, startProgram, startSubject } from './subject'
import type { BenchUpstream } from './upstream'
import { CLIENT_TOKEN, PACED_PATH, PATH } from './workload'

/** One that is measured: where it is asked, and the process whose use is counted. */
export type Contestant = {
  name: string
  label: string
  pid: number | null
  /** Where this kind of answer is asked for. */
  urlOf(kind: 'quick' | 'paced'): string
  headers: Record<string, string>
  stop(): Promise<void>
}

export type Ground = { root: string; folder: string; quick: BenchUpstream; paced: Subject }

const KEY_COUNT = 10

export const LABELS: Record<string, string> = {
  D: 'D: load straight to the upstream',
  R: 'R: bare node:http + undici dispatch',
  O: 'O: the gateway, everything on',
  'O-': 'O-: the gateway without recording',
  N: 'N: the gateway inside npm start, with the dashboard',
  F: 'F: @fastify/http-proxy',
  P: 'P: Portkey gateway',
}

/** Starts those that are named; one that cannot be had is said in a line and left out. */
export async function enter(ground: Ground, names: readonly string[], more: readonly string[]): Promise<Contestant[]> {
  const entered: Contestant[] = []
  for (const name of names) {
    const started = await STARTS[name]?.(ground).catch((error: unknown) => {
      console.log(`${LABELS[name] ?? name} is left out: ${error instanceof Error ? error.message : String(error)}`)
    })
    if (started) entered.push(started)
  }
  return [...entered, ...more.map(stranger)]
}

const STARTS: Record<string, (ground: Ground) => Promise<Contestant>> = {
  D: async ({ quick, paced }) => {
    const origins = { quick: quick.origin + PATH, paced: `http://127.0.0.1:${paced.port}${PACED_PATH}` }
    return { ...named('D'), pid: null, urlOf: kind => origins[kind], headers: {}, stop: async () => {} }
  },
  R: async ({ folder, quick, paced }) => {
    const origins = [quick.origin, `http://127.0.0.1:${paced.port}`]
    return at('R', await startSubject(join(folder, 'pass-through.mjs'), origins))
  },
  O: async ground => {
    const file = join(ground.root, 'dist/gateway.js')
    if (!existsSync(file)) throw new Error('it is not built: npm run build')
    const { env, remove } = await settingsOf(ground)
    const launch = (port: number) => ({ parameters: [file], env: { ...env, GATEWAY_PORT: String(port) } })
    return withEnd(at('O', await startProgram(process.execPath, launch)), remove)
  },
  'O-': async ground => {
    const { env, remove } = await settingsOf(ground)
    const file = join(ground.folder, 'unrecorded.mjs')
    return withEnd(at('O-', await startSubject(file, [ground.root], { ...essentials(), ...env })), remove)
  },
  N: async ground => {
    if (!existsSync(join(ground.root, '.next/BUILD_ID'))) throw new Error('it is not built: npm run build')
    const { env, remove } = await settingsOf(ground)
    const dashboard = { PORT: String(await freePort()) }
    const launch = (port: number) => ({
      parameters: [join(ground.root, 'bin/start.mjs')],
      env: { ...env, ...dashboard, GATEWAY_PORT: String(port) },
    })
    return withEnd(at('N', await startProgram(process.execPath, launch)), remove)
  },
  F: async ({ quick, paced }) => at('F', await startFastify([quick.origin, `http://127.0.0.1:${paced.port}`])),
  P: async ({ quick, paced }) => {
    const portkey = await startPortkey()
    const upstreams = { quick: `${quick.origin}/groq/openai/v1`, paced: `http://127.0.0.1:${paced.port}/v1` }
    return {
      ...at('P', portkey),
      // it takes no query along: paced answers are not asked of it
      urlOf: () => `http://127.0.0.1:${portkey.port}/v1/chat/completions`,
      headers: { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': upstreams.quick },
    }
  },
}

function named(name: string): { name: string; label: string } {
  return { name, label: LABELS[name] ?? name }
}

function at(name: string, { port, pid, stop }: Subject): Contestant {
  const origin = `http://127.0.0.1:${port}`
  const urlOf = (kind: 'quick' | 'paced') => origin + (kind === 'quick' ? PATH : PACED_PATH)
  return { ...named(name), pid, urlOf, headers: {}, stop }
}

/** `name=url`: it must pass `/groq/…` and `/openai/…` on to the upstreams that the run prints. */
function stranger(text: string): Contestant {
  const [name = '', origin = ''] = text.split(/=(.*)/s)
  const urlOf = (kind: 'quick' | 'paced') => origin + (kind === 'quick' ? PATH : PACED_PATH)
  return { name, label: `${name}: ${origin}`, pid: null, urlOf, headers: {}, stop: async () => {} }
}

/** A gateway of its own: ten keys for each upstream, and an empty database. */
async function settingsOf({ quick, paced }: Ground) {
  const folder = await mkdtemp(join(tmpdir(), 'keywheel-bench-data-'))
  const keys = Array.from({ length: KEY_COUNT }, (_, index) => (index === 0 ? '' : `_${index + 1}`)).flatMap(suffix => [
    [`GROQ_API_KEY${suffix}`, `gsk_${`bench${suffix}`.padEnd(52, 'k')}`],
    [`OPENAI_API_KEY${suffix}`, `sk-${`bench${suffix}`.padEnd(48, 'k')}`],
  ])
  const env: Record<string, string> = {
    ...Object.fromEntries(keys),
    KEYWHEEL_GROQ_ORIGIN: quick.origin,
    KEYWHEEL_OPENAI_ORIGIN: `http://127.0.0.1:${paced.port}`,
    KEYWHEEL_CLIENT_TOKEN: CLIENT_TOKEN,
    KEYWHEEL_DATA_DIR: folder,
    KEYWHEEL_LOG_LEVEL: 'warn',
    KEYWHEEL_HOME: folder,
  }
  return { env, remove: () => rm(folder, { recursive: true, force: true }) }
}

function withEnd(contestant: Contestant, after: () => Promise<void>): Contestant {
  return { ...contestant, stop: () => contestant.stop().then(after) }
}
