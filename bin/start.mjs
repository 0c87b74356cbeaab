import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * `npm start`: builds if needed, then serves the dashboard, the admin API and the gateway in this one process.
 * Plain JavaScript with nothing imported before the version check, so that an old Node gets a sentence, not a stack.
 */
const require = createRequire(import.meta.url)
const { engines } = require('../package.json')
process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24
if (!isSupported) {
  console.error(`keywheel: Node ${process.versions.node} is not supported; wanted ${engines.node}`)
  process.exit(1)
}

if (!existsSync('node_modules/next')) {
  console.error('keywheel: the packages are not installed; run  npm ci  first')
  process.exit(1)
}

const { loadDotEnv, serve } = await import('./serving.mjs')
const { buildAll, isBuilt } = await import('./building.mjs')
if (!isBuilt() && !(await buildAll())) process.exit(1)
loadDotEnv()
await serve()
