'use client'

import { useThrottledCallback } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { applyChange, applyHello, askAgain } from '@/lib/client/live'
import { keepListening, type LiveState, POLL_MS } from '@/lib/client/live-listening'
import type { LiveChange, LiveHello } from '@/lib/contract/live'

type Hear = (change: LiveChange) => void
type Live = { state: LiveState; hearers: Set<Hear> }

const LiveContext = createContext<Live | null>(null)

/** Listens to the server for all screens below it; `lib/client/live.ts` says how a screen takes part. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const [state, setState] = useState<LiveState>('connecting')
  const [hearers] = useState(() => new Set<Hear>())
  // the last of many changes is asked for too, once the time is over
  const follow = useThrottledCallback(() => askAgain(queries), POLL_MS)
  useEffect(() => {
    const leaving = new AbortController()
    const onChange = (change: LiveChange) => {
      applyChange(queries, change)
      for (const hear of hearers) hear(change)
      if (change.hasMoreKeys) follow()
    }
    const onHello = (hello: LiveHello) => applyHello(queries, hello)
    void keepListening({ onState: setState, onChange, onHello, onPoll: () => askAgain(queries) }, leaving.signal)
    return () => leaving.abort()
  }, [queries, hearers, follow])
  return <LiveContext value={{ state, hearers }}>{children}</LiveContext>
}

/** Whether what the page shows is live, and if not, why. */
export function useLiveState(): LiveState {
  return useLive().state
}

/** Calls back with every change that the server tells. */
export function useLiveChange(hear: Hear): void {
  const { hearers } = useLive()
  const latest = useRef(hear)
  useEffect(() => {
    latest.current = hear
  })
  useEffect(() => {
    const call: Hear = change => latest.current(change)
    hearers.add(call)
    return () => void hearers.delete(call)
  }, [hearers])
}

/** A key as it was asked for, with what the server told of it since. An answer that is newer takes its place. */
export function useLiveKey<Key extends { id: string }>(initial: Key): Key {
  const [told, setTold] = useState<{ since: Key; key: Key } | null>(null)
  useLiveChange(({ keys }) => {
    const change = keys.find(({ id }) => id === initial.id)
    if (change) setTold({ since: initial, key: { ...initial, ...change } })
  })
  return told?.since === initial ? told.key : initial
}

function useLive(): Live {
  const live = useContext(LiveContext)
  if (live === null) throw new Error('no LiveProvider around this')
  return live
}
