import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { SubjectMessage } from './subjects/report'

export type Used = Extract<SubjectMessage, { kind: 'used' }>
export type Subject = { port: number; used(): Promise<Used>; stop(): Promise<void> }

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
    alias: { '@': root },
    logLevel: 'warning',
  })
}

/** Starts one subject in a process of its own, and resolves when it listens. */
export async function startSubject(file: string, parameters: readonly string[]): Promise<Subject> {
  const child = fork(file, parameters, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] })
  const first = await nextMessage(child)
  if (first.kind !== 'listening') throw new Error(`${file} did not say where it listens`)
  const used = async () => {
    child.send('used')
    const message = await nextMessage(child)
    if (message.kind !== 'used') throw new Error(`${file} did not say what it used`)
    return message
  }
  const stop = () =>
    new Promise<void>(resolve => {
      child.once('exit', () => resolve())
      child.disconnect()
    })
  return { port: first.port, used, stop }
}

function nextMessage(child: ChildProcess): Promise<SubjectMessage> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a subject ended early with code ${code}`))
    child.once('exit', onExit)
    child.once('message', message => {
      child.off('exit', onExit)
      resolve(asSubjectMessage(message))
    })
  })
}

/** Only our own subjects write to the channel, and they are typed. */
function asSubjectMessage(message: unknown): SubjectMessage {
  return message as SubjectMessage
}
