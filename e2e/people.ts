import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { BrowserContext } from '@playwright/test'
import type { LastingKeywheel } from './lasting-keywheel'

export type Person = { email: string; password: string }

export const ADMIN: Person = { email: 'ada@example.com', password: 'correct horse battery' }
export const VIEWER: Person = { email: 'grace@example.com', password: 'staple battery horse' }
export const ADMIN_TOKEN = 'an-admin-token-for-stories-Canary'
export const CLIENT_TOKEN = 'a-client-token-for-stories-Canary'

/** Lets a person in by what the sign-in page itself asks; the story of the page is told in its own file. */
export async function signIn({ request }: BrowserContext, { email, password }: Person): Promise<void> {
  const asked = await request.get('/api/auth/csrf')
  const { csrfToken } = await asked.json()
  const form = { csrfToken, email, password, json: 'true' }
  const answer = await request.post('/api/auth/callback/credentials', { form })
  if (!answer.ok()) throw new Error(`${email} was not let in: ${answer.status()}`)
}

/** Makes the viewer, as an operator would at the command line. */
export function addViewer(keywheel: LastingKeywheel): Promise<void> {
  return command(keywheel, ['operators', 'add', VIEWER.email, '--role', 'viewer'], VIEWER.password)
}

/** Gives a person another password, which ends their sessions. */
export function changePassword(keywheel: LastingKeywheel, { email }: Person, password: string): Promise<void> {
  return command(keywheel, ['operators', 'password', email], password)
}

async function command({ dataDir }: LastingKeywheel, words: readonly string[], input: string): Promise<void> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../bin/keywheel.mjs'), ...words], {
    env: { PATH, HOME, NODE_ENV: 'production', KEYWHEEL_DATA_DIR: dataDir },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end(`${input}\n`)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`keywheel ${words.join(' ')} ended with ${code}`)
}
