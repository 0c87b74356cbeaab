import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { rendered } from '@/components/layout/words.fixture'
import type { AuditEntryView } from '@/lib/contract/audit'
import type { Locale } from '@/lib/contract/locale'
import { SERVICE_SETTINGS } from '@/lib/contract/service'
import { retentionSchema } from '@/lib/contract/settings'
import { SETTINGS } from '@/lib/control/key-facts'
import az from '@/messages/az.json'
import en from '@/messages/en.json'
import { AuditTable } from './audit-table'

const ENTRY: AuditEntryView = {
  ...{ id: 7, at: '2026-11-22T12:00:00.000Z', operator: { id: 'op', name: 'ada@example.com' }, verb: 'changeKey' },
  ...{ target: 'k1', name: 'team-a', masked: 'gsk_ab…3f', service: { id: 'groq', label: 'Groq' }, alert: null },
  ...{ count: null, undone: null, undo: 'possible', changes: [{ field: 'priority', before: 1, after: 7 }] },
}

function textOf(more: Partial<AuditEntryView>, locale: Locale = 'en'): string {
  const undo = async () => ({ kind: 'done' as const, answer: null })
  const table = <AuditTable entries={[{ ...ENTRY, ...more }]} undo={undo} onTarget={() => {}} />
  const markup = rendered(<QueryClientProvider client={new QueryClient()}>{table}</QueryClientProvider>, locale)
  return markup
    .replace(/<style.*?<\/style>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
}

test('a deed is told with who, what, and each field from what to what', () => {
  expect(textOf({})).toContain('ada@example.com Changed key team-a gsk_ab…3f priority 1 → 7 Undo')
  expect(textOf({}, 'az')).toContain('Açar dəyişdirildi team-a gsk_ab…3f prioritet 1 → 7 Geri qaytar')
  expect(textOf({ operator: { id: 'cli', name: null }, undo: 'done' })).toMatch(/Command line .* undone/)
})

test('values are said as people say them', () => {
  const said = (field: string, before: never | unknown, after: unknown) =>
    textOf({ changes: [{ field, before: before as null, after: after as null }] })
  expect(said('status', 'active', 'paused')).toContain('status Ready → Paused')
  expect(said('strategy', 'score', 'round-robin')).toContain('strategy best score first → round robin')
  expect(said('isRemoved', false, true)).toContain('removed no → yes')
  expect(said('rules', [], ['tea → rate-limited'])).toContain('rules none → tea → rate limited')
  expect(said('dailyLimit', 1000, null)).toContain('daily limit 1,000 → none')
  expect(said('overloadRestMs', 5000, 90_000)).toContain('rest after an overload 5 s → 1 min 30 s')
  expect(said('statusReason', null, 'disabled by an operator')).toContain('reason by an operator')
})

test('every setting an operator can change has a name in both languages', () => {
  const fields = [
    ...SETTINGS,
    ...SERVICE_SETTINGS,
    ...Object.keys(retentionSchema.shape),
    'status',
    'isRemoved',
    'role',
  ]
  for (const words of [en, az]) expect(fields.filter(field => !(field in words.audit.field))).toEqual([])
})
