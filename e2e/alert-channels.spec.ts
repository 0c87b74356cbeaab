import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, groqKeys, test } from './fixtures'
import { openPage } from './page-state'

const [first] = groqKeys(2)
const SECRET = 'canary-signing-secret'

/** A program that wants to hear of alerts. */
async function startHearer() {
  const heard: { headers: IncomingHttpHeaders; body: string }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
    response.end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { heard, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

test('a webhook channel is added, tested, and told of an alert, which says so', async ({
  admin,
  caller,
  simulator,
}) => {
  const { heard, server, url } = await startHearer()
  await openPage(admin, '/alerts/channels')
  await admin.getByRole('button', { name: 'Add channel' }).click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('Name').fill('On-call')
  await dialog.getByRole('textbox', { name: 'Address' }).fill('ftp://nowhere')
  await dialog.getByLabel('Signing secret').fill('short')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toContainText('Enter an address that begins with https:// or http://.')
  await expect(dialog).toContainText('At least 16 characters are needed.')
  await dialog.getByRole('textbox', { name: 'Address' }).fill(url)
  await dialog.getByLabel('Signing secret').fill(SECRET)
  await dialog.getByRole('button', { name: 'Save' }).click()
  const row = admin.getByRole('list', { name: 'Channels of alerts' }).getByRole('listitem')
  await row.getByRole('button', { name: 'Test On-call' }).click()
  await expect(row).toContainText('This address lies in a private network')

  await row.getByRole('button', { name: 'Edit On-call' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveValue('')
  await dialog.getByRole('switch', { name: 'May lead into a private network' }).check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await row.getByRole('button', { name: 'Test On-call' }).click()
  await expect(row).toContainText(/Delivered in \d+ ms/)

  simulator.fault({ service: 'groq', secret: first?.secret, kind: 'bad-key' })
  await caller.chats(4)
  await expect.poll(() => heard.length, { timeout: 20_000 }).toBeGreaterThan(1)
  const { headers, body } = heard[1] ?? { headers: {}, body: '' }
  const signed = createHmac('sha256', SECRET).update(`${headers['x-keywheel-timestamp']}.${body}`).digest('hex')
  expect(headers['x-keywheel-signature']).toBe(`sha256=${signed}`)
  expect(JSON.parse(body).text).toContain('was rejected and needs your review')
  await admin.getByRole('link', { name: 'Alerts', exact: true }).first().click()
  const rejected = admin.getByRole('listitem').filter({ hasText: 'was rejected and needs your review' })
  await rejected.getByRole('button', { name: /^Who was told/ }).click()
  await expect(rejected).toContainText(/raised · On-call · delivered/)
  server.close()
})
