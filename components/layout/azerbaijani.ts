/**
 * Chromium knows no Azerbaijani: it would write dates as `2026 M11 22` and numbers as in English, and not what the
 * server wrote. So both write Azerbaijani by these rules (CLDR's names and separators), in the place of their own.
 */
const LANGUAGE = /^az\b/i
const PLACE = Symbol.for('keywheel.azerbaijani')

type Part = { type: string; value: string }

const MONTHS = 'yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr'.split(' ')
const SHORT_MONTHS = 'yan fev mar apr may iyn iyl avq sen okt noy dek'.split(' ')
const DAYS = ['bazar', 'bazar ertəsi', 'çərşənbə axşamı', 'çərşənbə', 'cümə axşamı', 'cümə', 'şənbə']
const SHORT_DAYS = ['B.', 'B.E.', 'Ç.A.', 'Ç.', 'C.A.', 'C.', 'Ş.']
const UNITS: Readonly<Record<string, string>> = { sec: 'san', s: 'san', min: 'dəq', m: 'dəq', hr: 'saat', h: 'saat' }
const SEPARATORS: Readonly<Record<string, string>> = { group: '.', decimal: ',' }

const ENGLISH_MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const ENGLISH_DAYS = 'sun mon tue wed thu fri sat'.split(' ')
const SHORT_LENGTH = 4

/** Gives this process, server or browser, its Azerbaijani formats. Once: whoever comes second finds it done. */
export function provideAzerbaijani(): void {
  if (PLACE in Intl) return
  Object.assign(Intl, {
    [PLACE]: true,
    NumberFormat: withAzerbaijani(Intl.NumberFormat, 'en', numberPart),
    DateTimeFormat: withAzerbaijani(Intl.DateTimeFormat, 'en-GB', datePart),
    ListFormat: withAzerbaijani(Intl.ListFormat, 'en', listPart),
  })
}

type Formats = { formatToParts(value: never): Part[] }
type Constructor = { new (locales?: string, options?: object): Formats }

/** The constructor as it was, but for Azerbaijani: then `base` writes, and `say` puts its parts into our words. */
function withAzerbaijani<Kind extends Constructor>(kind: Kind, base: string, say: (part: Part) => string): Kind {
  const make = (asked: unknown[]) => {
    const [locales, options] = asked
    if (!isAzerbaijani(locales)) return Reflect.construct(kind, asked)
    const format = Reflect.construct(kind, [base, options])
    const toParts = format.formatToParts.bind(format)
    const formatToParts = (value: never) => toParts(value).map((part: Part) => ({ ...part, value: say(part) }))
    const text = (value: never) => formatToParts(value).map(({ value: said }: Part) => said)
    const write = (value: never) => text(value).join('')
    return Object.defineProperties(format, { formatToParts: { value: formatToParts }, format: { value: write } })
  }
  return new Proxy(kind, { construct: (_, asked) => make(asked), apply: (_, __, asked) => make(asked) })
}

function isAzerbaijani(locales: unknown): boolean {
  const [first] = [locales].flat()
  return typeof first === 'string' && LANGUAGE.test(first)
}

function numberPart({ type, value }: Part): string {
  return (type === 'unit' ? UNITS[value] : SEPARATORS[type]) ?? value
}

function datePart({ type, value }: Part): string {
  if (type === 'month') return nameOf(value, ENGLISH_MONTHS, MONTHS, SHORT_MONTHS)
  if (type === 'weekday') return nameOf(value, ENGLISH_DAYS, DAYS, SHORT_DAYS)
  return type === 'literal' ? value.replace('/', '.') : value
}

/** Between the last two of a list; no comma stands before it. */
function listPart({ type, value }: Part): string {
  return type === 'literal' ? value.replace(/,? and /, ' və ').replace(/,? or /, ' yaxud ') : value
}

/** By its first three letters; a number stays. English writes no full name in four letters but `June` and `July`. */
function nameOf(value: string, english: readonly string[], names: readonly string[], shortNames: readonly string[]) {
  const place = english.indexOf(value.slice(0, 3).toLowerCase())
  const isShort = value.length <= SHORT_LENGTH && !/^Ju(ne|ly)$/.test(value)
  return (isShort ? shortNames : names)[place] ?? value
}
