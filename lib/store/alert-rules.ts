import { type OwnAlertRules, ownAlertRulesSchema } from '@/lib/contract/alert-rules'
import type { ServiceId } from '@/lib/engine/vocabulary'
import { parseJson } from './columns'
import type { Session } from './session'
import { holdSetting, readSetting, saveSetting } from './settings'

/** One setting per service, so that two people who change two services do not write over each other. */
const PREFIX = 'alert-rules/'

/** What operators changed of the rules, by service. */
export async function listAlertRules(session: Session): Promise<Map<ServiceId, OwnAlertRules>> {
  const sql = `SELECT name, value FROM settings WHERE name LIKE '${PREFIX}%' ORDER BY name`
  const rows = await session.db.$queryRawUnsafe<{ name: string; value: string }[]>(sql)
  return new Map(
    rows.map(({ name, value }) => [
      name.slice(PREFIX.length),
      parseJson(ownAlertRulesSchema, value, `setting ${name}`),
    ]),
  )
}

/** `{}`: nothing was changed. */
export async function readAlertRules(session: Session, service: ServiceId): Promise<OwnAlertRules> {
  return (await readSetting(session, PREFIX + service, ownAlertRulesSchema)) ?? {}
}

/** Lets nobody else change them until the transaction ends. */
export function holdAlertRules(session: Session, service: ServiceId): Promise<void> {
  return holdSetting(session, PREFIX + service, {})
}

export function saveAlertRules(session: Session, service: ServiceId, rules: OwnAlertRules): Promise<void> {
  return saveSetting(session, PREFIX + service, rules)
}
