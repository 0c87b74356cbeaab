'use client'

import { EditDialog } from './edit-dialog'
import type { Asked, KeyDeeds } from './key-deeds'
import { RemoveDialog } from './remove-dialog'
import { ResetDialog } from './reset-dialog'
import { RollDialog } from './roll-dialog'
import { TestDialog } from './test-dialog'

type KeyDialogsProps = { asked: Asked; deeds: KeyDeeds; onClose(): void }

/** The one dialog that is open. */
export function KeyDialogs({ asked, deeds, onClose }: KeyDialogsProps) {
  switch (asked.kind) {
    case 'edit':
      return <EditDialog keyInHand={asked.key} deeds={deeds} onClose={onClose} />
    case 'test':
      return <TestDialog keyInHand={asked.key} deeds={deeds} onClose={onClose} />
    case 'roll':
      return <RollDialog keyInHand={asked.key} deeds={deeds} onClose={onClose} />
    case 'remove':
      return <RemoveDialog keyInHand={asked.key} deeds={deeds} onClose={onClose} />
    case 'reset':
      return <ResetDialog asked={asked} deeds={deeds} onClose={onClose} />
  }
}
