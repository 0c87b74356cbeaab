import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { act } from '@/lib/client/act'
import type { ImportRequest } from '@/lib/contract/key'
import type { PreviewRow } from '@/lib/contract/key-preview'
import type { AddKeysActions } from './add-keys-actions'
import { asError } from './use-key-tests'

/** Keys imported in one go, all of them or none. */
const AT_ONCE = 500

export type ImportResult = {
  addedCount: number
  skippedCount: number
  /** Each part's name in the audit, for an undo. */
  auditIds: number[]
  /** Why the rest was not imported. */
  error: Error | null
  /** Where the keys went. */
  services: string[]
}

/** Imports keys part by part. What is imported stays imported when a later part fails, and is said. */
export function useKeyImport(actions: AddKeysActions, secretOf: (row: PreviewRow) => string) {
  const queries = useQueryClient()
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null)
  const [result, setResult] = useState<ImportResult | null>(null)

  const start = async (rows: readonly PreviewRow[]) => {
    const services = [...new Set(rows.flatMap(({ service }) => service ?? []))]
    const sum: ImportResult = { addedCount: 0, skippedCount: 0, auditIds: [], error: null, services }
    for (let done = 0; done < rows.length && sum.error === null; done += AT_ONCE) {
      setProgress({ done, total: rows.length })
      const part = rows.slice(done, done + AT_ONCE)
      const imported = await act(actions.import, requestOf(part, secretOf)).catch((failure: unknown) =>
        asError(failure),
      )
      if (imported instanceof Error) {
        sum.error = imported
        break
      }
      sum.addedCount += imported.added.length
      sum.skippedCount += imported.skipped.length
      if (imported.auditId !== null) sum.auditIds.push(imported.auditId)
    }
    setProgress(null)
    setResult(sum)
    await queries.invalidateQueries()
  }

  return { progress, result, start: (rows: readonly PreviewRow[]) => void start(rows), forget: () => setResult(null) }
}

/** The server parses it again; the preview found every row fit. */
function requestOf(rows: readonly PreviewRow[], secretOf: (row: PreviewRow) => string): ImportRequest {
  return {
    rows: rows.map(row => ({ ...row.settings, service: row.service ?? '', name: row.name, apiKey: secretOf(row) })),
  }
}
