import { DAY_MS } from '@/lib/engine/vocabulary'
import { adminQuestions, type Examples } from '../places'

/** What is asked of a route beside its plain address, in ways that a screen asks and that are hard to answer. */
function asked({ keys = '' }: Examples, now: number): Readonly<Record<string, readonly Record<string, string>[]>> {
  const since = new Date(now - 30 * DAY_MS).toISOString()
  return {
    // of a channel, which nobody made
    '/api/admin/alerts/deliveries': [],
    // a page of it: the whole answer is as long as there are keys
    '/api/admin/api-keys/status': [{ limit: '100' }],
    '/api/admin/key-events': [{ key: keys }, { service: 'groq' }],
    '/api/admin/keys': [
      { service: 'groq', sort: 'usage', order: 'desc' },
      { search: 'groq-00995', standing: 'ready' },
      { sort: 'lastUsed', page: '40', size: '200' },
    ],
    '/api/admin/keys/matching': [{ service: 'groq' }],
    '/api/admin/overview': [{}],
    '/api/admin/requests': [
      {},
      { since },
      { since, outcome: 'key-rejected' },
      { since, ending: 'lost' },
      { since, service: 'groq', model: 'qwen-2.5-32b', caller: 'token-site' },
      { since, key: keys },
      { since, key: keys, outcome: 'out-of-credit' },
      { since, model: 'nothing-of-this-name' },
    ],
    '/api/admin/requests/facets': [{}, { since }, { since, service: 'groq' }, { since, key: keys }],
    '/api/admin/search': [{ q: 'gsk' }, { q: 'groq-00995' }],
    '/api/admin/usage/table': [
      {},
      { by: 'key', sort: 'success', order: 'asc', page: '100' },
      { by: 'key', span: 'day', service: 'groq', size: '200' },
      { by: 'model' },
      { by: 'caller', span: 'day' },
    ],
    '/api/admin/usage': [
      { grain: 'minute', last: '60' },
      { grain: 'hour', last: '48', key: keys },
      { grain: 'day', last: '30', key: keys },
      { grain: 'hour', last: '48', service: 'groq' },
      { grain: 'day', last: '30', caller: 'token-site' },
    ],
  }
}

/** Every question of the admin API with its address: each route at least once. */
export function everyQuestion(examples: Examples, now: number): string[] {
  const hard = asked(examples, now)
  return adminQuestions(examples).flatMap(path => {
    const queries = hard[path] ?? [{}]
    return queries.map(query => [path, new URLSearchParams(query).toString()].filter(Boolean).join('?'))
  })
}
