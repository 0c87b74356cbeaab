import OpenAI from 'openai'
import { authValue } from '@/lib/catalog/auth'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { KeyUse } from '@/lib/rotation/with-key'
import { type Speaker, speakerOf, type Talk } from './talk'

/** OpenAI and whatever speaks its dialect, in JSON mode; the schema stands in the instructions. */
export function speakOpenAiLike(service: ServiceDefinition): Speaker {
  const usageWish = service.refusesStreamOptions ? {} : { stream_options: { include_usage: true } }
  return speakerOf({
    ask: (use, talk) => clientOf(service, use).chat.completions.create(parameters(talk), { signal: use.signal }),
    textOf: answer => answer.choices[0]?.message.content ?? '',
    stream: (use, talk) =>
      clientOf(service, use).chat.completions.create(
        { ...parameters(talk), stream: true, ...usageWish },
        { signal: use.signal },
      ),
    pieceOf: chunk => chunk.choices[0]?.delta.content ?? '',
  })
}

/** Whoever wants its key elsewhere than OpenAI does gets it there, and nothing in `Authorization`. */
function clientOf(
  { auth, defaultHeaders, dialectPath = '/v1' }: ServiceDefinition,
  { apiKey, origin }: KeyUse,
): OpenAI {
  const isUsual = auth.header === 'authorization' && auth.prefix === 'Bearer '
  const own = isUsual ? {} : { authorization: null, [auth.header]: authValue(auth, apiKey) }
  return new OpenAI({
    apiKey,
    baseURL: `${origin}${dialectPath}`,
    maxRetries: 0,
    organization: null,
    project: null,
    defaultHeaders: { ...defaultHeaders, ...own },
  })
}

function parameters(talk: Talk) {
  const { model, temperature } = talk
  return { model, temperature, messages: messagesOf(talk), response_format: { type: 'json_object' as const } }
}

type Message = { role: 'system' | 'user' | 'assistant'; content: string }

export function messagesOf({ instructions, turns }: Talk): Message[] {
  const said = turns.map(({ role, text }): Message => ({ role: role === 'user' ? 'user' : 'assistant', content: text }))
  return [{ role: 'system', content: instructions }, ...said]
}
