// Run as a process by recorder.test.ts: records an attempt per millisecond until it is killed, printing each first, and
// the line `first commit` when the first of them are written.
import { writeSync } from 'node:fs'
import { freshKey } from '@/lib/engine/fresh'
import { appendBatch } from '@/lib/store/attempt-batch'
import { openStore } from '@/lib/store/client'
import { attemptOf, DAY_END } from '@/lib/store/rows.fixture'
import { Recorder } from './recorder'

const store = await openStore({ url: process.argv[2] ?? '', now: Date.now })
const recorder = new Recorder({
  append: batch => appendBatch(store, batch),
  takeChanged: () => ({ keys: [{ keyId: 'k1', state: freshKey('UTC', Date.now()) }], accounts: [] }),
  dayResetAt: () => DAY_END,
  now: Date.now,
  warn: message => writeSync(2, `${message}\n`),
})
recorder.start()
let count = 0
let hasCommitted = false
setInterval(() => {
  const id = `${process.pid}-${count++}.1`
  const now = Date.now()
  writeSync(1, `${id} ${now}\n`)
  recorder.record(attemptOf({ id, requestId: id, startedAt: now }))
  if (hasCommitted || recorder.backlog().committed === 0) return
  hasCommitted = true
  writeSync(1, 'first commit\n')
}, 1)
