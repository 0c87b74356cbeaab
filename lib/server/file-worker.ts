import { parentPort, workerData } from 'node:worker_threads'
import { readFiles } from '@/lib/ai/linkedin/files'
import { UnreadableFile } from '@/lib/ai/linkedin/unreadable-file'
import type { FilesAnswer } from './file-reader'

/** The thread that reads the files of one request: bad ones can neither hold up nor fill the server. */
if (parentPort === null) throw new Error('files are read in a worker thread')
const port = parentPort
const say = (answer: FilesAnswer) => port.postMessage(answer)

readFiles(workerData).then(
  material => say({ kind: 'read', material }),
  (error: unknown) => {
    if (!(error instanceof UnreadableFile)) throw error
    say({ kind: 'unreadable', trouble: error.trouble })
  },
)
