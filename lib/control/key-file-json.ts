import { fieldNamed } from './key-file-fields'
import type { RawFile } from './key-file-row'

/** A JSON list of objects. */
export function readJsonRows(text: string): RawFile {
  const file: RawFile = { rows: [], skipped: [], problems: [] }
  const parsed = parseJson(text)
  if (parsed.kind === 'broken')
    file.problems.push({ line: parsed.line, code: 'bad-json', text: 'is not valid JSON from here on' })
  else if (!Array.isArray(parsed.value)) {
    const text = 'wanted a list: [ { "name": …, "apiKey": …, "service": … } ]'
    file.problems.push({ line: 1, code: 'no-list', text })
  } else {
    const lines = itemLines(text)
    for (const [index, item] of parsed.value.entries()) addItem(file, lines[index] ?? 1, item)
  }
  return file
}

function addItem(file: RawFile, line: number, item: unknown): void {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    file.problems.push({ line, code: 'no-object', text: 'wanted an object with name, apiKey and service' })
    return
  }
  const fields = new Map<string, unknown>()
  for (const [name, value] of Object.entries(item)) {
    const field = fieldNamed(name)
    if (fields.has(field)) file.problems.push({ line, code: 'given-twice', text: `${field}: is given twice` })
    fields.set(field, value)
  }
  file.rows.push({ line, fields })
}

type Parsed = { kind: 'value'; value: unknown } | { kind: 'broken'; line: number }

/** The parser's own message may quote the file, and so a secret: only the line is taken from a failure. */
function parseJson(text: string): Parsed {
  try {
    return { kind: 'value', value: JSON.parse(text) }
  } catch {
    return { kind: 'broken', line: brokenLine(text.split('\n')) }
  }
}

/** The first line with which the text can no longer become JSON, by halving; the last when only its end is missing. */
function brokenLine(lines: readonly string[]): number {
  let low = 1
  let high = lines.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (canContinue(lines.slice(0, middle).join('\n'))) low = middle + 1
    else high = middle
  }
  return low
}

/** Does parsing fail only because the text ends? */
function canContinue(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    const position = /at position (\d+)/.exec(message)?.[1]
    return /end of JSON|Unterminated/.test(message) || (position !== undefined && Number(position) >= text.length)
  }
}

/** The line on which each item of the outermost list begins. `text` is valid JSON. */
function itemLines(text: string): number[] {
  const lines: number[] = []
  let line = 1
  let depth = 0
  let isItemAwaited = false
  for (const [token] of text.matchAll(/"(?:[^"\\]+|\\.)*"|[[\]{},]|\n|[^\s"[\]{},]+/g)) {
    if (token === '\n') {
      line += 1
      continue
    }
    if (isItemAwaited && token !== ']') lines.push(line)
    isItemAwaited = depth === 0 || (depth === 1 && token === ',')
    if (token === '[' || token === '{') depth += 1
    if (token === ']' || token === '}') depth -= 1
  }
  return lines
}
