import { expect, it } from 'vitest'
import { findService } from './index'

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))
const chat = '/openai/v1/chat/completions'

it.each<[string, string, string, string, unknown, boolean]>([
  ['a generation that is not streamed', 'groq', 'POST', chat, { model: 'm', messages: [] }, true],
  [
    'a streamed generation',
    'groq',
    'POST',
    chat,
    { model: 'm', messages: [{ content: '"stream":false' }], stream: true },
    false,
  ],
  ['a stream refused in words', 'openai', 'POST', '/v1/responses', { stream: false }, true],
  ['a message that is streamed', 'anthropic', 'POST', '/v1/messages', { stream: true }, false],
  ['Gemini’s whole answer', 'gemini', 'POST', '/v1beta/models/g:generateContent', { contents: [] }, true],
  ['Gemini’s stream', 'gemini', 'POST', '/v1beta/models/g:streamGenerateContent?alt=sse', { contents: [] }, false],
  ['a read', 'openai', 'GET', '/v1/models', null, false],
  ['a mail', 'resend', 'POST', '/emails', { to: 'x@y.z' }, false],
])('%s', (_, id, method, path, body, isSlow) => {
  const service = findService(id)
  expect(service?.isSlowToAnswer(method, path, body === null ? null : bytes(body))).toBe(isSlow)
})
