import type { AuditEntryView, AuditPage, AuditQuestion } from '@/lib/contract/audit'
import { isUndoable } from '@/lib/contract/undo'
import { type AuditEntry, listAudit as listStored } from '@/lib/store/audit'
import { listOperators } from '@/lib/store/operators'
import { auditChanges, numberIn, textIn } from './audit-changes'
import { type ControlContext, requireRole } from './context'
import { iso } from './key-view'

/** Who acts without being a person with an account. */
const OTHERS = ['cli', 'admin-token', 'setup', 'single-sign-on'] as const
/** Undos of one page's entries that are looked for. */
const UNDOS_MAX = 1000
/** Removed operators whose address is looked for. */
const REMOVED_MAX = 1000

/** Who changed what, newest first, page by page. */
export async function listAudit(call: { ctx: ControlContext; input: AuditQuestion }): Promise<AuditPage> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const { from, to, limit, ...filter } = input
  const entries = await listStored(ctx.store, {
    ...filter,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
    limit: limit + 1,
  })
  const shown = entries.slice(0, limit)
  const last = shown.at(-1)
  const [emailOf, undoneIds] = await Promise.all([emailsOf(ctx), undoneSince(ctx, last)])
  return {
    entries: shown.map(entry => viewOf(ctx, entry, emailOf, undoneIds)),
    next: entries.length > limit && last ? last.id : null,
    operators: [...[...emailOf].map(([id, name]) => ({ id, name })), ...OTHERS.map(id => ({ id, name: null }))],
  }
}

function viewOf(
  ctx: ControlContext,
  entry: AuditEntry,
  emailOf: ReadonlyMap<string, string>,
  undoneIds: ReadonlySet<number>,
): AuditEntryView {
  const { id, at, operator, verb, target, detail } = entry
  const isPart = entry.batch !== null
  const undo = undoneIds.has(id) ? 'done' : !isPart && isUndoable(entry, ctx.now()) ? 'possible' : 'no'
  return {
    ...{ id, at: iso(at), operator: { id: operator, name: emailOf.get(operator) ?? null }, verb, target },
    name: textIn(detail, 'name') ?? textIn(detail, 'email'),
    masked: textIn(detail, 'masked'),
    service: serviceOf(ctx, entry),
    alert: textIn(detail, 'code'),
    count: numberIn(detail, 'count'),
    undone: textIn(detail, 'undone'),
    changes: auditChanges(detail).map(change => withLabels(ctx, change)),
    undo,
  }
}

function serviceOf({ services }: ControlContext, { target, detail }: AuditEntry): AuditEntryView['service'] {
  const id = textIn(detail, 'service') ?? target
  const known = services.find(service => service.id === id)
  if (known) return { id, label: known.label }
  const label = textIn(detail, 'label')
  return label === null ? null : { id, label }
}

type Change = AuditEntryView['changes'][number]

/** Services by the names their makers gave them. */
function withLabels({ services }: ControlContext, change: Change): Change {
  if (change.field !== 'services') return change
  const labelOf = (id: string) => services.find(service => service.id === id)?.label ?? id
  const named = (value: Change['after']) => (Array.isArray(value) ? value.map(labelOf) : value)
  return { ...change, before: named(change.before), after: named(change.after) }
}

/** Every operator's address, those who were removed included. */
async function emailsOf({ store }: ControlContext): Promise<Map<string, string>> {
  const removed = await listStored(store, { verb: 'removeOperator', limit: REMOVED_MAX })
  const gone = removed.flatMap(({ target, detail }): [string, string][] => {
    const email = textIn(detail, 'email')
    return email === null ? [] : [[target, email]]
  })
  return new Map([...gone, ...(await listOperators(store)).map(({ id, email }): [string, string] => [id, email])])
}

/** The entries that were taken back, of those on a page that ends with `last`. */
async function undoneSince({ store }: ControlContext, last: AuditEntry | undefined): Promise<Set<number>> {
  if (!last) return new Set()
  const undos = await listStored(store, { verb: 'undo', after: last.id, limit: UNDOS_MAX })
  return new Set(undos.map(({ detail }) => detail.undoneId).filter(id => typeof id === 'number'))
}
