import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

const APP = resolve(import.meta.dirname, '../app')
/** Next's marks in a folder's name: `(group)` has no part in the address, `[...rest]` and `[[...rest]]` catch all. */
const GROUP = /\/\([^)]*\)/g
const CATCH_ALL = /\[\.\.\./
const READS = /^export (const|async function|function) GET\b/m

/** What stands in the place of `[id]`, by the folder before it: `keys` → a key's id. */
export type Examples = Readonly<Record<string, string>>

/** The addresses of all pages for people who are signed in, so that none is forgotten. */
export function dashboardPages(examples: Examples): string[] {
  return routesOf('page.tsx')
    .filter(path => path.startsWith('/(dashboard)'))
    .map(path => filled(path, examples))
}

/** The addresses of the admin API's questions. */
export function adminQuestions(examples: Examples): string[] {
  return routesOf('route.ts')
    .filter(path => path.startsWith('/api/admin/') && !CATCH_ALL.test(path))
    .filter(path => READS.test(readFileSync(join(APP, path, 'route.ts'), 'utf8')))
    .map(path => filled(path, examples))
}

function routesOf(file: string): string[] {
  return readdirSync(APP, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name === file)
    .map(entry => `/${relative(APP, entry.parentPath)}`)
    .sort()
}

/** @throws when a parameter has no example: whoever adds such a page says one */
function filled(path: string, examples: Examples): string {
  const parts = path.replace(GROUP, '').split('/')
  const said = parts.map((part, place) => {
    if (!part.startsWith('[')) return part
    const example = examples[parts[place - 1] ?? '']
    if (example === undefined) throw new Error(`${path}: the stories need an example of ${part}`)
    return encodeURIComponent(example)
  })
  return said.join('/') || '/'
}
