import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, chromium, expect, type Page } from '@playwright/test'
import { type Running, startKeywheel } from '@/bin/running.fixture'
import { chromiumFlags, findChromium } from './chromium'
import { openPage, settled } from './page-state'
import { signIn } from './people'

/** `npm run screenshots`: the pictures of the README, taken of `npm run demo` after some minutes of its traffic. */
const FOLDER = resolve(import.meta.dirname, '../docs')
const TRAFFIC_MS = 2 * 60_000
const WIDE = { width: 1280, height: 860 }
const PHONE = { width: 390, height: 844 }
const SETTLED_LIMIT_MS = 20_000

type Picture = { name: string; colorScheme: 'light' | 'dark'; viewport: typeof WIDE; go(page: Page): Promise<void> }

const PICTURES: readonly Picture[] = [
  { name: 'overview', colorScheme: 'light', viewport: WIDE, go: page => openPage(page, '/') },
  { name: 'overview-dark', colorScheme: 'dark', viewport: WIDE, go: page => openPage(page, '/') },
  { name: 'service', colorScheme: 'light', viewport: WIDE, go: page => openPage(page, '/services/gemini') },
  { name: 'key', colorScheme: 'dark', viewport: WIDE, go: openKey },
  { name: 'requests', colorScheme: 'light', viewport: WIDE, go: openTrail },
  { name: 'phone', colorScheme: 'light', viewport: PHONE, go: page => openPage(page, '/') },
  { name: 'phone-dark', colorScheme: 'dark', viewport: PHONE, go: page => openPage(page, '/services/gemini') },
]

const demo = await startKeywheel({}, 'demo.mjs')
try {
  const password = await passwordOf(demo)
  console.log(`the demo runs; the pictures come in ${TRAFFIC_MS / 60_000} minutes`)
  await sleep(TRAFFIC_MS)
  mkdirSync(FOLDER, { recursive: true })
  const browser = await chromium.launch({ executablePath: findChromium(process.env.PATH), args: chromiumFlags })
  for (const picture of PICTURES) await take(browser, picture, password)
  await browser.close()
} finally {
  await demo.stop()
}

async function take(browser: Browser, { name, go, ...look }: Picture, password: string): Promise<void> {
  const context = await browser.newContext({
    baseURL: demo.dashboard,
    locale: 'en-US',
    reducedMotion: 'reduce',
    ...look,
  })
  await signIn(context, { email: 'demo@example.com', password })
  const page = await context.newPage()
  await go(page)
  await allCome(page)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
  await context.close()
  console.log(`docs/${name}.png`)
}

/** What is fetched later is there as well: the charts, and the line to the server. */
async function allCome(page: Page): Promise<void> {
  await settled(page)
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: /^Live$/ })
      .first(),
  ).toBeVisible({ timeout: SETTLED_LIMIT_MS })
  const isInSightDrawn = () =>
    [...document.querySelectorAll('[class*="Skeleton-root"]')].every(
      part => part.getBoundingClientRect().top >= window.innerHeight,
    )
  await page.waitForFunction(isInSightDrawn, undefined, { timeout: SETTLED_LIMIT_MS })
}

/** Printed once all is up. */
async function passwordOf({ output }: Running): Promise<string> {
  for (;;) {
    const password = /Password\s+(\S+)/.exec(output())?.[1]
    if (password !== undefined) return password
    await sleep(100)
  }
}

async function openKey(page: Page): Promise<void> {
  await openPage(page, '/services/gemini')
  await page.getByRole('link', { name: 'GEMINI_API_KEY_3', exact: true }).first().click()
  await page.getByRole('heading', { level: 1, name: /GEMINI_API_KEY_3/ }).waitFor()
}

async function openTrail(page: Page): Promise<void> {
  await openPage(page, '/requests?ending=rescued')
  await page.getByRole('row').nth(2).getByRole('link').first().click()
}
