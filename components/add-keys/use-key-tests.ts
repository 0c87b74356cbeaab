import { useEffect, useRef, useState } from 'react'
import { act } from '@/lib/client/act'
import type { PreviewRow } from '@/lib/contract/key-preview'
import type { Examination } from '@/lib/contract/key-test'
import type { AddKeysActions } from './add-keys-actions'

/** Keys asked about at the same time: an upstream should not take it for an attack. */
const AT_ONCE = 4

type Progress = { done: number; total: number }

/** Asks upstreams about keys that are not kept yet, a few at a time, until it is done or stopped. */
export function useKeyTests(actions: AddKeysActions, secretOf: (row: PreviewRow) => string) {
  const [verdicts, setVerdicts] = useState<ReadonlyMap<number, Examination>>(new Map())
  const [progress, setProgress] = useState<Progress | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const run = useRef(0)
  const stop = () => {
    run.current += 1
    setProgress(null)
  }
  // a page that is left asks no more
  useEffect(
    () => () => {
      run.current += 1
    },
    [],
  )

  const start = async (rows: readonly PreviewRow[]) => {
    const own = ++run.current
    setError(null)
    setVerdicts(new Map())
    for (let done = 0; done < rows.length; done += AT_ONCE) {
      setProgress({ done, total: rows.length })
      const batch = rows.slice(done, done + AT_ONCE)
      const asked = batch.map(row => ({ service: row.service ?? '', apiKey: secretOf(row) }))
      const found = await act(actions.test, { rows: asked }).catch((failure: unknown) => asError(failure))
      if (run.current !== own) return
      if (found instanceof Error) {
        setError(found)
        break
      }
      setVerdicts(known => new Map([...known, ...pairs(batch, found.results)]))
    }
    setProgress(null)
  }

  return {
    verdicts,
    progress,
    error,
    start: (rows: readonly PreviewRow[]) => void start(rows),
    stop,
    forget: () => setVerdicts(new Map()),
  }
}

function pairs(rows: readonly PreviewRow[], results: readonly Examination[]): [number, Examination][] {
  return rows.flatMap(({ line }, index): [number, Examination][] => {
    const result = results[index]
    return result ? [[line, result]] : []
  })
}

export function asError(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error(String(failure))
}
