import { expect, type Page } from '@playwright/test'

/** Opens a page and waits until it shows its data: its heading is there, and nothing is loading. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await settled(page)
}

/** Waits until the page that is open shows its data. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
}
