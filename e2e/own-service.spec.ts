import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from './fixtures'
import { openPage } from './page-state'
import { CLIENT_TOKEN } from './people'
import { tellAdmin } from './seed'

const TEAPOT = JSON.stringify({ fault: { reason: 'tea_is_out' } })

test('a service described in the browser is judged by the rule that was tried on a pasted answer', async ({
  admin,
  keywheel,
}) => {
  const upstream = createServer((request, response) => {
    request.resume()
    response.writeHead(418, { 'content-type': 'application/json' }).end(TEAPOT)
  }).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const { port } = upstream.address() as AddressInfo

  await openPage(admin, '/services')
  await admin.getByRole('button', { name: 'Describe a service' }).click()
  const form = admin.getByRole('dialog', { name: 'Describe a service' })
  await form.getByLabel('Name').fill('Tea House')
  await form.getByLabel('Id').fill('tea')
  await form.getByLabel('Origin').fill('nowhere')
  await form.getByRole('button', { name: 'Make it known' }).click()
  await expect(form).toContainText('Enter an http or https address')
  await form.getByLabel('Origin').fill(`http://127.0.0.1:${port}`)
  await form.getByRole('button', { name: 'Make it known' }).click()
  await expect(admin).toHaveURL(/\/services\/tea$/)

  await admin.getByRole('tab', { name: 'Rules' }).click()
  const box = admin.getByRole('region', { name: 'Try an answer' })
  await box.getByLabel('Answer').fill(`HTTP/1.1 418 I'm a teapot\n\n${TEAPOT}`)
  await expect(box).toContainText('no rule knew it')
  await admin.getByRole('button', { name: 'Add a rule' }).click()
  const rule = admin.getByRole('group', { name: 'Rule 1' })
  await rule.getByLabel('Name', { exact: true }).fill('out of tea')
  await rule.getByLabel('Status').fill('418')
  await rule.getByLabel('Body field').fill('fault.reason')
  await rule.getByLabel('Texts').first().fill('tea_is_out')
  await rule.getByLabel('Means').selectOption('quota-exhausted')
  await rule.getByLabel('Window').selectOption('day')
  await expect(box).toContainText('your rule 1: out of tea')
  await expect(box).toContainText('quota used up (day)')
  await admin.getByRole('button', { name: 'Save the rules' }).click()
  await expect(admin.getByText('The rules of Tea House are in force.')).toBeVisible()

  await tellAdmin(keywheel, '/api/admin/keys', { service: 'tea', name: 'pot', apiKey: 'tea-canary-000000001' })
  const headers = { authorization: `Bearer ${CLIENT_TOKEN}` }
  const answer = await fetch(`${keywheel.gateway}/tea/v1/brew`, { headers })
  expect(answer.status).toBe(429)
  expect(answer.headers.get('x-keywheel-attempts')).toContain('quota-exhausted')
  await admin.getByRole('tab', { name: 'Keys' }).click()
  await expect(admin.getByRole('row', { name: /pot/ })).toContainText('quota used up')

  await admin.getByRole('button', { name: 'Switch off' }).click()
  await admin.getByRole('dialog', { name: 'Switch off Tea House?' }).getByRole('button', { name: 'Switch off' }).click()
  await expect(admin.getByText('Switched off: every request for it is refused.')).toBeVisible()
  expect((await fetch(`${keywheel.gateway}/tea/v1/brew`, { headers })).status).toBe(503)
  upstream.close()
})
