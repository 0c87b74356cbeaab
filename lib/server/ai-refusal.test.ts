import { expect, test } from 'vitest'
import { answerWhole } from './ai-answer'
import { refusalOfFile } from './ai-refusal'

const answerTo = async (kind: 'busy' | 'malformed') => {
  const refusal = refusalOfFile({ kind, file: 'a.zip' })
  const response = answerWhole({ kind: 'refused', refusal, requestId: null, attempts: [] })
  const { retryAfter, shouldRetry } = {
    retryAfter: response.headers.get('retry-after'),
    shouldRetry: response.headers.get('x-should-retry'),
  }
  return { status: response.status, body: await response.json(), retryAfter, shouldRetry }
}

test('whose files wait behind too many others is told to come again, and when', async () => {
  const { status, body, retryAfter, shouldRetry } = await answerTo('busy')
  expect(status).toBe(503)
  expect(body).toMatchObject({ code: 'too-many-files', said: { key: 'aiFile.busy', values: { file: 'a.zip' } } })
  expect(Number(retryAfter)).toBeGreaterThan(0)
  expect(shouldRetry).toBeNull()
})

test('whose file cannot be read at all is told not to send it again', async () => {
  expect(await answerTo('malformed')).toMatchObject({ status: 422, retryAfter: null, shouldRetry: 'false' })
})
