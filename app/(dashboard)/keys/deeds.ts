import type { KeyDeeds } from '@/components/keys/key-deeds'
import {
  changeKeyAction,
  enableKeyAction,
  pauseKeyAction,
  previewKeysAction,
  removeKeyAction,
  resetAction,
  restoreKeyAction,
  rollSecretAction,
  testKeyAction,
  undoAction,
} from './actions'

/** What every screen may do to keys, where an admin looks at it. */
export const KEY_DEEDS: KeyDeeds = {
  change: changeKeyAction,
  pause: pauseKeyAction,
  enable: enableKeyAction,
  remove: removeKeyAction,
  restore: restoreKeyAction,
  reset: resetAction,
  test: testKeyAction,
  roll: rollSecretAction,
  preview: previewKeysAction,
  undo: undoAction,
}
