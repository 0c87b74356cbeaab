import OpenAI from 'openai'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { KeyUse } from '@/lib/rotation/with-key'
import { type Speaker, speakerOf, type Talk } from './talk'

/** OpenAI and whatever speaks its dialect below `/v1`, in JSON mode; the schema stands in the instructions. */
export function speakOpenAiLike(service: ServiceDefinition): Speaker {
  return speakerOf({
    ask: (use, talk) => clientOf(service, use).chat.completions.create(parameters(talk), { signal: use.signal }),
    textOf: answer => answer.choices[0]?.message.content ?? '',
    stream: (use, talk) =>
      clientOf(service, use).chat.completions.create(
        { ...parameters(talk), stream: true, stream_options: { include_usage: true } },
        { signal: use.signal },
      ),
    pieceOf: chunk => chunk.choices[0]?.delta.content ?? '',
  })
}

/** Whoever wants its key elsewhere than OpenAI does gets it there, and nothing in `Authorization`. */
function clientOf({ auth, defaultHeaders }: ServiceDefinition, { apiKey, origin }: KeyUse): OpenAI {
  const isUsual = auth.header === 'authorization' && auth.prefix === 'Bearer '
  const own = isUsual ? {} : { authorization: null, [auth.header]: auth.prefix + apiKey }
  return new OpenAI({
    apiKey,
    baseURL: `${origin}/v1`,
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
