import { describe, expect, test } from 'vitest'
import { type ClassifyFacts, classify } from './classify'
import { mayHaveCounted } from './settle'
import type { Signal } from './vocabulary'

const AT = { model: null, at: Date.UTC(2026, 10, 22, 12) }
const MAIL: ClassifyFacts = { id: 'resend', rules: [], policy: { limitScope: 'key' }, isSafeToRepeat: false }
const CHAT: ClassifyFacts = { ...MAIL, id: 'groq', isSafeToRepeat: true }

const response = (status: number): Signal => ({ kind: 'response', status, headers: {}, body: '', ...AT })
const unreachable = (wasSent: boolean): Signal => ({ kind: 'unreachable', code: 'ECONNRESET', wasSent, ...AT })

test.each<[string, Signal, ClassifyFacts, boolean]>([
  ['an answer', response(200), MAIL, true],
  ['a cut stream', { kind: 'stream-cut', ...AT }, CHAT, true],
  ['a time limit after sending', { kind: 'timed-out', phase: 'first-byte', wasSent: true, ...AT }, MAIL, true],
  ['a connection never made', { kind: 'timed-out', phase: 'connect', wasSent: false, ...AT }, MAIL, false],
  ['a caller who left', { kind: 'aborted', ...AT }, CHAT, true],
  ['a caller who left before it was sent', { kind: 'aborted', wasSent: false, ...AT }, CHAT, false],
  ['a secret that does not open', { kind: 'secret-unreadable', ...AT }, CHAT, false],
  ['mail that may have gone', unreachable(true), MAIL, true],
  ['mail that has not', unreachable(false), MAIL, false],
  ['mail after which the server failed', response(500), MAIL, true],
  ['mail refused for load', response(503), MAIL, false],
  ['a generation the server failed at', response(500), CHAT, false],
  ['a limit', response(429), MAIL, false],
])('%s touches the quota: %#', (_, signal, facts, isCounted) => {
  expect(mayHaveCounted(classify(signal, facts))).toBe(isCounted)
})

describe('an error in a stream, in words nobody knows', () => {
  const body = '{"error":{"message":"something odd"}}'

  test('is the service’s failure when nothing came before it, so that another key may try', () => {
    const signal: Signal = { kind: 'stream-error', body, headers: {}, isFirst: true, ...AT }
    expect(classify(signal, CHAT)).toMatchObject({ kind: 'service-error', blame: 'service', status: null })
  })

  test('is a broken stream after the first bytes', () => {
    const signal: Signal = { kind: 'stream-error', body, headers: {}, ...AT }
    expect(classify(signal, CHAT)).toMatchObject({ kind: 'broken-stream' })
  })
})
