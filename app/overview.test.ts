import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, startKeywheel } from '@/bin/running.fixture'
import { startSimulator } from '@/lib/simulator/simulator'
import type { SimulatedKey, Simulator } from '@/lib/simulator/vocabulary'

const CHROMIUM = '/usr/bin/chromium'
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
]
const TOKEN = 'a-client-token-for-the-story'
const ADMIN = { KEYWHEEL_ADMIN_EMAIL: 'ada@example.com', KEYWHEEL_ADMIN_PASSWORD: 'correct horse battery' }
const KEYS: SimulatedKey[] = [1, 2].map(n => ({ service: 'groq', secret: `gsk_${String(n).repeat(52)}` }))
const START_LIMIT_MS = 300_000

describe.skipIf(!existsSync(CHROMIUM))('the overview in a browser', () => {
  let simulator: Simulator
  let keywheel: Running
  let browser: Browser
  const complaints: string[] = []

  beforeAll(async () => {
    simulator = await startSimulator({ keys: KEYS })
    keywheel = await startKeywheel({
      ...ADMIN,
      KEYWHEEL_CLIENT_TOKEN: TOKEN,
      KEYWHEEL_GROQ_ORIGIN: simulator.origin('groq'),
      GROQ_API_KEY: KEYS[0]?.secret ?? '',
      GROQ_API_KEY_2: KEYS[1]?.secret ?? '',
    })
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS })
  }, START_LIMIT_MS)
  afterAll(async () => {
    await browser?.close()
    await keywheel?.stop()
    await simulator?.close()
  })

  async function signedInPage(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage()
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(error.message))
    await page.goto(keywheel.dashboard)
    await page.getByLabel('E-mail').fill(ADMIN.KEYWHEEL_ADMIN_EMAIL)
    await page.getByRole('textbox', { name: 'Password' }).fill(ADMIN.KEYWHEEL_ADMIN_PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { level: 1, name: /keys? can/ }).waitFor()
    return page
  }

  async function chat(): Promise<number> {
    const answer = await fetch(`${keywheel.gateway}/groq/openai/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'llama-3.1-8b-instant', messages: [{ role: 'user', content: 'Hello' }] }),
    })
    await answer.text()
    return answer.status
  }

  test('a key that is refused shows itself, and serves again after a reset', async () => {
    const page = await signedInPage()
    const row = page.getByRole('row', { name: /GROQ_API_KEY / })
    await row.getByText('Ready').waitFor()
    simulator.fault({ service: 'groq', secret: KEYS[0]?.secret, kind: 'bad-key' })
    for (let request = 0; request < 4; request += 1) expect(await chat()).toBe(200)
    await row.getByText('Needs review').waitFor()
    await page.getByRole('heading', { level: 1, name: '1 of 2 keys can serve now. 1 key needs your review.' }).waitFor()
    simulator.clearFaults()
    await row.getByRole('button', { name: 'Reset GROQ_API_KEY' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click()
    await page.getByText('1 key was reset.').waitFor()
    await row.getByText('Ready').waitFor()
    await expect.poll(() => page.getByRole('button', { name: /^Reset/ }).count()).toBe(0)
    await page.context().close()
  }, 60_000)

  test('a resting key counts down to its return', async () => {
    const page = await signedInPage()
    simulator.fault({ service: 'groq', kind: 'minute-limit', retryAfterMs: 30_000, times: 2 })
    expect(await chat()).toBe(429)
    const timer = page.getByRole('button', { name: /s left/ }).first()
    const before = (await timer.textContent()) ?? ''
    await expect.poll(() => timer.textContent(), { timeout: 10_000 }).not.toBe(before)
    expect(Number.parseInt(before.replace(/\D*/, ''), 10)).toBeLessThanOrEqual(30)
    await page.context().close()
  }, 60_000)

  test('nothing is wider than a phone, and a wrong password is refused in words', async () => {
    const page = await signedInPage({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    const attention = page.getByRole('region', { name: 'Needs attention' })
    await attention.waitFor()
    const isCutOff = await attention
      .getByRole('listitem')
      .first()
      .evaluate(item => {
        item.querySelector('span')?.replaceChildren('x'.repeat(200))
        return item.scrollWidth > item.clientWidth
      })
    expect(isCutOff).toBe(false)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('E-mail').fill(ADMIN.KEYWHEEL_ADMIN_EMAIL)
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('This e-mail and password do not fit together.').waitFor()
    await page.context().close()
  }, 60_000)

  test('the browser had nothing to complain of but the refused password', () => {
    expect(complaints.filter(text => !text.includes('401'))).toEqual([])
  })
})
