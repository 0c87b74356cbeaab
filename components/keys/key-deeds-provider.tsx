'use client'

import dynamic from 'next/dynamic'
import { type ReactNode, useMemo, useState } from 'react'
import { type Asked, InHand, type KeyDeeds } from './key-deeds'

const KeyDialogs = dynamic(() => import('./key-dialogs').then(({ KeyDialogs }) => KeyDialogs), { ssr: false })

/** Gives every screen below what an admin can do to keys, and shows its dialogs. `deeds` is null for a viewer. */
export function KeyDeedsProvider({ deeds, children }: { deeds: KeyDeeds | null; children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const inHand = useMemo(() => deeds && { deeds, open: setAsked }, [deeds])
  return (
    <InHand value={inHand}>
      {children}
      {inHand && asked && <KeyDialogs asked={asked} deeds={inHand.deeds} onClose={() => setAsked(null)} />}
    </InHand>
  )
}
