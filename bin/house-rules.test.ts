import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findBreaches, inspectTree } from './house-rules'

const ROOT = resolve(import.meta.dirname, '..')
const trees: string[] = []

/** A small tree with the real settings, so that a deliberate violation never stands in the real one. */
function plantTree(files: Record<string, string>): string {
  const tree = mkdtempSync(join(tmpdir(), 'keywheel-house-'))
  trees.push(tree)
  for (const name of ['node_modules', 'package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
    symlinkSync(join(ROOT, name), join(tree, name))
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    writeFileSync(join(tree, path), text)
  }
  return tree
}

/** The names of the rules that dependency-cruiser sees broken in a tree. */
function cruise(files: Record<string, string>): string[] {
  const tree = plantTree(files)
  const folders = [...new Set(Object.keys(files).map(path => path.split('/')[0] ?? ''))]
  const command = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json']
  try {
    return violationsOf(
      execFileSync(process.execPath, [command, ...options, ...folders], { cwd: tree, encoding: 'utf8' }),
    )
  } catch (error) {
    if (error instanceof Error && 'stdout' in error && error.stdout) return violationsOf(String(error.stdout))
    throw error
  }
}

function violationsOf(report: string): string[] {
  const parsed: { summary: { violations: { rule: { name: string } }[] } } = JSON.parse(report)
  return parsed.summary.violations.map(violation => violation.rule.name).sort()
}

afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true, force: true })
})

const NOUNS = { 'lib/engine/vocabulary.ts': 'export const LIMIT = 1\nexport type Key = { id: string }\n' }
const SCORE = { 'lib/engine/score.ts': 'export const score = (): number => 1\nexport type Score = number\n' }

describe('who may import whom', () => {
  test('a tree that keeps the table is accepted', () => {
    expect(
      cruise({
        ...NOUNS,
        'lib/catalog/groq.ts': "import type { Key } from '@/lib/engine/vocabulary'\nexport type Groq = Key\n",
      }),
    ).toEqual([])
  })

  test.each<[string, Record<string, string>, string]>([
    [
      'the engine imports another room',
      { 'lib/engine/a.ts': "import '@/lib/catalog/b'\n", 'lib/catalog/b.ts': 'export {}\n' },
      'engine-imports-rooms',
    ],
    [
      'the engine imports a type of another room',
      {
        'lib/engine/a.ts': "import type { B } from '@/lib/catalog/b'\nexport type A = B\n",
        'lib/catalog/b.ts': 'export type B = 1\n',
      },
      'engine-imports-rooms',
    ],
    [
      'the engine imports a package',
      { 'lib/engine/a.ts': "import { z } from 'zod'\nexport const A = z\n" },
      'engine-imports-packages',
    ],
    [
      "the engine imports one of Node's modules",
      { 'lib/engine/a.ts': "import { readFileSync } from 'node:fs'\nexport const A = readFileSync\n" },
      'engine-imports-core',
    ],
    [
      'the gateway imports the store',
      { 'lib/gateway/a.ts': "import '@/lib/store/b'\n", 'lib/store/b.ts': 'export {}\n' },
      'gateway-imports-rooms',
    ],
    [
      'the store uses a decision of the engine',
      { ...SCORE, 'lib/store/a.ts': "import { score } from '@/lib/engine/score'\nexport const A = score()\n" },
      'store-imports-engine-types-only',
    ],
    [
      'Prisma is imported outside the store',
      { 'lib/control/a.ts': "import { PrismaPg } from '@prisma/adapter-pg'\nexport const A = PrismaPg\n" },
      'prisma-only-in-store',
    ],
    [
      'a component asks control directly',
      { 'components/a.tsx': "import '@/lib/control/b'\n", 'lib/control/b.ts': 'export {}\n' },
      'components-imports-rooms',
    ],
    [
      'two files import each other',
      { 'lib/engine/a.ts': "import './b'\nexport {}\n", 'lib/engine/b.ts': "import './a'\nexport {}\n" },
      'no-circles',
    ],
    [
      'a room stands outside the table',
      { 'lib/helpers/a.ts': "import './b'\n", 'lib/helpers/b.ts': 'export {}\n' },
      'known-rooms-only',
    ],
    [
      'the proxy imports a room',
      { 'proxy.ts': "import '@/lib/server/b'\n", 'lib/server/b.ts': 'export {}\n' },
      'proxy-imports-rooms',
    ],
    [
      'the proxy imports a package of its own',
      { 'proxy.ts': "import { z } from 'zod'\nexport const A = z\n" },
      'proxy-imports-packages',
    ],
    [
      'the start imports more than the runtime',
      { 'instrumentation.ts': "void import('@/lib/server/env')\n", 'lib/server/env.ts': 'export {}\n' },
      'instrumentation-imports-rooms',
    ],
    [
      "a tool's settings import a room",
      { 'next.config.ts': "import '@/lib/contract/b'\n", 'lib/contract/b.ts': 'export {}\n' },
      'settings-imports-rooms',
    ],
    [
      'a room imports a root file',
      { 'lib/server/a.ts': "import '@/proxy'\n", 'proxy.ts': 'export {}\n' },
      'nobody-imports-root-files',
    ],
    ['an import leads nowhere', { 'lib/engine/a.ts': "import './gone'\n" }, 'no-dangling-imports'],
  ])('%s: seen', (_story, files, rule) => {
    expect(cruise(files)).toContain(rule)
  })

  test("types and nouns of the engine stay open to the rooms that may have 'engine (types)'", () => {
    expect(
      cruise({
        ...NOUNS,
        ...SCORE,
        'lib/store/a.ts':
          "import { LIMIT } from '@/lib/engine/vocabulary'\nimport type { Score } from '@/lib/engine/score'\nexport const A: Score = LIMIT\n",
      }),
    ).toEqual([])
  })

  test('a test may drive rooms that its own room may not import', () => {
    expect(
      cruise({ 'lib/gateway/a.test.ts': "import '@/lib/simulator/b'\n", 'lib/simulator/b.ts': 'export {}\n' }),
    ).toEqual([])
  })
}, 60_000)

describe('which names a file may not utter', () => {
  test.each([
    ['lib/engine/a.ts', 'export const now = () => Date.now()', ['Date.now']],
    ['lib/engine/a.ts', 'export const now = () => new Date()', ['new Date()']],
    ['lib/engine/a.ts', 'export const dice = Math.random', ['Math.random']],
    ['lib/engine/a.ts', 'export const a = async () => { await a() }', ['await']],
    ['lib/engine/a.ts', 'export const zone = process.env.TZ', ['process.env', 'process']],
    ['lib/engine/a.ts', '// Date.now() is not called\nexport const text = "Math.random"', []],
    ['lib/engine/a.ts', 'export const day = new Date(0)', []],
    ['lib/engine/a.test.ts', 'const now = Date.now()', []],
    ['lib/control/a.ts', 'export const port = process.env.PORT', ['process.env']],
    ['lib/control/a.ts', "export const port = process.env['PORT']", ['process.env']],
    ['lib/server/env.ts', 'export const port = process.env.PORT', []],
    ['app/a.ts', 'export const runtime = process.env.NEXT_RUNTIME', []],
    ['proxy.ts', 'export const url = process.env.NEXTAUTH_URL', []],
    ['proxy.ts', 'export const secret = process.env.NEXTAUTH_SECRET', ['process.env']],
    ['proxy.ts', 'export const { NEXTAUTH_URL } = process.env', ['process.env']],
    ['next.config.ts', 'export const url = process.env.NEXTAUTH_URL', ['process.env']],
  ])('%s: %s', (path, text, names) => {
    expect(findBreaches(path, text).map(breach => breach.name)).toEqual(names)
  })

  test('the tree as it stands keeps the rules', () => {
    expect(inspectTree(ROOT)).toEqual([])
  })
})
