import type { FurtherService, SimulatedService } from './vocabulary'

/** A call as an application would make it. `path` is the service's own. */
export type SampleCall = { path: string; headers: Record<string, string>; body: string }

const PROMPTS = ['Write a haiku about keys.', 'Summarise the minutes of the meeting.', 'Translate "good morning".']
const STREAM_WISH = ' [[chunks=30 pace=20]]'

/** One generation call, or for a sender of mail one mail; `number` varies it. */
export function sampleCall(service: SimulatedService, token: string, isStream: boolean, number: number): SampleCall {
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
    case 'sendgrid':
      return call('/v3/mail/send', bearer, {
        personalizations: [{ to: [{ email: `reader-${number}@mail.example` }] }],
        from: { email: 'demo@mail.example' },
        subject: text,
        content: [{ type: 'text/plain', value: text }],
      })
    case 'mailgun': {
      const form = new URLSearchParams({ from: 'demo@mg.example', to: `reader-${number}@mail.example`, text })
      const authorization = `Basic ${Buffer.from(`api:${token}`).toString('base64')}`
      const headers = { ...json, authorization, 'content-type': 'application/x-www-form-urlencoded' }
      return { path: '/v3/mg.example/messages', headers, body: form.toString() }
    }
    default: {
      const { path, model } = CHATS[service]
      return call(path, bearer, { model, messages, stream: isStream })
    }
  }
}

/** Where those who speak OpenAI's dialect, or nearly, are asked to chat. */
const CHATS: Record<Exclude<FurtherService, 'sendgrid' | 'mailgun'>, { path: string; model: string }> = {
  openrouter: { path: '/api/v1/chat/completions', model: 'openai/gpt-4o-mini' },
  mistral: { path: '/v1/chat/completions', model: 'mistral-small-latest' },
  deepseek: { path: '/chat/completions', model: 'deepseek-chat' },
  cohere: { path: '/v2/chat', model: 'command-r7b-12-2024' },
  xai: { path: '/v1/chat/completions', model: 'grok-4' },
  cerebras: { path: '/v1/chat/completions', model: 'llama-3.3-70b' },
  together: { path: '/v1/chat/completions', model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo' },
}

function call(path: string, headers: Record<string, string>, body: unknown): SampleCall {
  return { path, headers, body: JSON.stringify(body) }
}
