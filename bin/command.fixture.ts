import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The command line, bundled as `npm run build` does: it then starts three times faster than from its source. */
export async function bundleCommand(name: string): Promise<string> {
  // Below the project, so that the packages it leaves outside are found.
  const bundle = join(root, `node_modules/.cache/keywheel-${name}-test/keywheel.mjs`)
  await build({
    absWorkingDir: root,
    entryPoints: ['bin/keywheel.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  return bundle
}

export type Ran = { stdout: string; stderr: string; exitCode: number | null }
type Place = { folder: string; env: Readonly<Record<string, string | undefined>> }

/** Runs a program as a person does: a process of its own, with nothing of ours in its environment. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { folder, env }: Place,
  stdin: string | Uint8Array = '',
): Promise<Ran> {
  const child = spawn(program, args, { cwd: folder, env: { NODE_ENV: 'production', ...env } })
  child.stdin.on('error', () => {}) // it may end without reading
  child.stdin.end(stdin)
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>(resolve => child.on('close', resolve)),
  ])
  return { stdout, stderr, exitCode }
}

/** The command line and an empty folder to run it in. */
export async function makeCommand(name: string) {
  const folder = mkdtempSync(join(tmpdir(), `keywheel-${name}-`))
  const bundle = await bundleCommand(name)
  const run = (program: string, args: readonly string[], stdin: string | Uint8Array, path = process.env.PATH) => {
    const env = { KEYWHEEL_DATA_DIR: join(folder, 'data'), PATH: path }
    return runProgram(program, args, { folder, env }, stdin)
  }
  return {
    bundle,
    folder,
    run,
    keywheel: (args: readonly string[], stdin: string | Uint8Array = '') =>
      run(process.execPath, [bundle, ...args], stdin),
    close: () => rmSync(folder, { recursive: true }),
  }
}

export type Command = Awaited<ReturnType<typeof makeCommand>>

/** A secret that looks like one of Groq. */
export function groqSecret(name: string): string {
  return `gsk_${name.padEnd(52, 'canary')}`.slice(0, 56)
}
