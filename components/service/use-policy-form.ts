import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import type { BulkDeeds } from '@/components/bulk/bulk-dialog'
import { useDeed } from '@/components/keys/use-deed'
import { act } from '@/lib/client/act'
import type { OperatorAction } from '@/lib/contract/action'
import { POLICY_RANGES, type PolicyChange, type ServiceChange } from '@/lib/contract/service'
import type { ServiceDetail } from '@/lib/contract/services'
import {
  COUNT_FIELDS,
  changeOf,
  isZone,
  type NumberField,
  type PolicyValues,
  policyOf,
  readNumber,
  SPAN_FIELDS,
  valuesOf,
} from './policy-values'
import { useSpanText } from './span-text'

export type ChangeService = OperatorAction<ServiceChange, { id: string; label: string; auditId: number | null }>

/** The policy of a service as a form: what is typed, what it would change, and the way to put it in force. */
export function usePolicyForm(service: ServiceDetail, changeService: ChangeService, undo: BulkDeeds['undo']) {
  const t = useTranslations('policy')
  const queries = useQueryClient()
  const deed = useDeed(undo)
  const spanText = useSpanText()
  const wanted = useWantedWords()
  // as the form began: a field that another person changed since is not written over
  const [begun, setBegun] = useState(service.policy)
  const form = useForm<PolicyValues>({
    initialValues: valuesOf(service.policy, spanText),
    validateInputOnBlur: true,
    validate: {
      dayZone: zone => (isZone(zone) ? null : t('wantedZone')),
      ...Object.fromEntries(
        [...SPAN_FIELDS, ...COUNT_FIELDS].map(field => [
          field,
          (typed: string) => (readNumber(field, typed) === null ? wanted(field) : null),
        ]),
      ),
    },
  })
  const show = () => {
    const values = valuesOf(service.policy, spanText)
    form.setValues(values)
    form.resetDirty(values)
    setBegun(service.policy)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another policy in force is news
  useEffect(() => {
    if (!form.isDirty()) show()
  }, [JSON.stringify(service.policy)])
  const change: PolicyChange = changeOf(policyOf(form.values, begun), begun, service.ownPolicy)
  const saving = useMutation({
    mutationFn: () => act(changeService, { service: service.id, ...change }),
    onSuccess: ({ auditId }) => {
      deed.tell(t('saved', { service: service.label }), auditId)
      form.resetDirty()
    },
    onSettled: () => queries.invalidateQueries(),
  })
  const discard = () => {
    show()
    form.clearErrors()
    saving.reset()
  }
  return { form, change, saving, discard, own: valuesOf(service.ownPolicy, spanText) }
}

export type PolicyForm = ReturnType<typeof usePolicyForm>

/** What a number field wants, as one sentence. */
function useWantedWords(): (field: NumberField) => string {
  const t = useTranslations('policy')
  const spanText = useSpanText()
  return field => {
    const { least, most } = POLICY_RANGES[field]
    if (COUNT_FIELDS.some(each => each === field)) return t('wantedNumber', { least, most })
    return t('wantedSpan', { least: spanText(least), most: spanText(most) })
  }
}
