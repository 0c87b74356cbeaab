/** Errors that upstreams send inside a 200 event stream (WHATWG HTML, "Server-sent events"). */

const ERROR_TYPES: ReadonlySet<unknown> = new Set(['error', 'response.failed'])

export type FirstEvent = { kind: 'undecided' } | { kind: 'fine' } | { kind: 'error'; body: string }

/** Judges the beginning of a stream by its first event that carries something; comments alone decide nothing. */
export function judgeFirstEvent(text: string): FirstEvent {
  const events = text.split(EVENT_END)
  for (let index = 0; index < events.length - 1; index += 1) {
    const event = events[index] ?? ''
    if (!carriesSomething(event)) continue
    const body = readErrorEvent(event)
    return body === null ? { kind: 'fine' } : { kind: 'error', body }
  }
  return { kind: 'undecided' }
}

/** The data of the error that a stream ended with, from its last bytes; null when it ended well. */
export function readClosingError(tail: string): string | null {
  if (!tail.includes('error') && !tail.includes('response.failed')) return null
  const events = tail.split(EVENT_END)
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index] ?? ''
    if (!carriesSomething(event) || dataOf(event) === '[DONE]') continue
    return readErrorEvent(event)
  }
  return null
}

const EVENT_END = /\r\n\r\n|\n\n|\r\r/
const LINE_END = /\r\n|\n|\r/

function carriesSomething(event: string): boolean {
  return event.split(LINE_END).some(line => line.startsWith('data') || line.startsWith('event'))
}

function readErrorEvent(event: string): string | null {
  const data = dataOf(event)
  if (ERROR_TYPES.has(fieldOf(event, 'event'))) return data
  return data.includes('error') && isErrorObject(parse(data)) ? data : null
}

function isErrorObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ('type' in value && ERROR_TYPES.has(value.type)) return true
  return 'error' in value && Boolean(value.error)
}

function dataOf(event: string): string {
  return fieldOf(event, 'data')
}

/** A field may come in several lines, which belong together. */
function fieldOf(event: string, name: string): string {
  const values: string[] = []
  for (const line of event.split(LINE_END)) {
    if (line.startsWith(`${name}:`)) values.push(line.slice(name.length + 1).replace(/^ /, ''))
  }
  return values.join('\n')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
