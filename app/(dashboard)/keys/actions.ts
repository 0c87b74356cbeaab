'use server'

import { addKeySchema, changeKeySchema, importSchema, keySelectionSchema } from '@/lib/contract/key'
import { startKeyChecksSchema } from '@/lib/contract/key-checks'
import { changeKeysSchema, rollSecretSchema } from '@/lib/contract/key-edit'
import { previewKeysSchema } from '@/lib/contract/key-preview'
import { testSecretsSchema } from '@/lib/contract/key-test'
import { resetInputSchema } from '@/lib/contract/reset'
import { nothingSchema } from '@/lib/contract/token'
import { undoSchema } from '@/lib/contract/undo'
import { importKeys } from '@/lib/control/import-keys'
import { changeKeys } from '@/lib/control/key-bulk'
import { cancelKeyChecks, startKeyChecks } from '@/lib/control/key-checks'
import { previewKeys } from '@/lib/control/key-preview'
import { rollKeySecret } from '@/lib/control/key-secret-roll'
import { disableKey, enableKey, removeKey, restoreKey } from '@/lib/control/key-switches'
import { testKey, testSecrets } from '@/lib/control/key-test'
import { addKey, changeKey } from '@/lib/control/keys'
import { reset } from '@/lib/control/reset'
import { undo } from '@/lib/control/undo'
import { operatorAction } from '@/lib/server/action'

export const addKeyAction = operatorAction(addKeySchema, addKey)
export const changeKeyAction = operatorAction(changeKeySchema, changeKey)
export const pauseKeyAction = operatorAction(keySelectionSchema, disableKey)
export const enableKeyAction = operatorAction(keySelectionSchema, enableKey)
export const removeKeyAction = operatorAction(keySelectionSchema, removeKey)
export const restoreKeyAction = operatorAction(keySelectionSchema, restoreKey)
export const rollSecretAction = operatorAction(rollSecretSchema, rollKeySecret)
export const testKeyAction = operatorAction(keySelectionSchema, testKey)
export const startKeyChecksAction = operatorAction(startKeyChecksSchema, startKeyChecks)
export const cancelKeyChecksAction = operatorAction(nothingSchema, cancelKeyChecks)
export const testSecretsAction = operatorAction(testSecretsSchema, testSecrets)
export const previewKeysAction = operatorAction(previewKeysSchema, previewKeys)
export const importKeysAction = operatorAction(importSchema, importKeys)
export const changeKeysAction = operatorAction(changeKeysSchema, changeKeys)
export const resetAction = operatorAction(resetInputSchema, reset)
export const undoAction = operatorAction(undoSchema, undo)
