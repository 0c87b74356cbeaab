import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { type Undo, useDeed } from '@/components/keys/use-deed'
import { act } from '@/lib/client/act'
import type { OperatorAction } from '@/lib/contract/action'
import { fieldIssues } from '@/lib/contract/said'
import { rulesSchema } from '@/lib/contract/service'
import type { Rules, RulesChange } from '@/lib/contract/service-rules'
import type { ServiceDetail } from '@/lib/contract/services'
import { emptyRule, fieldOfIssue, type RuleValues, ruleOfValues, valuesOfRule } from './rule-values'

export type ChangeRules = OperatorAction<RulesChange, { id: string; label: string; auditId: number | null }>

/** What is wrong with a rule, by its field. */
export type RuleErrors = Partial<Record<keyof RuleValues, string>>

/** An operator's rules as a list of forms, with the way to put them in force. */
export function useRulesForm(service: ServiceDetail, changeRules: ChangeRules, undo: Undo) {
  const t = useTranslations('ruleForm')
  const wanted = useTranslations('ruleForm.wanted')
  const queries = useQueryClient()
  const deed = useDeed(undo)
  const stored = JSON.stringify(service.rules)
  const [begun, setBegun] = useState(stored)
  const [list, setList] = useState(() => listOf(service.rules))
  const [isChecked, setChecked] = useState(false)
  const typed = list.map(ruleOfValues)
  const isDirty = JSON.stringify(typed) !== begun
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other rules in force are news
  useEffect(() => {
    if (isDirty) return
    setBegun(stored)
    setList(listOf(service.rules))
  }, [stored])
  const parsed = rulesSchema.safeParse(typed)
  const errors: RuleErrors[] = list.map(() => ({}))
  if (!parsed.success && isChecked) {
    for (const { path } of fieldIssues(parsed.error).reverse()) {
      const field = fieldOfIssue(path.slice(1))
      const of = errors[Number(path[0])]
      if (of) of[field] = wanted(field === 'key' ? 'name' : field)
    }
  }
  const saving = useMutation({
    mutationFn: (rules: Rules) =>
      act(changeRules, { service: service.id, rules, before: rulesSchema.parse(JSON.parse(begun)) }),
    onSuccess: ({ auditId }) => {
      setBegun(JSON.stringify(typed))
      setChecked(false)
      deed.tell(t('saved', { service: service.label }), auditId)
    },
    // what another made meanwhile is in sight then
    onError: () => void queries.invalidateQueries(),
  })
  const move = (index: number, by: number) => {
    const moved = [...list]
    moved.splice(index + by, 0, ...moved.splice(index, 1))
    setList(moved)
  }
  return {
    list,
    errors,
    /** What a pasted answer is judged by: the draft where it can be read. */
    draft: parsed.success ? parsed.data : null,
    isDirty,
    saving,
    add: () => setList([...list, emptyRule(newKey())]),
    remove: (index: number) => setList(list.filter((_, at) => at !== index)),
    move,
    edit: (index: number, change: Partial<RuleValues>) =>
      setList(list.map((rule, at) => (at === index ? { ...rule, ...change } : rule))),
    save: () => {
      setChecked(true)
      if (parsed.success) saving.mutate(parsed.data)
    },
    discard: () => {
      setBegun(stored)
      setList(listOf(service.rules))
      setChecked(false)
      saving.reset()
    },
  }
}

export type RulesForm = ReturnType<typeof useRulesForm>

let lastKey = 0
function newKey(): string {
  lastKey += 1
  return `rule-${lastKey}`
}

function listOf(rules: Rules): RuleValues[] {
  return rules.map(rule => valuesOfRule(rule, newKey()))
}
