import type { ServiceDefinition } from '@/lib/catalog/service'
import { isAskable } from './askable'
import { speakAnthropic } from './speak-anthropic'
import { speakGemini } from './speak-gemini'
import { speakGroq } from './speak-groq'
import { speakOpenAiLike } from './speak-openai-like'
import type { Speaker } from './talk'

/** `null`: it generates nothing. What an operator described speaks OpenAI's dialect. */
export function speakerFor(service: ServiceDefinition): Speaker | null {
  if (!isAskable(service)) return null
  switch (service.id) {
    case 'gemini':
      return speakGemini
    case 'groq':
      return speakGroq
    case 'anthropic':
      return speakAnthropic
    default:
      return speakOpenAiLike(service)
  }
}
