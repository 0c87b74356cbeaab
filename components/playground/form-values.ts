import { shellWord } from '@/components/layout/quoting'
import { AI_FILES_MAX_BYTES } from '@/lib/contract/ai'
import type { FormField } from './form-schema'

export type FormValue = string | number | readonly string[] | readonly File[] | null
/** By the field's name; several tasks share the fields of one name, so that nothing is typed twice. */
export type FormValues = Readonly<Record<string, FormValue>>

/** What a field shows: what was typed, else what holds without it. */
export function shownValue(field: FormField, values: FormValues): FormValue {
  const typed = values[field.name]
  if (typed !== undefined) return typed
  return 'given' in field ? field.given : null
}

/** What is sent: without what is empty. */
export function inputOf(fields: readonly FormField[], values: FormValues): Record<string, unknown> {
  const filled = fields
    .map(field => [field.name, shownValue(field, values)] as const)
    .filter(([, value]) => !isEmpty(value))
  return Object.fromEntries(filled)
}

function isEmpty(value: FormValue): boolean {
  if (typeof value === 'string') return value.trim() === ''
  return value === null || (Array.isArray(value) && value.length === 0)
}

export function missingFields(fields: readonly FormField[], values: FormValues): string[] {
  return fields.filter(field => field.isNeeded && isEmpty(shownValue(field, values))).map(({ name }) => name)
}

/** Whether the files of a form are more than one request may carry. */
export function areFilesTooLarge(values: FormValues): boolean {
  const files = Array.isArray(values.files) ? values.files.filter(each => each instanceof File) : []
  return files.reduce((total, { size }) => total + size, 0) > AI_FILES_MAX_BYTES
}

/** Files become what the task takes: their names, and their bytes in base64. */
export async function withContents(input: Record<string, unknown>): Promise<Record<string, unknown>> {
  const entries = Object.entries(input).map(async ([name, value]) => {
    const files = Array.isArray(value) ? value.filter(each => each instanceof File) : []
    return [name, files.length === 0 ? value : await Promise.all(files.map(contentOf))] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function contentOf(file: File): Promise<{ name: string; content: string }> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    text += String.fromCharCode(...bytes.subarray(from, from + PIECE_BYTES))
  }
  return { name: file.name, content: btoa(text) }
}

/** As many arguments as every browser takes. */
const PIECE_BYTES = 8192

/** The same request by curl, to be copied. */
export function curlFor(address: string, path: string, fields: readonly FormField[], values: FormValues): string {
  const head = [
    `curl -N ${shellWord(`${address}${path}`)} \\`,
    `  -H "Authorization: Bearer $TOKEN" -H 'accept: text/event-stream' \\`,
  ]
  const files = values.files
  if (Array.isArray(files) && files.length > 0) {
    const parts = files.map(file => `  -F ${shellWord(`files=@${formName(file instanceof File ? file.name : file)}`)}`)
    return [...head, parts.join(' \\\n')].join('\n')
  }
  const needed = Object.fromEntries(fields.filter(({ isNeeded }) => isNeeded).map(({ name }) => [name, '…']))
  const body = { ...needed, ...inputOf(fields, values) }
  return [...head, `  -H 'content-type: application/json' \\`, `  -d ${shellWord(JSON.stringify(body))}`].join('\n')
}

/** As curl's `-F` reads the name of a file: a comma or a semicolon would end a bare one. */
function formName(name: string): string {
  return /[,;"]/.test(name) ? `"${name.replace(/[\\"]/g, '\\$&')}"` : name
}
