import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a build depends on. Tests do not count, nor does what the build itself writes. */
const SOURCES = ['app', 'bin', 'components', 'lib', 'messages', 'prisma', 'public']
const SETTINGS = [
  'instrumentation.ts',
  'next.config.ts',
  'package-lock.json',
  'prisma.config.ts',
  'proxy.ts',
  'tsconfig.json',
]
const WRITTEN = new Set(['generated', 'node_modules'])
const STAMP = 'dist/build-stamp'
const RESULTS = ['.next/BUILD_ID', 'dist/keywheel.js', 'dist/demo.js', 'dist/in-process.js']

function* sourceFiles(folder) {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (WRITTEN.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sourceFiles(path)
    else if (!/\.test\.tsx?$/.test(entry.name)) yield path
  }
}

/** Name, size and time of every source, and the Node version that native parts are built for: a few milliseconds. */
function readStamp() {
  const hash = createHash('sha256').update(process.versions.modules)
  const files = [...SOURCES.flatMap(folder => [...sourceFiles(folder)]), ...SETTINGS.filter(path => existsSync(path))]
  for (const path of files.sort()) {
    const { size, mtimeMs } = statSync(path)
    hash.update(`${path}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/** Is the last finished build one of exactly these sources? */
export function isBuilt() {
  return existsSync(STAMP) && RESULTS.every(path => existsSync(path)) && readFileSync(STAMP, 'utf8') === readStamp()
}

/** Builds everything, with a line per step. Answers whether all went well. Needs no network, settings or database. */
export async function buildAll() {
  const startedAt = Date.now()
  const stamp = readStamp()
  mkdirSync('dist', { recursive: true })
  const node = process.execPath
  const isDone =
    (await step('database clients', 'npm', ['run', '--silent', 'generate'])) &&
    (await step('pages', node, ['node_modules/next/dist/bin/next', 'build'])) &&
    (await step('command line', node, ['bin/bundle.mjs'])) &&
    (await step('types for applications', node, ['bin/declare.mjs']))
  if (!isDone) return false
  writeFileSync(STAMP, stamp)
  console.log(`build: done in ${seconds(startedAt)}`)
  return true
}

const seconds = startedAt => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`

/** Runs one step quietly; its output is shown only when it fails. */
async function step(title, command, args) {
  const startedAt = Date.now()
  process.stdout.write(`build: ${title} … `)
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = chunk => {
    output += chunk
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const status = await new Promise(resolve => {
    child.on('error', error => {
      keep(error.message)
      resolve(1)
    })
    child.on('close', resolve)
  })
  console.log(status === 0 ? seconds(startedAt) : 'failed')
  if (status !== 0) process.stderr.write(`${output.trimEnd()}\n`)
  return status === 0
}
