import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const ROOT = resolve(import.meta.dirname, '..')
const READY_LIMIT_MS = 240_000
const END_LIMIT_MS = 20_000

/** A real Keywheel: the command a person types, with its own ports and data folder. */
export type Running = {
  dashboard: string
  gateway: string
  dataDir: string
  pid: number
  /** Everything it printed so far. */
  output(): string
  /** Sends the signal and waits for the end. @returns the exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Runs a command of bin with only these settings; the shell's own keys and settings are left out. */
export function runCommand(command: string, settings: Record<string, string>, words: readonly string[] = []) {
  const { PATH = '', HOME = '', TMPDIR } = process.env
  const env = { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}), NODE_ENV: 'production' as const, ...settings }
  const child = spawn(process.execPath, [join(ROOT, 'bin', command), ...words], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  child.stderr.on('data', chunk => {
    output += chunk
  })
  return { child, output: () => output }
}

/** Starts Keywheel and waits until it serves. A missing build is made first. */
export async function startKeywheel(settings: Record<string, string> = {}, command = 'start.mjs'): Promise<Running> {
  const dataDir = settings.KEYWHEEL_DATA_DIR ?? mkdtempSync(join(tmpdir(), 'keywheel-running-'))
  const ports = { PORT: String(await freePort()), GATEWAY_PORT: String(await freePort()) }
  const { child, output } = runCommand(command, { ...ports, KEYWHEEL_DATA_DIR: dataDir, ...settings })
  const dashboard = `http://127.0.0.1:${settings.PORT ?? ports.PORT}`
  const ended = once(child, 'exit')
  await waitUntilReady(`${dashboard}/api/health`, child, output)
  return {
    dashboard,
    gateway: `http://127.0.0.1:${settings.GATEWAY_PORT ?? ports.GATEWAY_PORT}`,
    dataDir,
    pid: child.pid ?? 0,
    output,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      const late = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS)
      await ended
      clearTimeout(late)
      if (!settings.KEYWHEEL_DATA_DIR) rmSync(dataDir, { recursive: true, force: true })
      return child.exitCode
    },
  }
}

/** Starts a gateway by itself, and waits until it serves. */
export async function startGatewayAlone(
  settings: Record<string, string>,
): Promise<Pick<Running, 'gateway' | 'output' | 'stop' | 'pid'>> {
  const port = String(await freePort())
  const { child, output } = runCommand('keywheel.mjs', { GATEWAY_PORT: port, ...settings }, ['gateway'])
  const gateway = `http://127.0.0.1:${port}`
  const ended = once(child, 'exit')
  await waitUntilReady(`${gateway}/health`, child, output)
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    await ended
    return child.exitCode
  }
  return { gateway, output, stop, pid: child.pid ?? 0 }
}

async function waitUntilReady(health: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadlineAt = performance.now() + READY_LIMIT_MS
  while (performance.now() < deadlineAt) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}:\n${output()}`)
    const answer = await fetch(health).catch(() => null)
    if (answer?.ok) return
    await sleep(100)
  }
  child.kill('SIGKILL')
  throw new Error(`not ready:\n${output()}`)
}
