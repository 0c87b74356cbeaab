import type { KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { ControlError } from './control-error'

/** How an answer names a key. */
export type KeyName = { id: KeyId; service: ServiceId; name: string; masked: string }

/** What names a key, and nothing else of it. */
export function nameOf({ id, service, name, masked }: KeyName): KeyName {
  return { id, service, name, masked }
}

/** The `not-found` of a key. */
export function noSuchKey(): ControlError {
  return new ControlError('not-found', 'There is no key with this id.')
}
