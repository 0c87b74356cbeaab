import { IMPORT_ROWS_MAX, type KeyFileFormat, type NewKey, newKeySchema } from '@/lib/contract/key-import'
import { plainKeyText } from '@/lib/contract/key-text'
import { describeIssues } from '@/lib/contract/sentence'
import type { ServiceId } from '@/lib/engine/vocabulary'
import { readCsvRows } from './key-file-csv'
import { readEnvRows } from './key-file-env'
import { readJsonRows } from './key-file-json'
import type { RawFile, RawRow, Remark } from './key-file-row'
import { guessService, type KnownService } from './key-file-service'

export type KeyFile = {
  format: KeyFileFormat
  rows: { line: number; key: NewKey }[]
  /** Lines that give no key, and why: blank values, and keys that an earlier line has. */
  skipped: Remark[]
  /** Odd, but used. */
  warnings: Remark[]
  /** While there is one, nothing of the file may be imported. */
  problems: Remark[]
}

type Options = {
  services: readonly KnownService[]
  /** For rows that name none. */
  service?: ServiceId | undefined
  /** By its ending or its content when absent. */
  format?: KeyFileFormat | undefined
}

/**
 * Reads keys from a JSON list, `.env` text or CSV. Field names may be camelCase or snake_case; a row without a
 * service takes `options.service`, else the one whose key format it has. Never throws for bad text: see `problems`.
 */
export function readKeyFile(text: string, options: Options): KeyFile {
  const { format, ...raw } = readRawFile(text, options)
  const file: KeyFile = { format, rows: [], skipped: raw.skipped, warnings: [], problems: raw.problems }
  if (raw.rows.length > IMPORT_ROWS_MAX) {
    const text = `has ${raw.rows.length} rows; at most ${IMPORT_ROWS_MAX} fit in one import`
    file.problems.push({ line: 1, code: 'too-many-rows', text })
    return file
  }
  const lineBySecret = new Map<string, number>()
  for (const row of raw.rows) addRow(file, row, lineBySecret, options)
  if (isEmpty(file)) file.problems.push({ line: 1, code: 'no-key', text: 'no key found in the file' })
  return file
}

/** The rows as the text has them, before anything is asked of them. */
export function readRawFile(text: string, options: Options): RawFile & { format: KeyFileFormat } {
  const plain = plainKeyText(text)
  const format = options.format ?? formatOf(plain)
  return { format, ...readRows(plain, format, options) }
}

function isEmpty(file: KeyFile): boolean {
  return file.rows.length + file.problems.length + file.skipped.length === 0
}

/** By its content: a list or an object is JSON, an assignment is `.env`, the rest is CSV. */
function formatOf(text: string): KeyFileFormat {
  const first = text.split('\n').find(line => line.trim() !== '' && !line.trimStart().startsWith('#')) ?? ''
  if (/^\s*[[{]/.test(first)) return 'json'
  return /^\s*(export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=/.test(first) ? 'env' : 'csv'
}

function readRows(text: string, format: KeyFileFormat, { services }: Options): RawFile {
  switch (format) {
    case 'json':
      return readJsonRows(text)
    case 'env':
      return readEnvRows(text, services)
    case 'csv':
      return readCsvRows(text)
  }
}

function addRow(file: KeyFile, { line, fields }: RawRow, lineBySecret: Map<string, number>, options: Options): void {
  const secret = fields.get('apiKey')
  const named = fields.get('service')
  const service = named === undefined ? (options.service ?? guessService(secret, options.services)) : named
  if (service === null) {
    file.problems.push({
      line,
      code: 'no-service',
      text: `service: is missing, and the key's format does not tell it (${knownIds(options)})`,
    })
    return
  }
  const id = typeof service === 'string' ? service.trim().toLowerCase() : service
  const name = fields.get('name') ?? `${id}-${file.rows.length + 1}`
  const parsed = newKeySchema.safeParse({ ...Object.fromEntries(fields), service: id, name })
  if (!parsed.success) {
    file.problems.push({ line, code: 'bad-field', text: describeIssues(parsed.error) })
    return
  }
  acceptRow(file, line, parsed.data, lineBySecret, options)
}

function acceptRow(
  file: KeyFile,
  line: number,
  key: NewKey,
  lineBySecret: Map<string, number>,
  options: Options,
): void {
  const known = options.services.find(service => service.id === key.service)
  const sameAt = lineBySecret.get(key.apiKey)
  if (!known) {
    const text = `service: "${key.service}" is not known (${knownIds(options)})`
    file.problems.push({ line, code: 'no-service', text })
  } else if (sameAt) {
    file.skipped.push({ line, code: 'repeated', text: `${key.name} is the same key as on line ${sameAt}` })
  } else {
    lineBySecret.set(key.apiKey, line)
    file.rows.push({ line, key })
    if (known.keyFormat && !known.keyFormat.test(key.apiKey)) {
      file.warnings.push({ line, code: 'unusual', text: `${key.name} does not look like a key of ${known.label}` })
    }
  }
}

function knownIds({ services }: Options): string {
  return `known: ${services.map(service => service.id).join(', ')}`
}
