import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** What no import table can say: which names a file may not utter. Comments and strings do not count. */
type HouseRule = {
  name: string
  /** Is the file, by its path from the project's root, under this rule? */
  covers(path: string): boolean
  /** Dotted names (`Date.now`), or the keyword `await`. */
  forbidden: readonly string[]
  /** Longer names that a file may utter all the same (`process.env.CI`), by its path. */
  allowed?: Readonly<Record<string, readonly string[]>>
}

export type Breach = { path: string; line: number; rule: string; name: string }

/** Next replaces these two while building, so they are constants and not a reading of the environment. */
const BUILD_CONSTANTS = ['process.env.NODE_ENV', 'process.env.NEXT_RUNTIME']

const isTest = (path: string) => /\.(test|fixture)\.tsx?$/.test(path)
const isAtRoot = (path: string) => !path.includes('/')

const RULES: readonly HouseRule[] = [
  {
    name: 'the engine is pure: time and chance are arguments',
    covers: path => path.startsWith('lib/engine/') && !isTest(path),
    forbidden: [
      'Date.now',
      'new Date()',
      'Math.random',
      'performance.now',
      'process',
      'setTimeout',
      'setInterval',
      'await',
    ],
  },
  {
    name: 'only lib/server/env.ts and the commands in bin read the environment',
    covers: path =>
      (/^(lib|app|components)\//.test(path) || isAtRoot(path)) && path !== 'lib/server/env.ts' && !isTest(path),
    forbidden: ['process.env'],
    allowed: {
      // it may not import the server
      'proxy.ts': ['process.env.NEXTAUTH_URL'],
      // tells a build from a start, before the server is loaded
      'instrumentation.ts': ['process.env.NEXT_PHASE'],
      // tools' own settings
      'prisma.config.ts': ['process.env.DATABASE_URL'],
      'playwright.config.ts': ['process.env.CI', 'process.env.PATH'],
    },
  },
  {
    name: 'the catalog, the contract and the charts hold facts: no clock, no chance',
    covers: path => /^lib\/(catalog|contract|charts)\//.test(path) && !isTest(path),
    forbidden: ['Date.now', 'new Date()', 'Math.random'],
  },
]

/** Every utterance in `text` that a house rule forbids to the file at `path`. */
export function findBreaches(path: string, text: string): Breach[] {
  const rules = RULES.filter(rule => rule.covers(path))
  if (rules.length === 0) return []
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const breaches: Breach[] = []
  const visit = (node: ts.Node): void => {
    const uttered = nameOf(node)
    const whole = node.parent?.getText()
    for (const rule of rules) {
      if (uttered === null || !rule.forbidden.includes(uttered) || rule.allowed?.[path]?.includes(whole)) continue
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
      breaches.push({ path, line, rule: rule.name, name: uttered })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return breaches
}

function nameOf(node: ts.Node): string | null {
  if (ts.isAwaitExpression(node)) return 'await'
  if (ts.isNewExpression(node)) return node.arguments?.length ? null : `new ${node.expression.getText()}()`
  if (ts.isPropertyAccessExpression(node)) {
    return BUILD_CONSTANTS.includes(node.parent.getText()) ? null : node.getText().replace(/\?/g, '')
  }
  if (!ts.isIdentifier(node)) return null
  // A property or a declaration of that name is its own thing, not the global one.
  const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node
  const isProperty = ts.isPropertyAssignment(node.parent) || ts.isPropertySignature(node.parent)
  return isMember || isProperty ? null : node.text
}

function* sourceFiles(root: string, folder: string): Generator<string> {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'generated' || entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sourceFiles(root, path)
    else if (/\.tsx?$/.test(entry.name)) yield relative(root, path)
  }
}

/** All breaches of the tree at `root`. */
export function inspectTree(root: string): Breach[] {
  const inFolders = ['lib', 'app', 'components'].flatMap(folder => [...sourceFiles(root, join(root, folder))])
  const paths = [...readdirSync(root).filter(name => name.endsWith('.ts')), ...inFolders]
  return paths.flatMap(path => findBreaches(path, readFileSync(join(root, path), 'utf8')))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const breaches = inspectTree(process.cwd())
  for (const { path, line, rule, name } of breaches) console.error(`${path}:${line}  ${name}  (${rule})`)
  if (breaches.length > 0) process.exit(1)
  console.log('house rules: held')
}
