import { test as base, type Page } from '@playwright/test'
import { startSimulator } from '@/lib/simulator/simulator'
import { SIMULATED_SERVICES, type SimulatedKey, type Simulator } from '@/lib/simulator/vocabulary'
import { type Caller, makeCaller } from './caller'
import { Complaints } from './complaints'
import { type LastingKeywheel, startLasting } from './lasting-keywheel'
import { ADMIN, ADMIN_TOKEN, addViewer, CLIENT_TOKEN, type Person, signIn, VIEWER } from './people'

export { expect } from '@playwright/test'

/** What a window may have of its own: size, colours, language. */
type WindowOptions = Parameters<import('@playwright/test').Browser['newContext']>[0]

type Settings = Record<string, string>

/** What a story may ask for, and what it may say about its world before. */
export type StoryFixtures = {
  /** Said by `test.use`: the keys that the upstreams know and the environment gives to Keywheel. */
  pool: { keys: readonly SimulatedKey[] }
  keys: readonly SimulatedKey[]
  /** Said by `test.use`: more settings. */
  settings: Settings
  simulator: Simulator
  /** A Keywheel of this story alone. */
  keywheel: LastingKeywheel
  /** A window on the dashboard; signed in when `as` names a person. Its complaints fail the story. */
  open(as: Person | null, options?: WindowOptions): Promise<Page>
  admin: Page
  viewer: Page
  /** A program with a client token. */
  caller: Caller
  complaints: Complaints
}

/** `n` keys of Groq in the format of real ones. */
export function groqKeys(count: number): SimulatedKey[] {
  return Array.from({ length: count }, (_, index) => ({
    service: 'groq',
    secret: `gsk_${String(index + 1).padStart(2, '0')}${'Canary'.repeat(8)}${String(index + 1).padStart(2, '0')}`,
  }))
}

export const test = base.extend<StoryFixtures>({
  pool: [{ keys: groqKeys(2) }, { option: true }],
  keys: async ({ pool }, use) => {
    await use(pool.keys)
  },
  settings: [{}, { option: true }],
  simulator: async ({ keys }, use) => {
    const simulator = await startSimulator({ keys })
    await use(simulator)
    await simulator.close()
  },
  keywheel: async ({ simulator, keys, settings }, use) => {
    const keywheel = await startLasting({
      KEYWHEEL_ADMIN_EMAIL: ADMIN.email,
      KEYWHEEL_ADMIN_PASSWORD: ADMIN.password,
      KEYWHEEL_ADMIN_TOKEN: ADMIN_TOKEN,
      KEYWHEEL_CLIENT_TOKEN: CLIENT_TOKEN,
      ...origins(simulator),
      ...keyVariables(keys),
      ...settings,
    })
    await use(keywheel)
    await keywheel.end()
  },
  complaints: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the first argument
    async ({}, use) => {
      const complaints = new Complaints()
      await use(complaints)
      complaints.requireNone()
    },
    { auto: true },
  ],
  open: async ({ browser, keywheel, complaints }, use) => {
    const windows: Page[] = []
    await use(async (as, options) => {
      const context = await browser.newContext({ baseURL: keywheel.dashboard, ...options })
      if (as) await signIn(context, as)
      const page = await context.newPage()
      complaints.listenTo(page)
      windows.push(page)
      return page
    })
    await Promise.all(windows.map(page => page.context().close()))
  },
  admin: async ({ open }, use) => {
    await use(await open(ADMIN))
  },
  viewer: async ({ open, keywheel }, use) => {
    await addViewer(keywheel)
    await use(await open(VIEWER))
  },
  caller: async ({ keywheel }, use) => {
    await use(makeCaller(keywheel.gateway, CLIENT_TOKEN))
  },
})

/** An empty text is no setting: a story may take one away by it. */
function origins(simulator: Simulator): Settings {
  return Object.fromEntries(
    SIMULATED_SERVICES.map(service => [`KEYWHEEL_${service.toUpperCase()}_ORIGIN`, simulator.origin(service)]),
  )
}

/** `GROQ_API_KEY`, `GROQ_API_KEY_2`, … in the keys' order. */
function keyVariables(keys: readonly SimulatedKey[]): Settings {
  const counts: Partial<Record<string, number>> = {}
  return Object.fromEntries(
    keys.map(({ service, secret }) => {
      const number = (counts[service] ?? 0) + 1
      counts[service] = number
      return [`${service.toUpperCase()}_API_KEY${number === 1 ? '' : `_${number}`}`, secret]
    }),
  )
}
