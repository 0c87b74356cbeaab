import type { z } from 'zod'
import { IMPORT_ROWS_MAX, newKeySchema } from '@/lib/contract/key-import'
import type { KeyPreview, PreviewRow, previewKeysSchema } from '@/lib/contract/key-preview'
import { plainKeyText } from '@/lib/contract/key-text'
import { fieldIssues } from '@/lib/contract/said'
import type { KeyEntry } from '@/lib/store/key-entry'
import { findKeysByFingerprint } from '@/lib/store/keys'
import { fingerprint } from '@/lib/vault/fingerprint'
import { mask } from '@/lib/vault/mask'
import { type ControlContext, requireRole } from './context'
import { knownServices } from './import-keys'
import { readRawFile } from './key-file'
import type { RawRow } from './key-file-row'
import { guessService } from './key-file-service'
import { namesTaken } from './keys'

type Input = z.output<typeof previewKeysSchema>

/** A row with what must not leave this process. */
type Judged = { row: PreviewRow; fingerprint: string | null }

/**
 * What importing a text would do, row by row: new, known, malformed. Changes nothing. Its secrets are looked at and
 * forgotten: the answer has them masked only.
 */
export async function previewKeys(call: { ctx: ControlContext; input: Input }): Promise<KeyPreview> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const text = plainKeyText(input.text)
  const { format, rows, skipped, problems } = readRawFile(text, { services: knownServices(ctx), format: input.format })
  const remarks = [...skipped, ...problems].map(({ line, code }) => ({ line, code }))
  if (rows.length > IMPORT_ROWS_MAX) return { format, rows: [], remarks: [{ line: 1, code: 'too-many-rows' }] }
  const spans = spansOf(text, rows)
  const judged = rows.map((row, index) => judge(ctx, row, spans[index] ?? null, input))
  const prints = judged.flatMap(each => each.fingerprint ?? [])
  const kept = new Map((await findKeysByFingerprint(ctx.store, prints)).map(entry => [entry.fingerprint, entry]))
  return { format, rows: withNames(withKnown(judged, kept), await freeNames(ctx)), remarks }
}

function judge(ctx: ControlContext, { line, fields }: RawRow, span: PreviewRow['span'], input: Input): Judged {
  const given = fields.get('apiKey')
  const secret = typeof given === 'string' ? given : ''
  const named = fields.get('service')
  const told = typeof named === 'string' ? named.trim().toLowerCase() : undefined
  const guess = guessService(secret, knownServices(ctx))
  const service = input.services[line] ?? told ?? guess ?? input.service ?? null
  const known = ctx.services.find(({ id }) => id === service)
  const isGuessed = known !== undefined && input.services[line] === undefined && told === undefined && guess !== null
  const row: PreviewRow = {
    ...{ line, span, state: 'no-service', service: known?.id ?? null, isGuessed, isUnusual: false },
    ...{ name: '', masked: mask(secret), settings: {}, issues: [], known: null },
  }
  if (!known) return { row, fingerprint: null }
  const name = fields.get('name')
  const parsed = newKeySchema.safeParse({ name: known.id, ...Object.fromEntries(fields), service: known.id })
  if (!parsed.success) {
    const shown = typeof name === 'string' ? name.slice(0, 100) : ''
    return { row: { ...row, state: 'malformed', name: shown, issues: fieldIssues(parsed.error) }, fingerprint: null }
  }
  const settings = settingsOf(fields)
  const isUnusual = !known.keyFormat.test(parsed.data.apiKey)
  const state = span === null ? 'malformed' : 'new'
  return {
    row: { ...row, state, isUnusual, name: name === undefined ? '' : parsed.data.name, settings },
    fingerprint: fingerprint(ctx.masterKey, known.id, parsed.data.apiKey),
  }
}

function settingsOf(fields: RawRow['fields']): PreviewRow['settings'] {
  return Object.fromEntries([...fields].filter(([field]) => !['apiKey', 'service', 'name'].includes(field)))
}

function withKnown(judged: readonly Judged[], kept: ReadonlyMap<string, KeyEntry>): PreviewRow[] {
  const seen = new Set<string>()
  return judged.map(({ row, fingerprint: print }) => {
    if (print === null || row.state !== 'new') return row
    const entry = kept.get(print)
    if (entry) {
      const known = { id: entry.key.id, name: entry.key.name }
      return { ...row, known, state: entry.removedAt === null ? 'known' : 'removed' }
    }
    if (seen.has(print)) return { ...row, state: 'repeated' }
    seen.add(print)
    return row
  })
}

/** New keys without a name are given one. */
function withNames(rows: readonly PreviewRow[], free: (service: string) => string): PreviewRow[] {
  return rows.map(row => {
    const isNameless = row.state === 'new' && row.name === '' && row.service !== null
    return isNameless ? { ...row, name: free(row.service ?? '') } : row
  })
}

/** Where each row's secret stands in the text, looked for from where its line begins. */
function spansOf(text: string, rows: readonly RawRow[]): PreviewRow['span'][] {
  const lineStarts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1)
  return rows.map(({ line, fields }) => {
    const secret = fields.get('apiKey')
    if (typeof secret !== 'string' || secret === '') return null
    const startsAt = text.indexOf(secret, lineStarts[line - 1] ?? 0)
    return startsAt === -1 ? null : [startsAt, startsAt + secret.length]
  })
}

/** Gives each row without a name the next one that no key of its service has. */
async function freeNames(ctx: ControlContext): Promise<(service: string) => string> {
  const taken = await namesTaken(ctx.store)
  const last = new Map<string, number>()
  return service => {
    let number = last.get(service) ?? 0
    do number += 1
    while (taken.has(`${service}\n${service}-${number}`))
    last.set(service, number)
    return `${service}-${number}`
  }
}
