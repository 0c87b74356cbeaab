import type { Page } from '@playwright/test'

/** What browsers had to complain of. A story names what it expects; all else fails it. */
export class Complaints {
  readonly #heard: string[] = []
  readonly #expected: RegExp[] = []

  listenTo(page: Page): void {
    page.on('pageerror', error => this.#heard.push(`${page.url()}: ${error.message}`))
    page.on('console', message => {
      if (message.type() !== 'error') return
      this.#heard.push(`${page.url()}: ${message.text()} (${message.location().url})`)
    })
  }

  /** From now on, a complaint with these words belongs to the story: an answer of 401, a server that is gone. */
  expect(words: RegExp): void {
    this.#expected.push(words)
  }

  /** @throws with every complaint that nobody expected */
  requireNone(): void {
    const unexpected = this.#heard.filter(text => !this.#expected.some(words => words.test(text)))
    if (unexpected.length > 0) throw new Error(`the browser complained:\n${unexpected.join('\n')}`)
  }
}
