import Anthropic from '@anthropic-ai/sdk'
import type { KeyUse } from '@/lib/rotation/with-key'
import { speakerOf, type Talk } from './talk'

/** Anthropic wants to be told; enough for a translated CV. */
const ANSWER_MAX_TOKENS = 16_000

/** Anthropic by its own API; the schema stands in the instructions. */
export const speakAnthropic = speakerOf({
  ask: (use, talk) => clientOf(use).messages.create(parameters(talk), { signal: use.signal }),
  textOf: answer => answer.content.map(block => (block.type === 'text' ? block.text : '')).join(''),
  stream: (use, talk) => clientOf(use).messages.create({ ...parameters(talk), stream: true }, { signal: use.signal }),
  pieceOf: event => (event.type === 'content_block_delta' && event.delta.type === 'text_delta' ? event.delta.text : ''),
})

function clientOf({ apiKey, origin }: KeyUse): Anthropic {
  return new Anthropic({ apiKey, authToken: null, baseURL: origin, maxRetries: 0 })
}

function parameters({ model, instructions, temperature, turns }: Talk) {
  const messages = turns.map(({ role, text }) => ({
    role: role === 'user' ? ('user' as const) : ('assistant' as const),
    content: text,
  }))
  return { model, system: instructions, temperature, messages, max_tokens: ANSWER_MAX_TOKENS }
}
