import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { RequestBody } from './body'
import { ATTACHMENT_TOKENS, expectedUse, readCostFields, UNSAID_TOKENS_OUT } from './expected-use'

const held = (body: object | string): RequestBody => ({
  kind: 'held',
  bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})
const of = (body: RequestBody) => expectedUse(body, readCostFields(body).fields)
const PICTURE = Buffer.alloc(300_000, 0xa7).toString('base64')

describe('attachments count by the piece, not by their letters', () => {
  test.each<[string, object | string]>([
    ['OpenAI’s picture', { content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${PICTURE}` } }] }],
    ['OpenAI’s file', { file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${PICTURE}` } }],
    ['OpenAI’s sound', { type: 'input_audio', input_audio: { data: PICTURE, format: 'wav' } }],
    ['Anthropic’s picture', { source: { type: 'base64', media_type: 'image/png', data: PICTURE } }],
    ['Gemini’s picture', { contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: PICTURE } }] }] }],
    ['one in a body with spaces', `{ "source": { "data": "${PICTURE}" } }`],
    ['one with escaped slashes', `{"data":"${PICTURE.replaceAll('/', '\\/')}"}`],
    ['one that is cut off', `{"data":"${PICTURE}`],
  ])('%s', (_, body) => {
    const { tokensIn } = of(held(body))
    expect(tokensIn).toBeGreaterThanOrEqual(ATTACHMENT_TOKENS)
    expect(tokensIn).toBeLessThan(ATTACHMENT_TOKENS + 100)
  })

  test('each of several, beside the text', () => {
    const url = `data:image/png;base64,${PICTURE}`
    const { tokensIn } = of(held({ text: 'word '.repeat(800), images: [url, url, url] }))
    expect(tokensIn).toBeGreaterThanOrEqual(3 * ATTACHMENT_TOKENS + 1000)
    expect(tokensIn).toBeLessThan(3 * ATTACHMENT_TOKENS + 1200)
  })

  test('a form with a file is one', () => {
    const form = `--b\r\ncontent-disposition: form-data; name="file"\r\n\r\n${'\u0007'.repeat(500_000)}\r\n--b--\r\n`
    expect(of(held(form)).tokensIn).toBe(ATTACHMENT_TOKENS)
  })

  test('long text is no attachment, wherever it stands', () => {
    for (const body of [{ data: 'two words '.repeat(1000) }, { text: 'see ;base64, then '.repeat(600) }])
      expect(of(held(body)).tokensIn).toBeGreaterThan(2400)
  })

  test('what is not seen of a long body is not counted', () => {
    const prefix = Buffer.from(`{"model":"m","text":"${'word '.repeat(1000)}`)
    const { tokensIn } = of({ kind: 'passing', prefix, stream: new PassThrough(), length: 50_000_000 })
    expect(tokensIn).toBeLessThan(1300)
  })
})

describe('the longest answer', () => {
  const far = 'x'.repeat(200_000)
  test.each<[string, object, number]>([
    ['is unsaid', {}, UNSAID_TOKENS_OUT],
    ['is said', { max_tokens: 100 }, 100],
    ['is said far behind', { messages: [far], max_completion_tokens: 100_000 }, 100_000],
    ['is said as Gemini does', { contents: [far], generationConfig: { maxOutputTokens: 50 } }, 50],
    ['is written several times', { max_tokens: 100, n: 8 }, 800],
    ['is written several times far behind', { prompt: far, max_tokens: 100, n: 2, best_of: 20 }, 2000],
    ['is written several times, unsaid', { n: 3 }, 3 * UNSAID_TOKENS_OUT],
    ['is written several times by Gemini', { generationConfig: { maxOutputTokens: 50, candidateCount: 4 } }, 200],
    ['is not said by what is no count', { max_tokens: null, n: 'x', best_of: -1 }, UNSAID_TOKENS_OUT],
    ['is never written no time', { max_tokens: 100, n: 0 }, 100],
  ])('%s', (_, body, tokensOut) => expect(of(held(body)).tokensOut).toBe(tokensOut))
})

test('a body that says one thing again and again takes no longer than another of its length', () => {
  const again = (field: string) => held(`{${Array(200_000).fill(field).join(',')}}`)
  const startedAt = performance.now()
  expect(readCostFields(again('"model":"m"')).fields.get('model')).toHaveLength(200_000)
  expect(of(again('"max_tokens":7')).tokensOut).toBe(7)
  expect(performance.now() - startedAt).toBeLessThan(3000)
}, 20_000)
