import type { Live } from '@/lib/control/context'
import type { KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { examineSecret, type HearAnswer } from '@/lib/gateway/probe'
import { confirmRejections } from '@/lib/rotation/confirm'
import { EarlyProber } from '@/lib/rotation/early-prober'
import type { Probe } from '@/lib/rotation/ports'
import { saveKeyChecks } from '@/lib/store/key-checks'
import type { ErrorNotes } from '../error-notes'
import { KeyChecker } from '../key-checker'
import type { Ground } from './ground'

type Examiners = Pick<Live, 'examineKey' | 'examineSecret'>

/** Who asks upstreams about keys by their free probes: by itself, at a person's word, and for all keys. */
export type Probing = {
  confirmation: ReturnType<typeof confirmRejections>
  prober: EarlyProber
  checker: KeyChecker
  examiners: Examiners
}

export function openProbing(ground: Ground, notes: ErrorNotes): Probing {
  const { pools, services, store, log, now } = ground
  const probe = probeOf(ground, notes)
  const examiners = examinersOf(ground, notes)
  const meetsRateLimit = (id: ServiceId) => services.find(id)?.probe.meetsRateLimit ?? false
  const checker = new KeyChecker({
    ...{ pools, meetsRateLimit, now, examine: examiners.examineKey },
    save: checks => saveKeyChecks(store, checks),
    report: error => log.warn({ error: String(error) }, 'what a check of keys found is not written yet'),
  })
  return {
    confirmation: confirmRejections({ pools, probe, now }),
    prober: new EarlyProber({ pools, probe, meetsRateLimit, now }),
    checker,
    examiners,
  }
}

function probeOf({ services, secrets, now }: Ground, notes: ErrorNotes): Probe {
  return async (id, keyId) => {
    const service = services.find(id)
    if (!service || !secrets.has(keyId)) return 'unknown'
    const hear: HearAnswer = (headers, body) => notes.hearOwner(service, keyId, headers, body, now())
    return (await examineSecret(service, secrets.reveal(keyId), now, hear)).life
  }
}

/** What a person's test of a key asks. */
function examinersOf({ services, pools, secrets, now }: Ground, notes: ErrorNotes): Examiners {
  const examine = async (id: ServiceId, secret: string, keyId?: KeyId) => {
    const service = services.find(id)
    if (!service) throw new Error(`no service is named ${id}`)
    const hear: HearAnswer = (headers, body) => {
      if (keyId !== undefined) notes.hearOwner(service, keyId, headers, body, now())
    }
    return examineSecret(service, secret, now, hear)
  }
  return {
    examineSecret: (id, secret) => examine(id, secret),
    examineKey: async keyId => {
      const service = pools.find(keyId)?.key.service
      return service !== undefined && secrets.has(keyId) ? examine(service, secrets.reveal(keyId), keyId) : null
    },
  }
}
