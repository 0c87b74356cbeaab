import { REFUSED_ESCAPE, storable } from './json-rows'

/**
 * Values as JSON text, written one by one: the serving thread writes some thirty for every attempt, and a general
 * `JSON.stringify` of the whole row costs three times as much. All of them are ASCII. As in `json-rows.ts`, an odd value never holds up its
 * batch: a number that is not finite goes in as 0, characters that Postgres refuses are replaced.
 */

/** Texts that come again and again are written out once; the memory of them stays bounded. */
const QUOTED_KEPT = 5000
const QUOTED = new Map<string, string>()

/** For a text of few different values, as a path or a model. */
export function repeatedText(value: string | null): string {
  if (value === null) return 'null'
  const known = QUOTED.get(value)
  if (known !== undefined) return known
  const json = uniqueText(value)
  if (QUOTED.size >= QUOTED_KEPT) QUOTED.clear()
  QUOTED.set(value, json)
  return json
}

/** For a text that hardly comes twice, as an id. */
export function uniqueText(value: string | null): string {
  if (value === null) return 'null'
  if (PLAIN.test(value)) return `"${value}"`
  const json = JSON.stringify(value)
  return ascii(REFUSED_ESCAPE.test(json) ? JSON.stringify(value, (_, text: unknown) => storable(text)) : json)
}

/** For an id of ours, whose characters all stand in JSON as they are. */
export function idText(value: string): string {
  return `"${value}"`
}

/**
 * A row of ASCII alone has one byte per character, in memory too: what V8 makes of a text with two bytes per character
 * keeps two, and so would every row it is joined to, unless its bytes are read anew.
 */
function ascii(json: string): string {
  if (!BEYOND_ASCII.test(json)) return json
  const escaped = json.replaceAll(EACH_BEYOND, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return Buffer.from(escaped, 'latin1').toString('latin1')
}

/** Without the `u` flag: each half of a pair by itself, as JSON escapes them. */
const EACH_BEYOND = /[^\0-\x7e]/g
const BEYOND_ASCII = /[^\0-\x7e]/

/** What stands in JSON as it is. */
const PLAIN = /^[ !#-[\]-~]*$/

export function integerText(value: number | null): string {
  return value === null ? 'null' : realText(Math.round(value))
}

export function realText(value: number | null): string {
  if (value === null) return 'null'
  return Number.isFinite(value) ? `${value}` : '0'
}
