import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Verb } from './context'
import { openWorld, VIEWER, type World } from './control.fixture'

const ROOT = resolve(import.meta.dirname, '../..')

/** They are about oneself; `status` changes nothing, and is kept from viewers at its door alone. */
const OF_VIEWERS = new Set(['endOwnSessions', 'changeOwnPasswordSlowly', 'status'])

type Mounted = { verb: string; module: string; where: string }

/** Every verb that a server action or a route offers to admins alone. */
function mountedForAdmins(): Mounted[] {
  return [...files(join(ROOT, 'app'))].flatMap(path => {
    const text = readFileSync(path, 'utf8')
    return [...text.matchAll(/operator(?:Route|Action)\(\s*\w+,\s*(\w+)\s*(,\s*\{\s*role: 'viewer')?/g)]
      .filter(([, verb = '', viewer]) => viewer === undefined && !OF_VIEWERS.has(verb))
      .map(([, verb = '']) => ({ verb, module: moduleOf(text, verb), where: path.slice(ROOT.length + 1) }))
  })
}

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else if (/^(route|actions)\.ts$/.test(entry.name)) yield path
  }
}

function moduleOf(text: string, verb: string): string {
  const imports = [...text.matchAll(/import \{([^}]*)\} from '@\/lib\/([^']+)'/g)]
  return imports.find(([, names = '']) => names.split(',').some(name => name.trim() === verb))?.[2] ?? ''
}

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const mounted = mountedForAdmins()

test('the walk finds the verbs', () => {
  expect(mounted.length).toBeGreaterThan(20)
  expect(mounted.filter(({ module }) => module === '')).toEqual([])
})

test.each(mounted)('$verb of $where refuses a viewer by itself', async ({ verb, module }) => {
  const path = join(ROOT, 'lib', `${module}.ts`)
  const verbs = (await import(/* @vite-ignore */ path)) as Record<string, Verb<unknown, unknown>>
  const run = verbs[verb]
  if (!run) throw new Error(`${module} has no ${verb}`)
  const refused = Promise.resolve().then(() => run({ ctx: world.context(VIEWER), input: {} }))
  await expect(refused).rejects.toMatchObject({ code: 'not-allowed' })
})
