import { parse } from 'dotenv'
import type { RawFile } from './key-file-row'
import { guessService, type KnownService, serviceOfName } from './key-file-service'

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/
const KEY_NAME = /_API_KEY(_\d+)?$/
/** How variables are named by custom. In any other name a secret may have slipped, and a remark must not repeat it. */
const USUAL_NAME = /^[A-Z][A-Z0-9_]*$/

/**
 * Variables that are keys by their name (`GROQ_API_KEY_2`, `ANYTHING_API_KEY`) or by their value's format; a `.env`
 * holds other settings too, which are none of our business.
 */
export function readEnvRows(text: string, services: readonly KnownService[]): RawFile {
  const file: RawFile = { rows: [], skipped: [], problems: [] }
  for (const [index, source] of text.split('\n').entries()) {
    const name = ASSIGNMENT.exec(source)?.[1]
    const line = index + 1
    if (name) addVariable(file, line, name, parse(source)[name]?.trim() ?? '', services)
    else if (!/^\s*(#|$)/.test(source)) file.problems.push({ line, code: 'no-assignment', text: 'wanted NAME=value' })
  }
  return file
}

function addVariable(
  file: RawFile,
  line: number,
  name: string,
  value: string,
  services: readonly KnownService[],
): void {
  const service = serviceOfName(name, services) ?? guessService(value, services)
  const isKey = service !== null || (KEY_NAME.test(name) && !name.startsWith('KEYWHEEL_'))
  if (!isKey) return
  if (value === '') file.skipped.push({ line, code: 'blank', text: `${shown(name)} is blank` })
  else if (/^["'`]/.test(value)) {
    file.problems.push({ line, code: 'open-quote', text: `${shown(name)}: the quote is not closed` })
  } else {
    const fields = new Map<string, unknown>([
      ['name', name],
      ['apiKey', value],
    ])
    if (service) fields.set('service', service)
    file.rows.push({ line, fields })
  }
}

function shown(name: string): string {
  return USUAL_NAME.test(name) ? name : 'the variable'
}
