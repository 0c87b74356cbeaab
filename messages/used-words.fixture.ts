import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const FOLDERS = ['app', 'components', 'lib/alerts', 'lib/server', 'lib/control']
const HOOKS = /^(useTranslations|getTranslations)$/
const NAMESPACE_IN_TYPE = /Translations<'([\w.-]+)'>/

/**
 * Patterns of every word the code asks for, as regular expressions on whole keys. A key that is put together counts as
 * every key it could be; a key from a variable counts as all of its namespace's first depth.
 */
export function usedWords(root: string): RegExp[] {
  const files = FOLDERS.flatMap(folder => [...sources(join(root, folder))]).map(path =>
    ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true),
  )
  const translators = new Map(files.flatMap(translatorsIn))
  return files.flatMap(source => [...wordsOf(source, translators), ...saidOf(source)])
}

/** `told: createTranslator({ …, namespace: 'alerts.told' })`, or `const told = …`: called as `told(…)` or `words.told(…)`. */
function translatorsIn(source: ts.SourceFile): [name: string, namespace: string][] {
  const found: [string, string][] = []
  visit(source, node => {
    if (!ts.isPropertyAssignment(node) && !ts.isVariableDeclaration(node)) return
    const made = node.initializer?.getText() ?? ''
    const namespace = /^createTranslator\(.*namespace: '([\w.-]+)'/s.exec(made)?.[1]
    if (namespace !== undefined) found.push([node.name.getText(), namespace])
  })
  return found
}

const GIVES_WORDS = /NoticeWords/

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.tsx?$/.test(entry.name) && !/\.(test|fixture)\./.test(entry.name)) yield path
  }
}

/** Calls of what `useTranslations('namespace')` gave, under whatever name it goes in this file. */
function wordsOf(source: ts.SourceFile, translators: ReadonlyMap<string, string>): RegExp[] {
  const namespaces = namespacesIn(source)
  if (GIVES_WORDS.test(source.text)) {
    for (const [name, namespace] of translators) {
      for (const called of [name, `words.${name}`]) namespaces.set(called, new Set([namespace]))
    }
  }
  const words: RegExp[] = []
  visit(source, node => {
    if (!ts.isCallExpression(node) || !node.arguments[0]) return
    const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : node.expression
    for (const namespace of namespaceOf(callee, namespaces)) {
      for (const pattern of patternsOf(node.arguments[0])) words.push(whole(namespace, pattern))
    }
  })
  return words
}

function namespacesIn(source: ts.SourceFile): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  const add = (name: string, namespace: string) => found.set(name, (found.get(name) ?? new Set()).add(namespace))
  const aliases = new Map<string, string>()
  visit(source, node => {
    const namespace = ts.isTypeAliasDeclaration(node) ? NAMESPACE_IN_TYPE.exec(node.type.getText())?.[1] : undefined
    if (ts.isTypeAliasDeclaration(node) && namespace !== undefined) aliases.set(node.name.text, namespace)
  })
  visit(source, node => {
    if (ts.isVariableDeclaration(node) && node.initializer) {
      const namespace = askedNamespace(node.initializer)
      if (namespace !== null) add(node.name.getText(), namespace)
    }
    if ((ts.isParameter(node) || ts.isPropertySignature(node)) && node.type) {
      const type = node.type.getText()
      const namespace = NAMESPACE_IN_TYPE.exec(type)?.[1] ?? aliases.get(type)
      if (namespace !== undefined) add(node.name.getText(), namespace)
    }
  })
  return found
}

/** `t`, or `useTranslations('spans')` called at once. */
function namespaceOf(callee: ts.Expression, namespaces: Map<string, Set<string>>): Iterable<string> {
  const direct = askedNamespace(callee)
  return direct !== null ? [direct] : (namespaces.get(callee.getText()) ?? [])
}

/** The namespace of `useTranslations('a.b')` or `await getTranslations('a.b')`; '' without one. */
function askedNamespace(expression: ts.Expression): string | null {
  const call = ts.isAwaitExpression(expression) ? expression.expression : expression
  if (!ts.isCallExpression(call) || !HOOKS.test(call.expression.getText())) return null
  const [namespace] = call.arguments
  return namespace && ts.isStringLiteralLike(namespace) ? namespace.text : ''
}

function patternsOf(key: ts.Expression): string[] {
  if (ts.isStringLiteralLike(key)) return [escaped(key.text)]
  if (ts.isConditionalExpression(key)) return [...patternsOf(key.whenTrue), ...patternsOf(key.whenFalse)]
  if (ts.isAsExpression(key) || ts.isParenthesizedExpression(key)) return patternsOf(key.expression)
  if (!ts.isTemplateExpression(key)) return ['[^.]+']
  return [escaped(key.head.text) + key.templateSpans.map(({ literal }) => `.+${escaped(literal.text)}`).join('')]
}

/** `said: { key: 'onlyAdmins' }` of a refusal. */
function saidOf(source: ts.SourceFile): RegExp[] {
  const words: RegExp[] = []
  visit(source, node => {
    if (!ts.isPropertyAssignment(node) || node.name.getText() !== 'key') return
    for (const pattern of patternsOf(node.initializer)) if (pattern !== '[^.]+') words.push(whole('said', pattern))
  })
  return words
}

function whole(namespace: string, pattern: string): RegExp {
  return new RegExp(`^${namespace === '' ? '' : `${escaped(namespace)}\\.`}${pattern}$`)
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, child => visit(child, see))
}
