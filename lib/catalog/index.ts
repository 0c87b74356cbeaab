import type { ServiceId } from '@/lib/engine/vocabulary'
import { anthropic } from './anthropic'
import { gemini } from './gemini'
import { groq } from './groq'
import { openai } from './openai'
import { resend } from './resend'
import type { ServiceDefinition } from './service'

/** Every upstream known by heart; an operator's own are made with `describeGeneric`. */
export const CATALOG: readonly ServiceDefinition[] = [gemini, groq, resend, openai, anthropic]

export function findService(id: ServiceId): ServiceDefinition | undefined {
  return CATALOG.find(service => service.id === id)
}
