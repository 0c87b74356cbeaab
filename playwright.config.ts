import { defineConfig } from '@playwright/test'
import { chromiumFlags, elsewhere, findChromium } from './e2e/chromium'

/**
 * The stories: one per file, in the system's Chromium, each against a Keywheel of its own built for production.
 * Measures come after them, with the machine to themselves; `scale.config.ts` has the same on a full database.
 */
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/build.ts',
  // Emptied at every start, so it must not be the folder of the other reports.
  outputDir: 'test-results/stories',
  reporter: [['list'], ['json', { outputFile: 'test-results/stories.json' }]],
  forbidOnly: process.env.CI !== undefined,
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  projects: [
    { name: 'stories', testIgnore: 'scale/**' },
    { name: 'measures', testMatch: 'scale/*.spec.ts', dependencies: ['stories'], use: { launchOptions: elsewhere() } },
  ],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: findChromium(process.env.PATH), args: chromiumFlags },
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 800 },
    actionTimeout: 10_000,
    screenshot: 'only-on-failure',
    contextOptions: { reducedMotion: 'reduce' },
  },
})
