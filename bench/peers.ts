import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Subject, startProgram } from './subject'

/** Others' gateways, fetched from npm into a folder of their own when a run asks for them: no part of the project. */
const FOLDER = join(tmpdir(), 'keywheel-bench-peers')
const FETCH_LIMIT_MS = 180_000

const FASTIFY = ['fastify@5.12.8', '@fastify/http-proxy@11.6.3']
const PORTKEY = ['@portkey-ai/gateway@1.15.2']

export async function startFastify(upstreams: readonly string[]): Promise<Subject> {
  await fetchPackages('@fastify/http-proxy', FASTIFY)
  const file = join(FOLDER, 'fastify.mjs')
  await writeFile(file, FASTIFY_PROGRAM)
  return startProgram(process.execPath, port => ({ parameters: [file, String(port), ...upstreams] }))
}

export async function startPortkey(): Promise<Subject> {
  await fetchPackages('@portkey-ai/gateway', PORTKEY)
  const file = join(FOLDER, 'node_modules/@portkey-ai/gateway/build/start-server.js')
  return startProgram(process.execPath, port => ({ parameters: [file, '--headless', `--port=${port}`], cwd: FOLDER }))
}

const FASTIFY_PROGRAM = `
import fastify from 'fastify'
import proxy from '@fastify/http-proxy'
const [, , port, quick, paced] = process.argv
const server = fastify({ logger: false })
const undici = { connections: 2048, pipelining: 1 }
server.register(proxy, { upstream: quick, prefix: '/groq', rewritePrefix: '/groq', undici })
server.register(proxy, { upstream: paced, prefix: '/openai', rewritePrefix: '/openai', undici })
await server.listen({ port: Number(port), host: '127.0.0.1', backlog: 4096 })
`

async function fetchPackages(name: string, packages: readonly string[]): Promise<void> {
  if (existsSync(join(FOLDER, 'node_modules', name))) return
  await mkdir(FOLDER, { recursive: true })
  const words = ['install', '--prefix', FOLDER, '--no-audit', '--no-fund', '--ignore-scripts', ...packages]
  await promisify(execFile)('npm', words, { timeout: FETCH_LIMIT_MS })
}
