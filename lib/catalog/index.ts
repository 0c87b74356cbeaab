import type { ServiceId } from '@/lib/engine/vocabulary'
import { anthropic } from './anthropic'
import { cerebras } from './cerebras'
import { cohere } from './cohere'
import { deepseek } from './deepseek'
import { gemini } from './gemini'
import { groq } from './groq'
import { mailgun } from './mailgun'
import { mistral } from './mistral'
import { openai } from './openai'
import { openrouter } from './openrouter'
import { resend } from './resend'
import { sendgrid } from './sendgrid'
import type { ServiceDefinition } from './service'
import { together } from './together'
import { xai } from './xai'

/** Every upstream known by heart; an operator's own are made with `describeGeneric`. */
export const CATALOG: readonly ServiceDefinition[] = [
  ...[gemini, groq, resend, openai, anthropic],
  ...[openrouter, mistral, deepseek, cohere, xai, cerebras, together],
  ...[sendgrid, mailgun],
]

export function findService(id: ServiceId): ServiceDefinition | undefined {
  return CATALOG.find(service => service.id === id)
}
