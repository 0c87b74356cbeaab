import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { REST } from './defaults'
import { readHint } from './retry-hint'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './vocabulary'

const NOW = Date.parse('2026-11-22T06:30:00Z')

/** How long the hint says to wait, or `null`. */
function waitOf(headers: Record<string, string>, body = ''): number | null {
  const hint = readHint({ headers, body }, NOW)
  return hint === null ? null : hint.until - NOW
}

describe('Retry-After', () => {
  test.each([
    ['17', 17 * SECOND_MS],
    [' 17 ', 17 * SECOND_MS],
    ['0.25', 250],
    ['Sun, 22 Nov 2026 06:31:00 GMT', MINUTE_MS],
    ['Sunday, 22-Nov-26 06:31:00 GMT', MINUTE_MS],
    ['Sun Nov 22 06:31:00 2026', MINUTE_MS],
    ['2026-11-22T06:31:00Z', MINUTE_MS],
    ['1m30s', 90 * SECOND_MS],
    [`${NOW / 1000 + 60}`, MINUTE_MS],
    [`${NOW + 1500}`, 1500],
    ['999999', REST.hintCapMs],
  ])('%s', (value, waitMs) => expect(waitOf({ 'retry-after': value })).toBe(waitMs))

  test.each([
    '-5',
    '0',
    '',
    'soon',
    'NaN',
    'Infinity',
    '1e3',
    '0x10',
    '5 months',
    'Sun, 22 Nov 2026 06:29:00 GMT',
    '1990-01-01T00:00:00Z',
    '2026-99-99T99:99:99Z',
  ])('refuses %j', value => expect(waitOf({ 'retry-after': value })).toBeNull())

  test('in milliseconds is finer than in seconds', () =>
    expect(waitOf({ 'retry-after-ms': '1250.5', 'retry-after': '2' })).toBe(1251))

  test('in seconds holds where the milliseconds are nonsense', () =>
    expect(waitOf({ 'retry-after-ms': '-1', 'retry-after': '2' })).toBe(2000))
})

describe('words in the body', () => {
  test.each([
    ['Please try again in 1m23.45s. Visit', 83_450],
    ['Please try again in 6ms.', 6],
    ['recipient limit exceeded, try again after Sun, 22 Nov 2026 06:31:30 UTC', 90 * SECOND_MS],
    [`{"metadata":{"headers":{"X-RateLimit-Reset":"${NOW + 1500}"}}}`, 1500],
    ['{"retry_after_seconds":29,"retry_after_seconds_raw":28.181}', 29 * SECOND_MS],
    ['{"headers": {"Retry-After" : "7"}}', 7 * SECOND_MS],
    ['Please retry in 10h17m5.72s.', 10 * HOUR_MS + 17 * MINUTE_MS + 5720],
    ['Please retry in 964.378ms.', 965],
    ['Your quota will reset after 3h2m1s.', 3 * HOUR_MS + 2 * MINUTE_MS + SECOND_MS],
    ['resets in 2 hours and 5 minutes', 2 * HOUR_MS + 5 * MINUTE_MS],
    ['Retry after 30 seconds', 30 * SECOND_MS],
    ['retry after 30', 30 * SECOND_MS],
    ['try again in 156h14m36.7s', REST.hintCapMs],
    ['try again in 5s … try again in 9s', 9 * SECOND_MS],
    ['You will regain access on 2026-11-22 at 08:00 UTC.', 90 * MINUTE_MS],
    ['You will regain access on 2026-12-01 at 00:00 UTC.', REST.hintCapMs],
    ['{"details":[{"retryDelay": "38.2s"}]}', 38_200],
    ['{"details":[{"retryDelay":{"seconds":"12","nanos":5}}]}', 12 * SECOND_MS],
    ['{"details":[{"retryDelay":{"seconds": 12}}]}', 12 * SECOND_MS],
  ])('%s', (body, waitMs) => expect(waitOf({}, body)).toBe(waitMs))

  test.each([
    'try again in a moment',
    'try again in -5s',
    'try again in 5 months',
    'try again in 50 months',
    'try again in 1.5 months',
    'please wait',
    '{"retryDelay":"-4s"}',
    '{"retryDelay":"0s"}',
    '{"retryDelay":"soon"}',
    'a caller wrote: \\"retryDelay\\": \\"999s\\"',
  ])('refuses %j', body => expect(waitOf({}, body)).toBeNull())

  test('the later of header and words holds', () => {
    expect(waitOf({ 'retry-after': '3' }, 'try again in 7.66s')).toBe(7660)
    expect(waitOf({ 'retry-after': '30' }, 'try again in 7.66s')).toBe(30_000)
  })
})

describe('reset headers', () => {
  test('only the limit with nothing left speaks', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '14370',
      'x-ratelimit-reset-requests': '2m59.56s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '7.66s',
    }
    expect(waitOf(headers)).toBe(7660)
    expect(waitOf({ ...headers, 'x-ratelimit-remaining-tokens': '5' })).toBeNull()
  })

  test('of several used-up limits the last to come back holds', () =>
    expect(
      waitOf({
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2026-11-22T06:30:20Z',
        'anthropic-ratelimit-output-tokens-remaining': '0',
        'anthropic-ratelimit-output-tokens-reset': '2026-11-22T06:30:50Z',
      }),
    ).toBe(50_000))

  test.each([
    [{ 'ratelimit-remaining': '0', 'ratelimit-reset': '4' }, 4000],
    [{ 'ratelimit-reset': '4' }, 4000],
    [{ 'x-ratelimit-reset': `${NOW + 4000}` }, 4000],
    [{ 'x-ratelimit-reset': `${NOW / 1000 + 4}` }, 4000],
    [{ 'ratelimit-remaining': '3', 'ratelimit-reset': '4' }, null],
    [{ 'x-ratelimit-reset-requests': '20ms' }, 20],
    [{ 'x-resend-daily-quota': '0', 'x-resend-monthly-quota': '0' }, null],
  ])('%j', (headers, waitMs) => expect(waitOf(headers as Record<string, string>)).toBe(waitMs))

  test('an explicit word goes before them', () =>
    expect(waitOf({ 'retry-after': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '50' })).toBe(2000))
})

const HINT_HEADERS = [
  'retry-after',
  'retry-after-ms',
  'ratelimit-reset',
  'ratelimit-remaining',
  'x-ratelimit-reset-tokens',
  'x-ratelimit-remaining-tokens',
  'anthropic-ratelimit-requests-reset',
  'anthropic-ratelimit-requests-remaining',
]

/** Text that looks like time to every reader, with every kind of nonsense between. */
const timelike = fc.oneof(
  fc.string(),
  fc.double().map(String),
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc.date({ noInvalidDate: true }).map(date => date.toUTCString()),
  fc.date({ noInvalidDate: true }).map(date => date.toISOString()),
  fc
    .array(fc.tuple(fc.double(), fc.constantFrom('ms', 'm', 's', 'h', 'd', 'ns', ' minutes', '')))
    .map(parts => parts.flat().join('')),
)

describe('whatever an upstream writes', () => {
  test('a hint never throws, is never past, never beyond the cap, and is a whole number', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...HINT_HEADERS), timelike),
        fc
          .tuple(fc.constantFrom('try again in ', '"retryDelay":"', 'resets after ', ''), timelike)
          .map(parts => parts.join('')),
        fc.integer({ min: 0, max: 4e12 }),
        (headers, body, now) => {
          const hint = readHint({ headers, body }, now)
          if (hint === null) return
          expect(Number.isInteger(hint.until)).toBe(true)
          expect(hint.until).toBeGreaterThan(now)
          expect(hint.until).toBeLessThanOrEqual(now + REST.hintCapMs)
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('a Go duration is read as it was written', () => {
    const part = fc.tuple(fc.nat(23), fc.nat(59), fc.integer({ min: 1, max: 59_999 }))
    fc.assert(
      fc.property(part, ([hours, minutes, milliseconds]) => {
        const written = `${hours}h${minutes}m${milliseconds / 1000}s`
        const waitMs = hours * HOUR_MS + minutes * MINUTE_MS + milliseconds
        const expected = Math.min(waitMs, REST.hintCapMs)
        expect(Math.abs((waitOf({ 'retry-after': written }) ?? 0) - expected)).toBeLessThanOrEqual(1)
        expect(Math.abs((waitOf({}, `Please try again in ${written}.`) ?? 0) - expected)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('64 KB that almost match are read in no time', () => {
    const bodies = ['try again in ', '1m', '"retryDelay" : {', 'regain access on ', '9'].map(text =>
      text.repeat(65_536 / text.length),
    )
    const startedAt = performance.now()
    for (const body of bodies) readHint({ headers: {}, body }, NOW)
    expect(performance.now() - startedAt).toBeLessThan(250)
  })
})
