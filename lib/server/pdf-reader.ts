import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type FileTroubleKind, unreadable } from '@/lib/ai/linkedin/unreadable-file'
import type { AiTools } from '@/lib/ai/task'
import { SECOND_MS } from '@/lib/engine/vocabulary'

export type PdfGiven = { name: string; bytes: Uint8Array }
export type PdfAnswer = { kind: 'text'; text: string } | { kind: 'unreadable'; trouble: FileTroubleKind }

/** Made by `npm run build` from `pdf-worker.ts`. */
const WORKER_FILE = 'pdf-worker.js'
const READING_MAX_MS = 15 * SECOND_MS
const MEMORY_MAX_MB = 256

/** Reads PDFs in threads of their own, from the build in `folder`; in this one where nothing was built. */
export function pdfReader(folder: string, readingMaxMs = READING_MAX_MS): AiTools['readPdf'] {
  const file = join(folder, 'dist', WORKER_FILE)
  if (existsSync(file)) return (name, bytes) => readApart(file, { name, bytes }, readingMaxMs)
  return async (name, bytes) => (await import('@/lib/ai/linkedin/pdf')).readPdf(name, bytes)
}

/** @throws UnreadableFile */
async function readApart(file: string, given: PdfGiven, readingMaxMs: number): Promise<string> {
  const worker = new Worker(file, { workerData: given, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MAX_MB } })
  const answer = await answerOf(worker, readingMaxMs)
  void worker.terminate()
  if (answer.kind === 'text') return answer.text
  throw unreadable(answer.trouble, given.name)
}

/** A thread that dies without an answer met something that is no proper PDF. */
function answerOf(worker: Worker, readingMaxMs: number): Promise<PdfAnswer> {
  return new Promise(resolve => {
    const late = setTimeout(() => resolve({ kind: 'unreadable', trouble: 'too-slow' }), readingMaxMs)
    const answer = (given: PdfAnswer) => {
      clearTimeout(late)
      resolve(given)
    }
    worker.once('message', answer)
    worker.once('error', () => answer({ kind: 'unreadable', trouble: 'malformed' }))
    worker.once('exit', () => answer({ kind: 'unreadable', trouble: 'malformed' }))
  })
}
