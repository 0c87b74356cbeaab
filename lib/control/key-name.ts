import type { KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { ControlError } from './control-error'

/** How an answer names a key. */
export type KeyName = { id: KeyId; service: ServiceId; name: string; masked: string }

export function nameOf({ id, service, name, masked }: KeyName): KeyName {
  return { id, service, name, masked }
}

export function noSuchKey(): ControlError {
  return new ControlError('not-found', 'There is no key with this id.')
}
