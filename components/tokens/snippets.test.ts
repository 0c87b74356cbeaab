import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { snippetsOf } from './snippets'

const TOKEN = 'kw_test_0123456789'

/** Runs a snippet's lines as they are, with a call after them, and tells what a server heard. */
async function heardFrom(service: string, call: string): Promise<{ path: string; shows: boolean }> {
  const heard: { path: string; shows: boolean }[] = []
  const server = createServer((request, response) => {
    const { authorization = '', 'x-api-key': apiKey = '', 'x-goog-api-key': googleKey = '' } = request.headers
    heard.push({ path: request.url ?? '', shows: `${authorization}${apiKey}${googleKey}`.includes(TOKEN) })
    request.resume()
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const snippet = snippetsOf(TOKEN, `http://127.0.0.1:${port}`, [service]).find(({ id }) => id === service)
  const lines = (snippet?.text ?? '').replace(/^import (.+) from '(.+)'$/m, (_, names: string, from: string) =>
    names.startsWith('{')
      ? `const ${names} = await import('${from}')`
      : `const { default: ${names} } = await import('${from}')`,
  )
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor
  const load = (from: string) => import(/* @vite-ignore */ from)
  const run = new AsyncFunction('load', `${lines.replaceAll('import(', 'load(')}\nawait ${call}.catch(() => {})`)
  await run(load)
  server.close()
  server.closeAllConnections()
  const [first] = heard
  if (!first) throw new Error('nothing was heard')
  return first
}

test.each([
  ['openai', "openai.chat.completions.create({ model: 'm', messages: [] })", '/openai/v1/chat/completions'],
  ['groq', "groq.chat.completions.create({ model: 'm', messages: [] })", '/groq/openai/v1/chat/completions'],
  ['gemini', "gemini.models.generateContent({ model: 'm', contents: 'x' })", '/gemini/v1beta/models/m:generateContent'],
  ['anthropic', "anthropic.messages.create({ model: 'm', max_tokens: 1, messages: [] })", '/anthropic/v1/messages'],
  ['mistral', "mistral.chat.completions.create({ model: 'm', messages: [] })", '/mistral/v1/chat/completions'],
  ['deepseek', "deepseek.chat.completions.create({ model: 'm', messages: [] })", '/deepseek/chat/completions'],
  ['resend', "resend.emails.send({ from: 'a@b.c', to: 'd@e.f', subject: 's', text: 't' })", '/resend/emails'],
])('the lines for %s make its SDK call the gateway with the token', async (service, call, path) => {
  expect(await heardFrom(service, call)).toEqual({ path, shows: true })
})

test('a token is offered only the lines of the services it may use, and a service of one’s own has curl', () => {
  const ids = (services: string[]) => snippetsOf(TOKEN, 'http://gw', services).map(({ id }) => id)
  expect(ids(['groq'])).toEqual(['groq', 'curl', 'env'])
  expect(ids(['acme'])).toEqual(['curl', 'env'])
  const all = ['groq', 'openrouter', 'mistral', 'deepseek', 'cohere', 'xai', 'cerebras']
  expect(ids(all)).toEqual(['groq', 'curl', 'env'])
  const [curl, env] = snippetsOf(TOKEN, 'http://gw', ['acme'])
  expect(curl?.text).toContain('curl http://gw/acme/')
  expect(env?.text).toContain(`KEYWHEEL_TOKEN=${TOKEN}`)
  expect(snippetsOf(TOKEN, 'http://gw', ['openai']).at(-1)?.text).toBe(
    `OPENAI_API_KEY=${TOKEN}\nOPENAI_BASE_URL=http://gw/openai/v1`,
  )
})
