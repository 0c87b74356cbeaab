import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import type { OperatorAction } from '@/lib/contract/action'
import { ALERT_RULE_FIELDS, type AlertRulesView, type ServiceAlertRules } from '@/lib/contract/alert-rules'
import { NUMBERS, type NumberField, type RulesValues, readNumber, valuesOf } from './rules-values'

type ChangeRulesInput = { service: string } & { [Field in keyof AlertRulesView]?: AlertRulesView[Field] | null }

export type ChangeRules = OperatorAction<ChangeRulesInput, ServiceAlertRules>

/** The rules of a service as a form: only what was touched is sent, so that another person's change stays. */
export function useRulesForm(service: ServiceAlertRules, change: ChangeRules | null) {
  const t = useTranslations('alertRules')
  const queries = useQueryClient()
  const [touched, setTouched] = useState<Partial<RulesValues>>({})
  const values = { ...valuesOf(service.rules), ...touched }
  const saving = useMutation({
    mutationFn: async (input: ChangeRulesInput) => (change === null ? null : act(change, input)),
    onSuccess: () => {
      setTouched({})
      notifications.show({ color: 'green', message: t('saved', { service: service.label }) })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.alertRules }),
  })
  const wanted = wantedOf(values, service.rules)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wanted !== null) saving.mutate({ service: service.service, ...wanted })
  }
  const isWrong = (field: NumberField) => readNumber(field, values[field]) === null
  return {
    ...{ values, saving, submit, isWrong },
    isChanged: wanted === null || Object.keys(wanted).length > 0,
    set: (part: Partial<RulesValues>) => setTouched({ ...touched, ...part }),
    reset: () =>
      saving.mutate({ service: service.service, ...Object.fromEntries(ALERT_RULE_FIELDS.map(field => [field, null])) }),
  }
}
export type RulesForm = ReturnType<typeof useRulesForm>

/** What differs from the rules in force; `null`: a number is wrong. */
function wantedOf(values: RulesValues, inForce: AlertRulesView): Partial<AlertRulesView> | null {
  const wanted: Partial<AlertRulesView> = {}
  for (const field of NUMBERS) {
    const number = readNumber(field, values[field])
    if (number === null) return null
    if (number !== inForce[field]) wanted[field] = number
  }
  const isSame = values.off.length === inForce.off.length && values.off.every(code => inForce.off.includes(code))
  return isSame ? wanted : { ...wanted, off: values.off }
}
