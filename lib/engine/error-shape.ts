import { parseErrorBody } from './error-body'

/** What may be kept of an upstream's error that no rule knew: its shape, and one sample without anybody's secrets. */

const DEEPEST = 5
const PATHS_MAX = 40
const SHAPE_CHARS = 500
const SAMPLE_CHARS = 1000

/** Fields that name a kind, not a thing: their values belong to the shape. */
const CODE_FIELD = /(?:^|\.)(?:code|type|status|reason|kind|error|error_code|errorCode)$/
/** A name is a code where it looks like one; else it may be anybody's. */
const NAME_FIELD = /(?:^|\.)name$/
const SNAKE = /^[a-z]+(?:_[a-z]+)+$/
const CODE = /^[A-Za-z][A-Za-z0-9_.\- ]{0,59}$/
/** Long mixed runs and long numbers are ids, whatever the field's name. */
const LOOKS_LIKE_ID = /\d{4,}|[A-Za-z0-9]{24,}/

export type CodedField = { path: string; value: string }

/**
 * The names of an error's fields with the codes in them, sorted; of an answer that is no JSON, its first words. Two
 * answers of one shape differ in ids, times and amounts only.
 */
export function shapeOf(body: string): string {
  const json = parseErrorBody(body)
  if (json === null) return body.trim() === '' ? 'empty' : `text: ${wordsOf(body)}`
  const paths = new Map<string, string | null>()
  walk(json, '', 0, paths)
  const parts = [...paths].map(([path, code]) => (code === null ? path : `${path}=${code}`))
  return parts.sort().join(' ').slice(0, SHAPE_CHARS)
}

/** The codes of an error, where it has them; those that tell most first. */
export function codesOf(body: string): CodedField[] {
  const paths = new Map<string, string | null>()
  walk(parseErrorBody(body), '', 0, paths)
  const coded = [...paths].flatMap(([path, value]) => (value === null ? [] : [{ path, value }]))
  return coded.sort((a, b) => rank(a.path) - rank(b.path))
}

function rank(path: string): number {
  const place = ['code', 'reason', 'type', 'name', 'kind', 'status'].findIndex(end => path.endsWith(end))
  return place === -1 ? 10 : place
}

function walk(value: unknown, path: string, depth: number, paths: Map<string, string | null>): void {
  if (depth > DEEPEST || paths.size >= PATHS_MAX) return
  if (Array.isArray(value)) {
    // a list at the root is stepped into by itself, as rules do
    const inside = path === '' ? '' : `${path}[]`
    for (const each of value.slice(0, 5)) walk(each, inside, depth + 1, paths)
    return
  }
  if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) {
      if (/^[\w$-]{1,60}$/.test(name)) walk(each, path === '' ? name : `${path}.${name}`, depth + 1, paths)
    }
    return
  }
  if (path !== '') paths.set(path, codeOf(path, value))
}

function codeOf(path: string, value: unknown): string | null {
  const isCode =
    typeof value === 'string' &&
    (CODE_FIELD.test(path) || (NAME_FIELD.test(path) && SNAKE.test(value))) &&
    CODE.test(value) &&
    !LOOKS_LIKE_ID.test(value)
  return isCode ? value : null
}

function wordsOf(body: string): string {
  return redact(body)
    .replace(/<[^>]{0,200}>/g, ' ')
    .replace(/[^A-Za-z ]+/g, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, 80)
}

const EMAIL = /[^\s"'<>@]{1,64}@[^\s"'<>@]{1,200}\.[a-z]{2,24}/gi
/** A word that carries a key, and what follows it. */
const BEARER = /\b(bearer|basic|api[_-]?key[:= ]|key[:=]|token[:= ])\s*"?[^\s"',}]{6,}/gi
/** Letters and digits mixed, as no word of a language has them. */
const TOKEN = /(?=[A-Za-z0-9_+/=.*-]*\d)(?=[A-Za-z0-9_+/=.*-]*[A-Za-z])[A-Za-z0-9_+/=.*-]{16,}/g
const KEY_START = /\b(?:sk|pk|rk|gsk|csk|xai|re|key|tgp|hf|nvapi|SG|AIza|AQ)[-_.][A-Za-z0-9_\-.*]{6,}/g
const LETTERS = /[A-Za-z]{32,}/g
/** IPv4 and IPv6. */
const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}/gi
const PHONE = /\+\d[\d ().-]{6,20}\d|\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b/g
/** What an error repeats between quotes of its own is what somebody wrote. */
const QUOTED = /((?<![A-Za-z])['`“«]|\\")[^'`”»"\\\n]{1,300}(['`”»]|\\")/g
const DIGITS = /\d{6,}/g

/** A text without keys, tokens, e-mail addresses, ids and long numbers, cut to what a person reads. */
export function redact(text: string): string {
  return text
    .slice(0, SAMPLE_CHARS)
    .replace(QUOTED, '$1…$2')
    .replace(EMAIL, '…@…')
    .replace(BEARER, (_, word: string) => `${word} …`)
    .replace(KEY_START, '…')
    .replace(TOKEN, '…')
    .replace(LETTERS, '…')
    .replace(ADDRESS, '…')
    .replace(PHONE, '…')
    .replace(DIGITS, '…')
    .slice(0, SAMPLE_CHARS)
}
