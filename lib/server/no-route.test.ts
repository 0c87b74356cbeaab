import { expect, test } from 'vitest'
import { DELETE as deleteNowhere, GET as getNowhere, POST as postNowhere } from '@/app/api/admin/[[...path]]/route'
import * as resetRoute from '@/app/api/admin/api-keys/reset/route'
import * as statusRoute from '@/app/api/admin/api-keys/status/route'
import { PROBLEM_TYPE, problemSchema } from '@/lib/contract/problem'

const asked = (method: string) => new Request('http://127.0.0.1:3000/api/admin/things', { method })

test.each([
  ['POST', 'GET, HEAD', statusRoute.POST],
  ['PUT', 'GET, HEAD', statusRoute.PUT],
  ['DELETE', 'GET, HEAD', statusRoute.DELETE],
  ['GET', 'POST', resetRoute.GET],
  ['HEAD', 'POST', resetRoute.HEAD],
  ['PATCH', 'POST', resetRoute.PATCH],
])('%s, where it is not offered, is 405 and says that %s is', async (method, allow, answer) => {
  const response = answer(asked(method))
  expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
  expect(response.headers.get('content-type')).toBe(PROBLEM_TYPE)
  const body = problemSchema.parse(await response.json())
  expect(body).toMatchObject({
    code: 'method-not-allowed',
    detail: `${method} is not offered here; ${allow} ${allow.includes(',') ? 'are' : 'is'}.`,
  })
})

test.each([getNowhere, postNowhere, deleteNowhere])('a path that leads nowhere is 404 for programs', async answer => {
  const response = answer()
  expect([response.status, response.headers.get('content-type')]).toEqual([404, PROBLEM_TYPE])
  expect(problemSchema.parse(await response.json()).code).toBe('not-found')
})
