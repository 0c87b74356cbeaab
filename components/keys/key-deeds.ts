'use client'

import { createContext, useContext } from 'react'
import type { OperatorAction } from '@/lib/contract/action'
import type { ChangeKeyRequest, EditedKey, KeySelection } from '@/lib/contract/key'
import type { CheckRunView, StartKeyChecks } from '@/lib/contract/key-checks'
import type { RolledKey, RollSecretInput } from '@/lib/contract/key-edit'
import type { KeyPreview, PreviewKeysInput } from '@/lib/contract/key-preview'
import type { Examination } from '@/lib/contract/key-test'
import type { ResetAnswer, ResetInput } from '@/lib/contract/reset'
import type { KeyStatusView } from '@/lib/contract/status'
import type { UndoInput, Undone } from '@/lib/contract/undo'

/** What an admin can do to keys: the server's actions. */
export type KeyDeeds = {
  change: OperatorAction<ChangeKeyRequest, EditedKey>
  pause: OperatorAction<KeySelection, EditedKey>
  enable: OperatorAction<KeySelection, EditedKey>
  remove: OperatorAction<KeySelection, EditedKey>
  restore: OperatorAction<KeySelection, EditedKey>
  reset: OperatorAction<ResetInput, ResetAnswer>
  test: OperatorAction<KeySelection, Examination>
  check: OperatorAction<StartKeyChecks, CheckRunView>
  cancelCheck: OperatorAction<Record<string, never>, CheckRunView>
  roll: OperatorAction<RollSecretInput, RolledKey>
  preview: OperatorAction<PreviewKeysInput, KeyPreview>
  undo: OperatorAction<UndoInput, Undone>
}

/** A key as its menu and dialogs need it; every view of a key has these. */
export type KeyInHand = Pick<KeyStatusView, 'id' | 'name' | 'masked' | 'source' | 'status'> & {
  service: string
  /** As the service's makers write it. */
  serviceLabel: string
}

/** What a dialog is open for. */
export type Asked =
  | { kind: 'edit' | 'test' | 'roll' | 'remove'; key: KeyInHand }
  /** `name`: of the key or the service it is about; absent: all keys. */
  | { kind: 'reset'; input: Pick<ResetInput, 'service' | 'keyId'>; name?: string }

type DeedsInHand = { deeds: KeyDeeds; open(asked: Asked): void }

/** See `KeyDeedsProvider`. */
export const InHand = createContext<DeedsInHand | null>(null)

/** What may be done to keys here; `null` for a viewer: then there are no buttons. */
export function useKeyDeeds(): DeedsInHand | null {
  return useContext(InHand)
}
