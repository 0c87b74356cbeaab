import { chmodSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

/**
 * Bundles the commands, what applications import, and the threads beside the server, to plain JavaScript, so that
 * running them needs no TypeScript.
 * Packages stay outside.
 */
rmSync('dist/parts', { recursive: true, force: true })
await build({
  entryPoints: {
    keywheel: 'bin/keywheel.ts',
    gateway: 'bin/gateway.ts',
    demo: 'bin/demo.ts',
    'start-settings': 'bin/start-settings.ts',
    'in-process': 'lib/server/in-process.ts',
    'ledger-worker': 'lib/server/ledger-worker.ts',
    'pdf-worker': 'lib/server/pdf-worker.ts',
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
