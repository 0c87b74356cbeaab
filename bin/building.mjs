import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a build depends on. Tests do not count, nor does what the build itself writes. */
const SETTINGS = ['package-lock.json', 'prisma.config.ts', 'tsconfig.json']
const COMMAND = {
  stamp: 'dist/command-stamp',
  results: ['keywheel', 'gateway', 'demo', 'start-settings', 'in-process', 'ledger-worker', 'file-worker'].map(
    name => `dist/${name}.js`,
  ),
  folders: ['bin', 'lib', 'prisma'],
  files: SETTINGS,
}
const ALL = {
  stamp: 'dist/build-stamp',
  results: [...COMMAND.results, '.next/BUILD_ID', 'dist/types'],
  folders: [...COMMAND.folders, 'app', 'components', 'messages', 'public'],
  files: [...SETTINGS, 'instrumentation.ts', 'next.config.ts', 'proxy.ts'],
}
const WRITTEN = new Set(['generated', 'node_modules'])

function* sourceFiles(folder) {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (WRITTEN.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sourceFiles(path)
    else if (!/\.(test|fixture)\.tsx?$/.test(entry.name)) yield path
  }
}

/** Name, size and time of every source, and the Node version that native parts are built for: a few milliseconds. */
function readStamp({ folders, files }) {
  const hash = createHash('sha256').update(process.versions.modules)
  const sources = [...folders.flatMap(folder => [...sourceFiles(folder)]), ...files.filter(path => existsSync(path))]
  for (const path of sources.sort()) {
    const { size, mtimeMs } = statSync(path)
    hash.update(`${path}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

function isCurrent(part) {
  const { stamp, results } = part
  return [stamp, ...results].every(path => existsSync(path)) && readFileSync(stamp, 'utf8') === readStamp(part)
}

/** Is the last finished build one of exactly these sources? */
export const isBuilt = () => isCurrent(ALL)

/** The same of the command line alone. */
export const isCommandBuilt = () => isCurrent(COMMAND)

/** Builds the command line alone: two seconds. Answers whether all went well. */
export async function buildCommand() {
  const stamp = readStamp(COMMAND)
  const isDone =
    (await step('database clients', ['prisma/generate.mjs'])) && (await step('command line', ['bin/bundle.mjs']))
  if (isDone) writeFileSync(COMMAND.stamp, stamp)
  return isDone
}

/** Builds everything, with a line per step. Answers whether all went well. Needs no network, settings or database. */
export async function buildAll() {
  const startedAt = Date.now()
  const stamp = readStamp(ALL)
  const isDone =
    (await buildCommand()) &&
    (await step('types for applications', ['bin/declare.mjs'])) &&
    (await step('pages', ['node_modules/next/dist/bin/next', 'build']))
  if (!isDone) return false
  writeFileSync(ALL.stamp, stamp)
  console.error(`build: done in ${seconds(startedAt)}`)
  return true
}

const seconds = startedAt => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`

/** Runs one step in a Node of its own, quietly: its output is shown only when it fails. Lines go to standard error. */
async function step(title, args) {
  const startedAt = Date.now()
  process.stderr.write(`build: ${title} … `)
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
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
  console.error(status === 0 ? seconds(startedAt) : 'failed')
  if (status !== 0) process.stderr.write(`${output.trimEnd()}\n`)
  return status === 0
}
