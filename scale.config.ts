import { defineConfig } from '@playwright/test'
import { elsewhere } from './e2e/chromium'
import type { Size } from './e2e/scale/filled-folder'
import stories from './playwright.config'

/** `npm run scale`: the measures on a database as full as we promise to carry. Some minutes. */
export default defineConfig<object, { size: Size; loadSeconds: number }>({
  ...stories,
  reporter: 'list',
  projects: [
    {
      name: 'scale',
      testMatch: 'scale/*.spec.ts',
      use: { size: { keys: 10_000, attempts: 1_000_000 }, loadSeconds: 20, launchOptions: elsewhere() },
    },
  ],
})
