import Groq from 'groq-sdk'
import type { KeyUse } from '@/lib/rotation/with-key'
import { messagesOf } from './speak-openai-like'
import { speakerOf, type Talk } from './talk'

/** Groq in JSON mode, which all its models know; the schema stands in the instructions. */
export const speakGroq = speakerOf({
  ask: (use, talk) => clientOf(use).chat.completions.create(parameters(talk), { signal: use.signal }),
  textOf: answer => answer.choices[0]?.message.content ?? '',
  stream: (use, talk) =>
    clientOf(use).chat.completions.create({ ...parameters(talk), stream: true }, { signal: use.signal }),
  pieceOf: chunk => chunk.choices[0]?.delta.content ?? '',
})

function clientOf({ apiKey, origin }: KeyUse): Groq {
  return new Groq({ apiKey, baseURL: origin, maxRetries: 0 })
}

function parameters(talk: Talk) {
  const { model, temperature } = talk
  return { model, temperature, messages: messagesOf(talk), response_format: { type: 'json_object' as const } }
}
