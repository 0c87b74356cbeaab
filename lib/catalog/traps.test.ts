import { describe, expect, test } from 'vitest'
import { classify } from '@/lib/engine/classify'
import { restAfter } from '@/lib/engine/cooldown'
import type { Outcome, Signal } from '@/lib/engine/vocabulary'
import { anthropic } from './anthropic'
import { cerebras } from './cerebras'
import { cohere } from './cohere'
import { deepseek } from './deepseek'
import { gemini } from './gemini'
import { describeGeneric } from './generic'
import { groq } from './groq'
import { mailgun } from './mailgun'
import { mistral } from './mistral'
import { openai } from './openai'
import { openrouter } from './openrouter'
import { resend } from './resend'
import { sendgrid } from './sendgrid'
import type { ServiceDefinition } from './service'
import { together } from './together'
import { ANTHROPIC_TRAPS } from './traps/anthropic-traps'
import { CEREBRAS_TRAPS } from './traps/cerebras-traps'
import { COHERE_TRAPS } from './traps/cohere-traps'
import { DEEPSEEK_TRAPS } from './traps/deepseek-traps'
import { GEMINI_TRAPS } from './traps/gemini-traps'
import { GENERIC_TRAPS } from './traps/generic-traps'
import { GROQ_TRAPS } from './traps/groq-traps'
import { MAILGUN_TRAPS } from './traps/mailgun-traps'
import { MISTRAL_TRAPS } from './traps/mistral-traps'
import { OPENAI_TRAPS } from './traps/openai-traps'
import { OPENROUTER_TRAPS } from './traps/openrouter-traps'
import { RESEND_TRAPS } from './traps/resend-traps'
import { SENDGRID_TRAPS } from './traps/sendgrid-traps'
import { TOGETHER_TRAPS } from './traps/together-traps'
import { MET_AT, type Trap } from './traps/trap'
import { XAI_TRAPS } from './traps/xai-traps'
import { xai } from './xai'

const acme = describeGeneric({ id: 'acme', label: 'Acme', origin: 'https://api.acme.example/' })

const TABLE: readonly (readonly [ServiceDefinition, readonly Trap[]])[] = [
  [gemini, GEMINI_TRAPS],
  [openai, OPENAI_TRAPS],
  [anthropic, ANTHROPIC_TRAPS],
  [groq, GROQ_TRAPS],
  [resend, RESEND_TRAPS],
  [openrouter, OPENROUTER_TRAPS],
  [mistral, MISTRAL_TRAPS],
  [deepseek, DEEPSEEK_TRAPS],
  [cohere, COHERE_TRAPS],
  [xai, XAI_TRAPS],
  [cerebras, CEREBRAS_TRAPS],
  [together, TOGETHER_TRAPS],
  [sendgrid, SENDGRID_TRAPS],
  [mailgun, MAILGUN_TRAPS],
  [acme, GENERIC_TRAPS],
]

const MODEL = 'a-model'

describe.each(TABLE)('$label', (service, traps) => {
  test.each(traps)('$status: $name', trap => {
    const outcome = classify(signalOf(trap), { ...service, isSafeToRepeat: trap.isSafeToRepeat ?? true })
    expect({
      outcome: outcome.kind,
      blame: outcome.blame,
      window: outcome.window,
      isAmbiguous: outcome.isAmbiguous,
      rest: restOf(outcome, service),
    }).toEqual({
      outcome: trap.outcome,
      blame: trap.blame,
      window: trap.window ?? null,
      isAmbiguous: trap.isAmbiguous ?? false,
      rest: trap.rest ?? null,
    })
    expect(outcome.status).toBe(trap.status === 'stream' ? null : trap.status)
  })
})

test.each(TABLE)('$label: every row is needed by some trap', (service, traps) => {
  const verdicts = (rules: ServiceDefinition['rules']) =>
    traps.map(trap => {
      const { rule, kind } = classify(signalOf(trap), { ...service, rules, isSafeToRepeat: true })
      return `${rule}/${kind}`
    })
  const whole = verdicts(service.rules)
  const needless = service.rules.filter(rule => {
    const others = verdicts(service.rules.filter(other => other !== rule))
    return others.every((verdict, index) => verdict === whole[index])
  })
  expect(needless).toEqual([])
})

function signalOf({ status, headers = {}, body, name }: Trap): Signal {
  expect(name).not.toBe('')
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, 2)
  const seen = { headers, body: text, model: MODEL, at: MET_AT }
  return status === 'stream' ? { kind: 'stream-error', ...seen } : { kind: 'response', status, ...seen }
}

/** What the engine makes of the outcome, for a key with a declared account that met no trouble before. */
function restOf(outcome: Outcome, service: ServiceDefinition): Trap['rest'] | null {
  const rest = restAfter(outcome, MODEL, service.policy, true, [], MET_AT, MET_AT)
  if (rest === null) return null
  const { scope, until } = rest.cooldown
  return { scope, waitMs: until - MET_AT }
}
