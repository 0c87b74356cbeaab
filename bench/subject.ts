import { type ChildProcess, fork, spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'esbuild'
import { freePort, waitForPort } from './port'
import type { SubjectMessage } from './subjects/report'

export type Subject = { port: number; pid: number | null; stop(): Promise<void> }

/** Bundles the subjects as plain JavaScript: what runs is what a build would run, without a loader's own cost. */
export async function buildSubjects(root: string, outputFolder: string, names: readonly string[]): Promise<void> {
  await build({
    entryPoints: names.map(name => join(root, 'bench/subjects', `${name}.ts`)),
    outdir: outputFolder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    splitting: true,
    alias: { '@': root },
    logLevel: 'warning',
  })
}

/** Starts one of our own subjects in a process of its own, and resolves when it says where it listens. */
export async function startSubject(
  file: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>> = essentials(),
): Promise<Subject> {
  const child = fork(file, parameters, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    env: { ...env, NODE_ENV: 'production' },
  })
  const { port } = await firstMessage(child, file)
  return { port, pid: child.pid ?? null, stop: () => ended(child, () => child.disconnect()) }
}

/** Starts any program that listens on the port that `parametersOf` or `envOf` tells it. */
export async function startProgram(
  command: string,
  launch: (port: number) => { parameters: readonly string[]; env?: Record<string, string>; cwd?: string },
): Promise<Subject> {
  const port = await freePort()
  const { parameters, env = {}, cwd } = launch(port)
  const child = spawn(command, parameters, {
    ...{ cwd, stdio: ['ignore', 'ignore', 'inherit'] },
    env: { ...essentials(), NODE_ENV: 'production', ...env },
  })
  const stop = () => ended(child, () => child.kill('SIGTERM'))
  try {
    await Promise.race([waitForPort(port), failsEarly(child, command)])
  } catch (error) {
    await stop()
    throw error
  }
  return { port, pid: child.pid ?? null, stop }
}

/** What any program needs; the shell's own keys and settings are left out. */
export function essentials(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env
  return { PATH, HOME, TMPDIR }
}

/** Longer than a gateway lets streams end. */
const END_LIMIT_MS = 5000

function ended(child: ChildProcess, ask: () => void): Promise<void> {
  return new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    const late = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS)
    child.once('exit', () => {
      clearTimeout(late)
      resolve()
    })
    ask()
  })
}

function failsEarly(child: ChildProcess, name: string): Promise<never> {
  return new Promise((_, reject) => {
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`${name} ended early with code ${code}`)))
  })
}

function firstMessage(child: ChildProcess, file: string): Promise<SubjectMessage> {
  const message = new Promise<SubjectMessage>(resolve => child.once('message', said => resolve(asSubjectMessage(said))))
  return Promise.race([message, failsEarly(child, file)])
}

/** Only our own subjects write to the channel, and they are typed. */
function asSubjectMessage(message: unknown): SubjectMessage {
  return message as SubjectMessage
}
