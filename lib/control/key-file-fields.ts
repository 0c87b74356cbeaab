/** Names under which files give our fields, compared in lower case without `_`, `-` and spaces. */
const FIELD_BY_ALIAS = new Map(
  Object.entries({
    name: 'name',
    title: 'name',
    apikey: 'apiKey',
    key: 'apiKey',
    secret: 'apiKey',
    service: 'service',
    provider: 'service',
    priority: 'priority',
    weight: 'weight',
    account: 'account',
    dailylimit: 'dailyLimit',
    minutelimit: 'minuteLimit',
    tokenminutelimit: 'tokenMinuteLimit',
    concurrencylimit: 'concurrencyLimit',
    models: 'models',
    expiresat: 'expiresAt',
    labels: 'labels',
    note: 'note',
  }),
)

/** Our name of a field; an unknown one stays as it is, for the complaint to show. */
export function fieldNamed(name: string): string {
  return FIELD_BY_ALIAS.get(plainName(name)) ?? name.trim()
}

/** Whether a name is one of ours, by whatever alias. */
export function isFieldName(name: string): boolean {
  return FIELD_BY_ALIAS.has(plainName(name))
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[_\-\s]/g, '')
}
