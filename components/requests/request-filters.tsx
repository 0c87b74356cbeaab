import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { requestFacetsQuery } from '@/lib/client/requests'
import { ATTEMPT_OUTCOMES, type Facets, type ValueCount } from '@/lib/contract/requests'
import { KeyFilter } from './key-filter'
import { facetsAsked } from './request-asked'
import { RequestIdFilter } from './request-id-filter'
import classes from './requests.module.css'
import { TimeFilter } from './time-filter'
import { useRequestWords } from './use-request-words'
import type { RequestsAddress } from './use-requests-address'
import { type Option, ValueFilter } from './value-filter'

/** What the log is filtered by. Each acts at once, and says how many requests of the time have which value. */
export function RequestFilters({ address }: { address: RequestsAddress }) {
  const t = useTranslations('requests')
  const { data } = useQuery(requestFacetsQuery(facetsAsked(address.asked)))
  const options = useOptions(data)
  return (
    <fieldset className={classes.filters} aria-label={t('filter.bar')}>
      <TimeFilter address={address} />
      {(['ending', 'outcome', 'service'] as const).map(filter => (
        <ValueFilter key={filter} filter={filter} options={options[filter]} address={address} />
      ))}
      <KeyFilter address={address} chosen={data?.key ?? null} />
      {(['model', 'caller'] as const).map(filter => (
        <ValueFilter key={filter} filter={filter} options={options[filter]} address={address} />
      ))}
      <RequestIdFilter address={address} />
    </fieldset>
  )
}

function useOptions(
  facets: Facets | undefined,
): Record<'ending' | 'outcome' | 'service' | 'model' | 'caller', Option[]> {
  const words = useRequestWords()
  const say = (values: readonly ValueCount[] | undefined, labelOf: (value: ValueCount) => string): Option[] =>
    values?.map(each => ({ value: each.value, count: each.count, label: labelOf(each) })) ?? []
  return {
    ending: say(facets?.ending, ({ value }) => words.endingOf(value)),
    outcome: say(
      facets?.outcome.filter(({ value }) => ATTEMPT_OUTCOMES.some(outcome => outcome === value)),
      ({ value }) => words.outcome(value),
    ),
    service: say(facets?.service, ({ value, label }) => label ?? value),
    model: say(facets?.model, ({ value }) => value),
    caller: say(facets?.caller, ({ value, label }) => words.caller({ id: value, name: label })),
  }
}
