import { statedSchema } from './prompt'
import { sampleWord, sampleWordCount } from './sample-words'
import type { Asked, JsonObject } from './upstream'

const DEEPEST = 12
const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  email: 'reader@mail.example',
  uri: 'https://mail.example/',
  url: 'https://mail.example/',
  uuid: '6b2e1c1e-0000-4000-8000-000000000001',
}

/** The text of an answer that fits the JSON schema a request asks for, in any service's way; `null`: it asks for none. */
export function readSampleText(body: Asked['body']): string | null {
  const schema = SCHEMA_PLACES.map(path => at(body, path)).find(isObject) ?? statedSchema(body)
  if (schema) return JSON.stringify(sample(schema, schema, ROOT))
  return wantsJson(body) ? '{"answer":"simulated"}' : null
}

/** Gemini twice, OpenAI chat and Responses, Anthropic twice. */
const SCHEMA_PLACES = [
  ['generationConfig', 'responseJsonSchema'],
  ['generationConfig', 'responseSchema'],
  ['response_format', 'json_schema', 'schema'],
  ['text', 'format', 'schema'],
  ['output_config', 'format', 'schema'],
  ['output_format', 'schema'],
]

function wantsJson(body: Asked['body']): boolean {
  const kind = at(body, ['response_format', 'type']) ?? at(body, ['text', 'format', 'type'])
  return kind === 'json_object' || at(body, ['generationConfig', 'responseMimeType']) === 'application/json'
}

/** Where in an answer a value stands: how deep, under which name, and at which place of which list. */
type Where = { depth: number; name: string; list: string; place: number }
const ROOT: Where = { depth: 0, name: '', list: '', place: 0 }

function sample(schema: unknown, root: JsonObject, where: Where): unknown {
  const inside = { ...where, depth: where.depth + 1 }
  if (!isObject(schema) || where.depth > DEEPEST) return null
  if (typeof schema.$ref === 'string') return sample(at(root, schema.$ref.replace('#/', '').split('/')), root, inside)
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[where.place % schema.enum.length]
  const choice = [schema.anyOf, schema.oneOf, schema.allOf].find(Array.isArray)
  if (choice) return sample(choice[0], root, inside)
  const stated = Array.isArray(schema.type) ? schema.type[0] : schema.type
  const type = typeof stated === 'string' ? stated.toLowerCase() : 'properties' in schema ? 'object' : 'string'
  switch (type) {
    case 'object':
      return sampleObject(schema, root, inside)
    case 'array':
      return Array.from({ length: listLength(schema, where.name) }, (_, place) =>
        sample(schema.items, root, { ...inside, list: where.name, place }),
      )
    case 'number':
    case 'integer':
      return numberOf(schema.minimum, Math.min(1, numberOf(schema.maximum, 1)))
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return sampleText(schema, where)
  }
}

function sampleObject(schema: JsonObject, root: JsonObject, where: Where): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {}
  return Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, sample(inner, root, { ...where, name })]),
  )
}

function listLength(schema: JsonObject, name: string): number {
  const wanted = Math.max(sampleWordCount(name), numberOf(schema.minItems, 1))
  return Math.min(wanted, numberOf(schema.maxItems, wanted))
}

function sampleText(schema: JsonObject, { name, list, place }: Where): string {
  const fixed = typeof schema.format === 'string' ? FORMATS[schema.format] : undefined
  if (fixed !== undefined) return fixed
  const text = sampleWord(list, name, place).padEnd(numberOf(schema.minLength, 0), '.')
  return text.slice(0, numberOf(schema.maxLength, text.length))
}

function numberOf(value: unknown, otherwise: number): number {
  if (typeof value === 'number') return value
  // Gemini's own schema writes its counts as text.
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : otherwise
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
