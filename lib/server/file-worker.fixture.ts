import { mkdirSync, mkdtempSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

/** A folder with a build of the thread that reads files, below the project so that it finds its packages. */
export async function buildFileWorker(): Promise<string> {
  mkdirSync('dist', { recursive: true })
  const folder = mkdtempSync(resolve('dist/file-worker-test-'))
  await build({
    entryPoints: { 'file-worker': resolve('lib/server/file-worker.ts') },
    outdir: join(folder, 'dist'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
  return folder
}
