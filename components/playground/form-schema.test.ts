import { expect, test } from 'vitest'
import { jsonSchemaOf } from '@/lib/ai/task'
import { AI_TASKS, taskOf } from '@/lib/ai/tasks'
import en from '@/messages/en.json'
import { formFields } from './form-schema'
import { curlFor, inputOf, missingFields, withContents } from './form-values'

const fieldsOf = (id: Parameters<typeof taskOf>[0]) => formFields(jsonSchemaOf(taskOf(id).input, 'input'))

test('every field and choice of every task has words', () => {
  for (const { id, input } of AI_TASKS) {
    for (const field of formFields(jsonSchemaOf(input, 'input'))) {
      expect(en.playground.field, `${id}.${field.name}`).toHaveProperty(field.name)
      if (field.kind === 'choice')
        for (const option of field.options) expect(en.playground.choice).toHaveProperty(option)
    }
  }
})

test('a field is what its schema says', () => {
  expect(fieldsOf('cover-letter')).toMatchObject([
    { name: 'cv', kind: 'text', isNeeded: true, most: 30_000 },
    { name: 'role', kind: 'line', isNeeded: true },
    { name: 'company', kind: 'line', isNeeded: true },
    { name: 'jobDescription', kind: 'text', isNeeded: false },
    { name: 'recipient', kind: 'line', isNeeded: false },
    { name: 'language', kind: 'line', isNeeded: false, given: 'English' },
    {
      name: 'tone',
      kind: 'choice',
      options: ['professional', 'friendly', 'confident', 'plain'],
      given: 'professional',
    },
    { name: 'maxWords', kind: 'number', least: 100, most: 600, given: 280 },
  ])
  expect(fieldsOf('skills-suggestion').find(({ name }) => name === 'skills')).toMatchObject({ kind: 'lines', most: 80 })
  expect(fieldsOf('linkedin-import')).toMatchObject([{ kind: 'text' }, { kind: 'files', most: 30 }])
})

test('what is empty is not sent, what was given holds, and what is needed is named', async () => {
  const fields = fieldsOf('cover-letter')
  const values = { cv: 'Ada', role: ' ', recipient: '', maxWords: 150, files: [] }
  expect(inputOf(fields, values)).toEqual({ cv: 'Ada', language: 'English', tone: 'professional', maxWords: 150 })
  expect(missingFields(fields, values)).toEqual(['role', 'company'])
  const file = new File(['Ada'], 'a.txt')
  expect(await withContents({ files: [file], text: 'x' })).toEqual({
    files: [{ name: 'a.txt', content: 'QWRh' }],
    text: 'x',
  })
})

test('a curl line carries what the form has, safe in a shell', () => {
  const fields = fieldsOf('cover-letter')
  const line = curlFor('http://localhost:3000', '/api/ai/cover-letter', fields, { cv: "Ada's CV" })
  expect(line).toContain(`curl -N http://localhost:3000/api/ai/cover-letter`)
  expect(line).toContain(`"cv":"Ada'\\''s CV","role":"…"`)
  const upload = curlFor('http://x', '/api/ai/linkedin-import', fieldsOf('linkedin-import'), {
    files: [new File([], 'my export.zip')],
  })
  expect(upload).toContain(`-F 'files=@my export.zip'`)
})
