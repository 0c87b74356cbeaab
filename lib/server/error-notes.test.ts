import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findService } from '@/lib/catalog/index'
import { classify } from '@/lib/engine/classify'
import type { Lease } from '@/lib/engine/lease'
import type { ErrorSignal } from '@/lib/rotation/rotation-request'
import { openStore } from '@/lib/store/client'
import { dismissOwner, listKeyOwners, saveKeyOwners } from '@/lib/store/key-owners'
import type { Store } from '@/lib/store/session'
import {
  addUnknownErrors,
  countUnknownErrors,
  dismissUnknownError,
  listUnknownErrors,
  UNKNOWN_KEPT,
} from '@/lib/store/unknown-errors'
import { ErrorNotes } from './error-notes'

let folder: string
let store: Store
let notes: ErrorNotes
const now = Date.UTC(2026, 10, 22)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-notes-'))
  store = await openStore({ url: `file:${folder}/keywheel.db`, now: () => now })
  notes = new ErrorNotes(id => findService(id) ?? null)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

function meet(service: string, status: number, body: string, headers: Record<string, string> = {}, keyId = 'k1') {
  const definition = findService(service)
  if (!definition) throw new Error(`no ${service}`)
  const signal: ErrorSignal = { kind: 'response', status, headers, body, model: null, at: now }
  const outcome = classify(signal, { ...definition, isSafeToRepeat: true })
  // what is heard of a lease is its key and its service
  notes.hear({ keyId, service } as Lease, signal, outcome)
  return outcome
}
const odd = (code: string, id: number) => JSON.stringify({ error: { code, message: `Key sk-canary${id}a1b2c3d4` }, id })

describe('errors that no rule knew', () => {
  test('are counted by service, status and shape, with one sample that has nobody’s secrets', async () => {
    for (let id = 0; id < 3; id++) meet('groq', 409, odd('odd', id))
    meet('groq', 409, odd('odder', 9))
    await notes.flush(store)
    meet('groq', 409, odd('odd', 7))
    await notes.flush(store)
    await notes.flush(store)
    const found = await listUnknownErrors(store, 9)
    expect(found.map(({ status, count, shape }) => [status, count, shape])).toEqual([
      [409, 4, 'error.code=odd error.message id'],
      [409, 1, 'error.code=odder error.message id'],
    ])
    expect(JSON.stringify(found)).not.toContain('canary')
  })

  test('are not those a rule knew, nor those whose status says it all', async () => {
    meet('groq', 429, 'tokens per minute')
    meet('openai', 404, '{"error":{"code":"gone"}}')
    meet('openai', 422, '{"error":{"code":"no"}}')
    await notes.flush(store)
    expect(await countUnknownErrors(store)).toBe(0)
  })

  const said = (message: string, more: object = {}) => JSON.stringify({ error: { message, ...more } })
  test.each([
    ['groq', 500, said('Internal Server Error', { type: 'internal_server_error' })],
    ['groq', 503, said('Service Unavailable', { type: 'internal_server_error', code: 'service_unavailable' })],
    [
      'openai',
      500,
      said('The server had an error while processing your request.', { type: 'server_error', code: null }),
    ],
    [
      'anthropic',
      500,
      JSON.stringify({ type: 'error', error: { type: 'api_error', message: 'Internal server error' } }),
    ],
    [
      'anthropic',
      504,
      JSON.stringify({ type: 'error', error: { type: 'timeout_error', message: 'Request timed out' } }),
    ],
    ['gemini', 500, said('An internal error has occurred. Please retry.', { code: 500, status: 'INTERNAL' })],
    ['gemini', 504, said('Deadline expired before operation could complete.', { status: 'DEADLINE_EXCEEDED' })],
    [
      'resend',
      500,
      JSON.stringify({ statusCode: 500, name: 'application_error', message: 'An unexpected error occurred.' }),
    ],
    ['resend', 500, JSON.stringify({ statusCode: 500, name: 'internal_server_error', message: 'We broke.' })],
    ['openrouter', 502, said('Provider returned error', { code: 502 })],
    ['mistral', 500, JSON.stringify({ object: 'error', message: 'Oops', type: 'internal_server_error', code: null })],
    [
      'mistral',
      503,
      JSON.stringify({ object: 'error', message: 'Service unavailable.', type: 'internal_server_error' }),
    ],
    ['deepseek', 500, said('Server error', { type: 'server_error' })],
    ['cohere', 500, JSON.stringify({ message: 'internal server error, this has been reported to our developers.' })],
    [
      'xai',
      503,
      JSON.stringify({ code: 'The service is currently unavailable', error: 'Service temporarily unavailable' }),
    ],
    ['sendgrid', 500, JSON.stringify({ errors: [{ message: 'Internal Server Error', field: null }] })],
    ['together', 503, 'upstream connect error or disconnect/reset before headers'],
    ['cerebras', 504, '<html><head><title>504 Gateway Time-out</title></head></html>'],
    ['mailgun', 502, '<html><head><title>502 Bad Gateway</title></head></html>'],
    ['groq', 522, '<title>api.groq.com | 522: Connection timed out</title>'],
    ['groq', 500, ''],
    ['groq', 503, ' \n'],
  ])('are not the plain words in which %s says %i', async (service, status, body) => {
    expect(meet(service, status, body)).toMatchObject({
      ...{ kind: status === 503 ? 'overloaded' : 'service-error', blame: 'service' },
      ...(body.trim() !== '' && { rule: expect.not.stringContaining('status ') }),
    })
    await notes.flush(store)
    expect(await countUnknownErrors(store)).toBe(0)
  })

  test('are those of a server that failed for a reason nobody knows', async () => {
    meet('groq', 500, said('Your plan has ended.', { code: 'plan_ended' }))
    await notes.flush(store)
    expect(await countUnknownErrors(store)).toBe(1)
  })

  test('stay dismissed when they come again', async () => {
    meet('groq', 409, odd('odd', 1))
    await notes.flush(store)
    const [first] = await listUnknownErrors(store, 1)
    await dismissUnknownError(store, first?.id ?? '', 1)
    meet('groq', 409, odd('odd', 2))
    await notes.flush(store)
    expect(await listUnknownErrors(store, 9)).toEqual([])
  })

  test('are counted once, and all of them, when one of two writings fails', async () => {
    meet('openai', 409, odd('odd', 1), { 'openai-organization': 'org-a' })
    const failing = (fails: (at: number) => boolean): Store => {
      let at = 0
      const transaction: Store['transaction'] = run =>
        fails(at++) ? Promise.reject(new Error('the disk is full')) : store.transaction(run)
      return Object.assign(Object.create(store), { transaction })
    }
    await expect(notes.flush(failing(at => at === 1))).rejects.toThrow('the disk is full')
    await notes.flush(store)
    expect(await listUnknownErrors(store, 9)).toMatchObject([{ count: 1 }])
    expect(await listKeyOwners(store, 'openai')).toMatchObject([{ owner: 'org-a' }])
    meet('openai', 409, odd('odd', 1))
    const late = notes.flush(failing(() => true))
    meet('openai', 409, odd('odd', 1))
    await expect(late).rejects.toThrow('the disk is full')
    await notes.flush(store)
    expect(await listUnknownErrors(store, 9)).toMatchObject([{ count: 3 }])
  })

  test('are written by two processes at once, whatever letters they hold', async () => {
    const note = (shape: string) => ({
      ...{ service: 'groq', status: 409, shape, sample: 'a\0b', count: 1, at: now },
      outcome: 'caller-error' as const,
    })
    const owner = (keyId: string) => ({ keyId, service: 'groq', owner: 'org-a\0', seenAt: now })
    await Promise.all([
      addUnknownErrors(store, [note('a'), note('b')]),
      addUnknownErrors(store, [note('b'), note('a')]),
      saveKeyOwners(store, [owner('k1'), owner('k2')]),
      saveKeyOwners(store, [owner('k2'), owner('k1')]),
    ])
    const found = await listUnknownErrors(store, 9)
    expect(found.map(({ count, sample }) => [count, sample.includes('\0')])).toEqual([
      [2, false],
      [2, false],
    ])
    expect(await listKeyOwners(store, 'groq')).toHaveLength(2)
  })

  test('take bounded room, in memory and on disk', async () => {
    for (let id = 0; id < 5000; id++)
      meet('groq', 409, JSON.stringify({ error: { code: `c${'y'.repeat(id % 20)}` }, id }))
    await notes.flush(store)
    expect(await countUnknownErrors(store)).toBeLessThanOrEqual(50)
    const many = Array.from({ length: UNKNOWN_KEPT + 30 }, (_, at) => ({
      ...{ service: 'groq', status: 409, shape: `error.code=c${at}`, sample: '', count: 1, at: now + at },
      outcome: 'caller-error' as const,
    }))
    await addUnknownErrors(store, many)
    expect(await countUnknownErrors(store)).toBe(UNKNOWN_KEPT)
  })

  test('of one kind are read a few times a second and counted all the same', async () => {
    for (let id = 0; id < 500; id++) meet('groq', 500, '<html>Something odd</html>')
    await notes.flush(store)
    expect(await listUnknownErrors(store, 9)).toMatchObject([{ status: 500, count: 500 }])
  })
})

describe('whose quota a key uses', () => {
  test('is learned from an error’s header or text, and kept by key', async () => {
    meet('openai', 429, '{}', { 'openai-organization': 'org-a' }, 'k1')
    meet('openai', 429, '{"error":{"message":"for gpt-4o in organization org-a on"}}', {}, 'k2')
    meet('resend', 429, '{}', { 'openai-organization': 'org-a' }, 'k3')
    await notes.flush(store)
    expect((await listKeyOwners(store, 'openai')).map(({ keyId, owner }) => [keyId, owner])).toEqual([
      ['k1', 'org-a'],
      ['k2', 'org-a'],
    ])
    expect(await listKeyOwners(store, 'resend')).toEqual([])
  })

  test('is news again when it is another', async () => {
    meet('openai', 429, '{}', { 'openai-organization': 'org-a' })
    await notes.flush(store)
    await dismissOwner(store, 'openai', 'org-a', 1)
    meet('openai', 429, '{}', { 'openai-organization': 'org-b' })
    await notes.flush(store)
    expect(await listKeyOwners(store, 'openai')).toMatchObject([{ owner: 'org-b', isDismissed: false }])
  })
})
