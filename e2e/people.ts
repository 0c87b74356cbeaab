import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { BrowserContext } from '@playwright/test'
import type { Running } from '@/bin/running.fixture'

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

/** Makes the viewer by the command that an operator would type. */
export async function addViewer(keywheel: Running): Promise<void> {
  const command = resolve(import.meta.dirname, '../bin/keywheel.mjs')
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [command, 'operators', 'add', VIEWER.email, '--role', 'viewer'], {
    env: { PATH, HOME, NODE_ENV: 'production', KEYWHEEL_DATA_DIR: keywheel.dataDir },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end(`${VIEWER.password}\n`)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the viewer was not made: ${code}`)
}
