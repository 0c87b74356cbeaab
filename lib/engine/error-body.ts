/**
 * Reads fields out of an upstream's error answer, in whatever wrapping it comes: one JSON value, a JSON list (Gemini's
 * OpenAI-compatible paths wrap their error so), or the lines of a server-sent event.
 */

/** The JSON of an error answer; a list of them for a stream's lines; `null` when there is none. Never throws. */
export function parseErrorBody(body: string): unknown {
  const parsed = parseJson(body)
  if (parsed !== null || !body.includes('data:')) return parsed
  return body
    .split('\n')
    .filter(line => line.startsWith('data:'))
    .map(line => parseJson(line.slice('data:'.length)))
    .filter(event => event !== null)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * The texts found at a dotted path: `error.code`, or `error.details[].reason`, where `[]` steps into each item of a
 * list. Numbers and booleans come as their text. A list at the root is stepped into by itself.
 */
export function readField(json: unknown, path: string): readonly string[] {
  let values: unknown[] = Array.isArray(json) ? json : [json]
  for (const step of path.split('.')) {
    const isList = step.endsWith('[]')
    const name = isList ? step.slice(0, -2) : step
    values = values.flatMap(value => {
      const found = ownField(value, name)
      if (!isList) return found === undefined ? [] : [found]
      return Array.isArray(found) ? found : []
    })
  }
  return values.flatMap(value => (isPlain(value) ? [String(value)] : []))
}

function ownField(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Reflect.get(value, name)
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** Where an error inside a stream names the HTTP status it would have had. */
const STATUS_FIELDS = ['error.code', 'error.status_code', 'error.http_status', 'code', 'status_code', 'status']

/** The HTTP status that an error event inside a 200 stream states of itself. */
export function statedStatus(json: unknown): number | null {
  for (const path of STATUS_FIELDS) {
    for (const text of readField(json, path)) {
      if (/^[45]\d\d$/.test(text)) return Number(text)
    }
  }
  return null
}
