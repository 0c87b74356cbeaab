import type { Content, GenerateContentParameters } from '@google/genai'
import type { KeyUse } from '@/lib/rotation/with-key'
import { geminiClient } from './gemini'
import { speakerOf, type Talk } from './talk'

/** Gemini by its own API, held to the schema (ai.google.dev/gemini-api/docs/structured-output). */
export const speakGemini = speakerOf({
  ask: (use, talk) => geminiClient(use).models.generateContent(parameters(use, talk)),
  textOf: answer => answer.text ?? '',
  stream: (use, talk) => geminiClient(use).models.generateContentStream(parameters(use, talk)),
  pieceOf: chunk => chunk.text ?? '',
})

function parameters({ signal }: KeyUse, talk: Talk): GenerateContentParameters {
  return {
    model: talk.model,
    contents: talk.turns.map(({ role, text }): Content => ({ role, parts: [{ text }] })),
    config: {
      systemInstruction: talk.instructions,
      temperature: talk.temperature,
      responseMimeType: 'application/json',
      responseJsonSchema: understood(talk.schema),
      abortSignal: signal,
    },
  }
}

/** Bounds of lengths are not understood, and those of lists make a schema "too complex": the instructions state them. */
const UNDERSTOOD = new Set([
  'type',
  'properties',
  'items',
  'enum',
  'required',
  'description',
  'anyOf',
  'additionalProperties',
])

function understood(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(understood)
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).filter(([name]) => UNDERSTOOD.has(name))
  return Object.fromEntries(
    entries.map(([name, value]) => [name, name === 'properties' ? ofEach(value) : understood(value)]),
  )
}

/** Here the names are the material's own. */
function ofEach(properties: object): object {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, understood(value)]))
}
