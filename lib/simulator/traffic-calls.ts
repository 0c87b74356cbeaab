import type { SampledService } from './vocabulary'

/** A call as an application would make it. `path` is the service's own. */
export type SampleCall = { path: string; headers: Record<string, string>; body: string }

const PROMPTS = ['Write a haiku about keys.', 'Summarise the minutes of the meeting.', 'Translate "good morning".']
const STREAM_WISH = ' [[chunks=30 pace=20]]'

/** One generation call, or for Resend one mail; `number` varies it. */
export function sampleCall(service: SampledService, token: string, isStream: boolean, number: number): SampleCall {
  const text = `${PROMPTS[number % PROMPTS.length]}${isStream ? STREAM_WISH : ''}`
  const json = { 'content-type': 'application/json', 'user-agent': 'keywheel-traffic' }
  const bearer = { ...json, authorization: `Bearer ${token}` }
  const messages = [{ role: 'user', content: text }]
  switch (service) {
    case 'groq':
      return call('/openai/v1/chat/completions', bearer, { model: 'llama-3.1-8b-instant', messages, stream: isStream })
    case 'openai':
      return call('/v1/chat/completions', bearer, { model: 'gpt-4o-mini', messages, stream: isStream })
    case 'anthropic':
      return call(
        '/v1/messages',
        { ...json, 'x-api-key': token, 'anthropic-version': '2023-06-01' },
        { model: 'claude-sonnet-4-6', max_tokens: 256, messages, stream: isStream },
      )
    case 'gemini': {
      const verb = isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'
      const contents = [{ role: 'user', parts: [{ text }] }]
      return call(`/v1beta/models/gemini-2.5-flash:${verb}`, { ...json, 'x-goog-api-key': token }, { contents })
    }
    case 'resend':
      return call('/emails', bearer, {
        from: 'Keywheel <demo@mail.example>',
        to: [`reader-${number}@mail.example`],
        subject: text,
        text,
      })
  }
}

function call(path: string, headers: Record<string, string>, body: unknown): SampleCall {
  return { path, headers, body: JSON.stringify(body) }
}
