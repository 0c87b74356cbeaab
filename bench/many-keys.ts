import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newKeySchema } from '@/lib/contract/key-import'
import { storableKey } from '@/lib/control/new-key'
import { addKeys } from '@/lib/store/add-keys'
import { openStore } from '@/lib/store/client'
import { findMasterKey } from '@/lib/vault/master-key'
import type { Cell } from './cells'
import { startProgram } from './subject'
import { usedBy } from './usage'
import { CLIENT_TOKEN } from './workload'

const KEYS = 100_000
const SETTLE_MS = 1500

/** A gateway on a database of 100,000 sealed keys beside one on an empty one: when it first answers, what it holds. */
export async function measureManyKeys(root: string): Promise<Cell> {
  const empty = await mkdtemp(join(tmpdir(), 'keywheel-bench-empty-'))
  const full = await mkdtemp(join(tmpdir(), 'keywheel-bench-keys-'))
  try {
    await fill(empty, 1)
    await fill(full, KEYS)
    const small = await startOn(root, empty)
    const large = await startOn(root, full)
    return {
      firstAnswerMs: large.firstAnswerMs,
      emptyFirstAnswerMs: small.firstAnswerMs,
      emptyMb: small.rssMb,
      overEmptyMb: large.rssMb !== null && small.rssMb !== null ? large.rssMb - small.rssMb : null,
    }
  } finally {
    for (const folder of [empty, full]) await rm(folder, { recursive: true, force: true })
  }
}

async function fill(folder: string, count: number): Promise<void> {
  const store = await openStore({ url: `file:${folder}/keywheel.db`, now: Date.now })
  const { masterKey } = findMasterKey({ value: null, folder })
  const keys = Array.from({ length: count }, (_, index) => {
    const apiKey = `gsk_${String(index).padStart(52, 'bench')}`
    return storableKey(masterKey, newKeySchema.parse({ service: 'groq', name: `key-${index}`, apiKey }), Date.now())
  })
  await addKeys(store, keys)
  await store.close()
}

async function startOn(root: string, folder: string): Promise<{ firstAnswerMs: number; rssMb: number | null }> {
  const upstream = await startProgram(process.execPath, port => ({ parameters: ['-e', ANSWERS, String(port)] }))
  const startedAt = performance.now()
  const gateway = await startProgram(process.execPath, port => ({
    parameters: [join(root, 'dist/gateway.js')],
    env: {
      ...{ KEYWHEEL_DATA_DIR: folder, KEYWHEEL_HOME: folder, KEYWHEEL_CLIENT_TOKEN: CLIENT_TOKEN },
      ...{ KEYWHEEL_GROQ_ORIGIN: `http://127.0.0.1:${upstream.port}`, GATEWAY_PORT: String(port) },
    },
  }))
  try {
    const url = `http://127.0.0.1:${gateway.port}/groq/openai/v1/models`
    const answer = await fetch(url, { headers: { authorization: `Bearer ${CLIENT_TOKEN}` } })
    const firstAnswerMs = performance.now() - startedAt
    if (!answer.ok) throw new Error(`the gateway answered ${answer.status}`)
    await new Promise(resolve => setTimeout(resolve, SETTLE_MS))
    const used = usedBy(gateway.pid)
    return { firstAnswerMs, rssMb: used && used.rssBytes / 2 ** 20 }
  } finally {
    await gateway.stop()
    await upstream.stop()
  }
}

const ANSWERS = `require('http').createServer((q, s) => s.end('{}')).listen(Number(process.argv[1]), '127.0.0.1')`
