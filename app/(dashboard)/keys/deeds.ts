import type { KeyDeeds } from '@/components/keys/key-deeds'
import {
  cancelKeyChecksAction,
  changeKeyAction,
  enableKeyAction,
  pauseKeyAction,
  previewKeysAction,
  removeKeyAction,
  resetAction,
  restoreKeyAction,
  rollSecretAction,
  startKeyChecksAction,
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
  check: startKeyChecksAction,
  cancelCheck: cancelKeyChecksAction,
  roll: rollSecretAction,
  preview: previewKeysAction,
  undo: undoAction,
}
