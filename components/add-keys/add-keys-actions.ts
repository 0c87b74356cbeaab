import type { OperatorAction } from '@/lib/contract/action'
import type { AddedKey, AddKeyRequest, Imported, ImportRequest } from '@/lib/contract/key'
import type { KeyPreview, PreviewKeysInput } from '@/lib/contract/key-preview'
import type { TestedSecrets, TestSecretsInput } from '@/lib/contract/key-test'
import type { UndoInput, Undone } from '@/lib/contract/undo'

/** What this page asks of the server. Secrets go up by these alone, and never come back. */
export type AddKeysActions = {
  add: OperatorAction<AddKeyRequest, AddedKey>
  preview: OperatorAction<PreviewKeysInput, KeyPreview>
  test: OperatorAction<TestSecretsInput, TestedSecrets>
  import: OperatorAction<ImportRequest, Imported>
  undo: OperatorAction<UndoInput, Undone>
}

/** A service as a person chooses it. */
export type ServiceChoice = { id: string; label: string }
