import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KeyFileFormat } from '@/lib/contract/key-import'
import { readKeyFile } from './key-file'

const services = [
  { id: 'gemini', label: 'Gemini', envName: 'GEMINI_API_KEY', keyFormat: /^AIza[\w-]{35}$/ },
  { id: 'groq', label: 'Groq', envName: 'GROQ_API_KEY', keyFormat: /^gsk_[A-Za-z0-9]+$/ },
  { id: 'openai', label: 'OpenAI', envName: 'OPENAI_API_KEY', keyFormat: /^sk-/ },
  { id: 'deepseek', label: 'DeepSeek', envName: 'DEEPSEEK_API_KEY', keyFormat: /^sk-[a-f0-9]{32}$/ },
  { id: 'generic', label: 'Generic', envName: 'GENERIC_API_KEY', keyFormat: /^\S+$/ },
]
const gsk = (tail: string) => `gsk_${tail.padEnd(12, '0')}`

function read(text: string, options: { service?: string; format?: KeyFileFormat } = {}) {
  return readKeyFile(text, { services, ...options })
}

describe('a JSON list', () => {
  test('gives a key per item, with the line it begins on, in camelCase or snake_case', () => {
    const text = `[
  { "name": "one", "apiKey": "${gsk('a')}", "service": "groq", "priority": 2, "dailyLimit": 1000 },
  {
    "name": "two", "api_key": "${gsk('b')}", "service": "Groq", "daily_limit": 5, "models": ["m1"]
  }
]`
    const { format, rows, problems } = read(text)
    expect({ format, problems }).toEqual({ format: 'json', problems: [] })
    expect(rows).toMatchObject([
      { line: 2, key: { name: 'one', service: 'groq', apiKey: gsk('a'), priority: 2, dailyLimit: 1000 } },
      { line: 3, key: { name: 'two', service: 'groq', dailyLimit: 5, models: ['m1'], priority: 1 } },
    ])
  })

  test.each([
    ['[\n{"name":"x","apiKey":"canary-secret-1"},\n{oops}]', 3, 'is not valid JSON from here on'],
    ['[\n{"name":"x","apiKey":"canary-secret-1"}\n', 3, 'is not valid JSON from here on'],
    ['[\n"canary-secret-1"]', 2, 'wanted an object with name, apiKey and service'],
    ['{"name":"x"}', 1, 'wanted a list: [ { "name": …, "apiKey": …, "service": … } ]'],
    ['[\n\n{"service":"groq","name":"x"}]', 3, 'apiKey: is missing'],
    ['[{"service":"groq","apiKey":"canary-secret-1","rate":1}]', 1, 'unknown field "rate"'],
    ['[{"service":"groq","apiKey":"x1234567","canary-secret-in-the-wrong-place":1}]', 1, /^unknown field of 32 char/],
    ['[{"service":"grok","apiKey":"canary-secret-1"}]', 1, /^service: "grok" is not known \(known: gemini, groq,/],
    ['[{"service":"groq","apiKey":"canary-secret-1","key":"canary-secret-2"}]', 1, 'apiKey: is given twice'],
  ])('says what is wrong and on which line: %j', (text, line, complaint) => {
    const [first] = read(text, { format: 'json' }).problems
    expect(first?.line).toBe(line)
    expect(first?.text).toMatch(complaint)
    expect(first?.text).not.toContain('canary')
  })
})

describe('.env text', () => {
  test('gives the keys of known names, of telling formats, and leaves other settings alone', () => {
    const text = `# mine
PORT=3000
export GROQ_API_KEY="${gsk('a')}" # first
GROQ_API_KEY_2=${gsk('b')}
SOMETHING=${gsk('c')}
OPENAI_API_KEY=
KEYWHEEL_ADMIN_TOKEN=abcdefghijklmnop
`
    const { format, rows, problems, skipped } = read(text)
    expect({ format, problems }).toEqual({ format: 'env', problems: [] })
    expect(rows.map(({ line, key }) => [line, key.service, key.name, key.apiKey])).toEqual([
      [3, 'groq', 'GROQ_API_KEY', gsk('a')],
      [4, 'groq', 'GROQ_API_KEY_2', gsk('b')],
      [5, 'groq', 'SOMETHING', gsk('c')],
    ])
    expect(skipped).toMatchObject([{ line: 6, text: 'OPENAI_API_KEY is blank' }])
  })

  test.each([
    [`GROQ_API_KEY=${gsk('a')}\nnot an assignment`, 2, 'wanted NAME=value'],
    ['GROQ_API_KEY="gsk_canary', 1, 'GROQ_API_KEY: the quote is not closed'],
    ['OTHER_API_KEY=abcdefghij', 1, /^service: is missing, and the key's format does not tell it/],
  ])('says what is wrong and on which line: %j', (text, line, complaint) => {
    const [first] = read(text).problems
    expect(first?.line).toBe(line)
    expect(first?.text).toMatch(complaint)
  })
})

describe('CSV', () => {
  test.each([',', ';', '\t'])('takes the columns that its first line names, separated by %j', mark => {
    const text = [
      ['Name', 'API Key', 'service', 'daily_limit', 'models'].join(mark),
      ['"one, two"', gsk('a'), 'groq', '100', 'm1|m2'].join(mark),
      '',
      ['three', gsk('b'), '', '', ''].join(mark),
    ].join('\r\n')
    const { format, rows, problems } = read(text)
    expect({ format, problems }).toEqual({ format: 'csv', problems: [] })
    expect(rows).toMatchObject([
      { line: 2, key: { name: 'one, two', service: 'groq', dailyLimit: 100, models: ['m1', 'm2'] } },
      { line: 4, key: { name: 'three', service: 'groq', dailyLimit: null, models: null } },
    ])
  })

  test('may be a plain list of keys', () => {
    expect(read(`${gsk('a')}\n${gsk('b')}\n`).rows).toMatchObject([
      { line: 1, key: { name: 'groq-1', service: 'groq' } },
      { line: 2, key: { name: 'groq-2', service: 'groq' } },
    ])
  })

  test.each([
    ['name,service\nx,groq', 1, 'wanted a first line that names the columns, apiKey among them'],
    [`name,apiKey\nx,${gsk('a')},5`, 2, 'has 3 cells, but the first line names 2 columns'],
    [`name,apiKey,priority\nx,${gsk('a')},first`, 2, 'priority: wanted a whole number from 1 to 998'],
    [`name,apiKey\nx,"${gsk('canary')}`, 2, 'a quoted cell is not closed or is followed by other text'],
  ])('says what is wrong and on which line: %j', (text, line, complaint) => {
    expect(read(text).problems[0]).toMatchObject({ line, text: complaint })
  })
})

describe('every format', () => {
  test('takes the service from the key format only when exactly one fits', () => {
    const hex = 'a'.repeat(32)
    expect(read(`sk-proj-12345`).rows[0]?.key.service).toBe('openai')
    expect(read(`sk-${hex}`).problems[0]?.text).toMatch(/^service: is missing/)
    expect(read(`sk-${hex}`, { service: 'deepseek' }).rows[0]?.key.service).toBe('deepseek')
  })

  test('skips a key that an earlier line has, and warns of an unusual one', () => {
    const { rows, skipped, warnings } = read(`name,apiKey\na,${gsk('a')}\nb,${gsk('a')}\nc,odd-looking`, {
      service: 'groq',
    })
    expect(rows.map(row => row.key.name)).toEqual(['a', 'c'])
    expect(skipped).toMatchObject([{ line: 3, text: 'b is the same key as on line 2' }])
    expect(warnings).toMatchObject([{ line: 4, text: 'c does not look like a key of Groq' }])
  })

  test('an empty file is a problem, not an empty import', () => {
    expect(read('').problems).toMatchObject([{ line: 1, text: 'no key found in the file' }])
    expect(read('[]').problems).toMatchObject([{ line: 1, text: 'no key found in the file' }])
  })

  const row = fc.record({
    name: fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ",;é]{0,20}[a-z]$/),
    apiKey: fc.stringMatching(/^gsk_[A-Za-z0-9]{8,40}$/),
    service: fc.constantFrom('groq', 'openai', 'generic'),
    priority: fc.integer({ min: 1, max: 998 }),
    dailyLimit: fc.option(fc.integer({ min: 1, max: 1e6 })),
  })
  const rows = fc.uniqueArray(row, { selector: item => item.apiKey, minLength: 1, maxLength: 12 })

  test('JSON and CSV that say the same give the same keys', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(0, 2), (list, indent) => {
        const json = read(JSON.stringify(list, null, indent))
        const csv = read(['name,apiKey,service,priority,dailyLimit', ...list.map(csvLine)].join('\n'))
        expect(json.problems).toEqual([])
        expect(csv.problems).toEqual([])
        expect(json.rows.map(item => item.key)).toMatchObject(list)
        expect(csv.rows.map(item => item.key)).toEqual(json.rows.map(item => item.key))
      }),
    )
  })

  function csvLine(item: {
    name: string
    apiKey: string
    service: string
    priority: number
    dailyLimit: number | null
  }) {
    return [`"${item.name.replaceAll('"', '""')}"`, item.apiKey, item.service, item.priority, item.dailyLimit].join(',')
  }

  test('the line given for an item is the line it begins on', () => {
    const blank = fc.constantFrom('', '\n', '\n\n  ')
    fc.assert(
      fc.property(fc.array(fc.tuple(blank, row, blank), { minLength: 1, maxLength: 6 }), parts => {
        const text = `[${parts.map(([before, item, after]) => before + JSON.stringify(item) + after).join(',')}]`
        for (const { line, key } of read(text).rows) {
          expect(text.split('\n')[line - 1]).toContain(JSON.stringify(key.apiKey))
        }
      }),
    )
  })

  test.each(['', '"open'])('a secret where a name should stand is not repeated: …=%s', value => {
    const { skipped, problems } = readKeyFile(`gsk_canarycanaryGROQ_API_KEY=${value}`, { services, format: 'env' })
    expect([...skipped, ...problems].map(({ text }) => text)).toEqual([expect.not.stringContaining('canary')])
  })

  test('no text makes it throw, and no remark repeats a secret', () => {
    const secret = 'gsk_canarycanary'
    const noise = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom(secret, '\n', ',', '"', '[', '{', '}', ']', '=', ':', 'GROQ_API_KEY', 'apiKey'),
      ),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(
        noise,
        fc.constantFrom<KeyFileFormat | undefined>('json', 'env', 'csv', undefined),
        (parts, format) => {
          const file = readKeyFile(parts.join(''), { services, format })
          const remarks = [...file.problems, ...file.skipped, ...file.warnings]
          const named = new Set(file.rows.map(item => item.key.name))
          for (const { line, text } of remarks) {
            expect(line).toBeGreaterThan(0)
            if (![...named].some(name => name.includes('canary'))) expect(text).not.toContain(secret)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
