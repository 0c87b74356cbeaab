import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { build } from 'esbuild'

/**
 * Bundles the commands, what applications import, and the threads beside the server, to plain JavaScript, so that
 * running them needs no TypeScript.
 * Packages stay outside.
 */
forgetOldParts()
await build({
  entryPoints: {
    keywheel: 'bin/keywheel.ts',
    gateway: 'bin/gateway.ts',
    demo: 'bin/demo.ts',
    'start-settings': 'bin/start-settings.ts',
    'in-process': 'lib/server/in-process.ts',
    'ledger-worker': 'lib/server/ledger-worker.ts',
    'file-worker': 'lib/server/file-worker.ts',
  },
  outdir: 'dist',
  bundle: true,
  // what is imported when needed stays apart until then
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
})
chmodSync('dist/keywheel.js', 0o755)

/** Parts of earlier builds; those of the last day may be in use by a process that runs. */
function forgetOldParts() {
  const DAY_MS = 24 * 60 * 60 * 1000
  if (!existsSync('dist/parts')) return
  for (const name of readdirSync('dist/parts')) {
    const path = `dist/parts/${name}`
    if (Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path)
  }
}
