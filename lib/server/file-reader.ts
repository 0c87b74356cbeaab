import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { GivenFile, Material } from '@/lib/ai/linkedin/files'
import { type FileTrouble, type FileTroubleKind, UnreadableFile } from '@/lib/ai/linkedin/unreadable-file'
import type { AiTools } from '@/lib/ai/task'
import { SECOND_MS } from '@/lib/engine/vocabulary'
import { Turns } from './turns'

export type FilesAnswer = { kind: 'read'; material: Material } | { kind: 'unreadable'; trouble: FileTrouble }

/** Made by `npm run build` from `file-worker.ts`. */
const WORKER_FILE = 'file-worker.js'
const HEAP_MAX_MB = 256
/** Beside the heap stand buffers that no limit of a thread counts: the whole process is watched while one reads. */
const WATCH_MS = 50
const BOUNDS = { readingMaxMs: 15 * SECOND_MS, growthMaxBytes: 512 * 1024 * 1024 }

/** Whoever waits longer than for these is told to come again. */
const turns = new Turns({ atOnce: 1, waitingMax: 8 })

/**
 * Reads all files of a request in one thread of their own, from the build in `folder`, one request at a time. Without
 * a build nothing is read: a bad file could hold up the server.
 */
export function fileReader(folder: string, bounds: Partial<typeof BOUNDS> = {}): AiTools['readFiles'] {
  const file = join(folder, 'dist', WORKER_FILE)
  return async files => {
    const refuse = (kind: FileTroubleKind) => unreadableOf(kind, files)
    if (!existsSync(file)) throw new UnreadableFile(refuse('no-reader').trouble)
    const turn = await turns.take(() => readApart(file, files, { ...BOUNDS, ...bounds }))
    const answer = turn?.answer ?? refuse('busy')
    if (answer.kind === 'unreadable') throw new UnreadableFile(answer.trouble)
    return answer.material
  }
}

function unreadableOf(kind: FileTroubleKind, files: readonly GivenFile[]) {
  return { kind: 'unreadable' as const, trouble: { kind, file: files[0]?.name ?? '' } }
}

/** A thread that dies without an answer met something that is no proper file. */
async function readApart(file: string, files: readonly GivenFile[], bounds: typeof BOUNDS): Promise<FilesAnswer> {
  const rssMax = process.memoryUsage.rss() + bounds.growthMaxBytes
  const worker = new Worker(file, { workerData: files, resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MB } })
  let late: NodeJS.Timeout | undefined
  let watch: NodeJS.Timeout | undefined
  try {
    return await new Promise<FilesAnswer>(resolve => {
      const end = (kind: FileTroubleKind) => resolve(unreadableOf(kind, files))
      late = setTimeout(() => end('too-slow'), bounds.readingMaxMs)
      watch = setInterval(() => process.memoryUsage.rss() > rssMax && end('too-large'), WATCH_MS)
      worker.once('message', resolve)
      worker.once('error', () => end('malformed'))
      worker.once('exit', () => end('malformed'))
    })
  } finally {
    clearTimeout(late)
    clearInterval(watch)
    await worker.terminate()
  }
}
