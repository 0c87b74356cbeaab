import { expect, test } from 'vitest'
import { rendered } from '@/components/layout/words.fixture'
import type { KeyEventView } from '@/lib/contract/key-event'
import { SECRET_UNREADABLE } from '@/lib/engine/state'
import { EventList } from './event-list'

const AT = Date.UTC(2026, 10, 22, 6, 30)

function textOf(kind: KeyEventView['kind'], rule: string, locale: 'en' | 'az'): string {
  const unsaid = { keyId: 'k1', scope: null, account: null, model: null, reason: null, until: null, provenance: null }
  const event = { id: 'e1', service: 'groq', at: new Date(AT).toISOString(), kind, rule, status: null, operator: null }
  return rendered(<EventList events={[{ ...unsaid, ...event }]} now={AT} />, locale)
}

test('what the engine noted in English is said in the person’s language', () => {
  const restored = 'the probe found it alive before its rest was over'
  expect(textOf('restored', restored, 'en')).toContain('Back: the free probe found that it works')
  expect(textOf('restored', restored, 'az')).toContain('Geri qayıdıb: pulsuz yoxlama işlədiyini göstərdi')
  expect(textOf('out', SECRET_UNREADABLE, 'az')).toContain('Baxış gözləyir: gizli dəyəri açmaq olmur')
  expect(textOf('out', 'invalid_api_key', 'en')).toContain('Needs review: upstream says: invalid_api_key')
})
