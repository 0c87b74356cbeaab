import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import az from './az.json'
import en from './en.json'
import { usedWords } from './used-words.fixture'

type Words = { [key: string]: string | Words }

function leaves(words: Words, prefix = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : leaves(value, `${prefix}${key}.`),
  )
}

/** The values a message asks for, those inside its choices too. */
function placeholders(text: string): string[] {
  return [...new Set(valuesOf(text))].sort()
}

function valuesOf(text: string): string[] {
  return groupsOf(text).flatMap(group => {
    const [name = '', kind] = group.split(',').map(part => part.trim())
    // `count, plural, one {…} other {…}`: what stands in the inner braces is a message again.
    return [name, ...(kind === undefined ? [] : groupsOf(group).flatMap(valuesOf))]
  })
}

/** What stands between braces of the first depth. */
function groupsOf(text: string): string[] {
  const groups: string[] = []
  let depth = 0
  let startsAt = 0
  for (const [index, sign] of [...text].entries()) {
    if (sign === '{' && depth++ === 0) startsAt = index + 1
    if (sign === '}' && --depth === 0) groups.push([...text].slice(startsAt, index).join(''))
  }
  expect(depth, text).toBe(0)
  return groups
}

const english = new Map(leaves(en))
const azerbaijani = new Map(leaves(az))

test('every word is there in both languages', () => {
  expect([...azerbaijani.keys()].sort()).toEqual([...english.keys()].sort())
})

test('no word is empty, and each asks for the same values in both languages', () => {
  for (const [key, text] of english) {
    const other = azerbaijani.get(key) ?? ''
    expect(other.trim(), key).not.toBe('')
    expect(text.trim(), key).not.toBe('')
    expect([key, placeholders(other)]).toEqual([key, placeholders(text)])
  }
})

test('every word is used somewhere', () => {
  const used = usedWords(resolve(import.meta.dirname, '..'))
  expect([...english.keys()].filter(key => !used.some(pattern => pattern.test(key)))).toEqual([])
})
