import { parentPort, workerData } from 'node:worker_threads'
import { readPdf } from '@/lib/ai/linkedin/pdf'
import { UnreadableFile } from '@/lib/ai/linkedin/unreadable-file'
import type { PdfAnswer, PdfGiven } from './pdf-reader'

/** The thread that reads one PDF: a bad one can neither hold up nor fill the server. */
if (parentPort === null) throw new Error('a PDF is read in a worker thread')
const port = parentPort
const { name, bytes }: PdfGiven = workerData
const say = (answer: PdfAnswer) => port.postMessage(answer)

readPdf(name, bytes).then(
  text => say({ kind: 'text', text }),
  (error: unknown) => {
    if (!(error instanceof UnreadableFile)) throw error
    say({ kind: 'unreadable', trouble: error.trouble.kind })
  },
)
