import type { Rule } from '@/lib/contract/service-rules'

/** A rule as it is typed: lists as lines, absent parts as empty texts. */
export type RuleValues = {
  /** Its identity in the list, for React alone. */
  key: string
  name: string
  status: string
  fieldPath: string
  fieldHow: How
  fieldTexts: string
  headerName: string
  headerHow: How
  headerTexts: string
  text: string
  outcome: string
  blame: string
  window: string
  minimumHintS: string
}
type How = 'equals' | 'contains'

export function emptyRule(key: string): RuleValues {
  return {
    ...{ key, name: '', status: '429', text: '', outcome: 'rate-limited', blame: '', window: '', minimumHintS: '' },
    ...{ fieldPath: '', fieldHow: 'equals', fieldTexts: '', headerName: '', headerHow: 'equals', headerTexts: '' },
  }
}

export function valuesOfRule(rule: Rule, key: string): RuleValues {
  const { name, status = [], field, header, text = [], means } = rule
  return {
    ...{ key, name, status: status.join(' '), text: text.join('\n') },
    ...{ fieldPath: field?.path ?? '', fieldHow: howOf(field), fieldTexts: textsOf(field).join('\n') },
    ...{ headerName: header?.name ?? '', headerHow: howOf(header), headerTexts: textsOf(header).join('\n') },
    ...{ outcome: means.outcome, blame: means.blame ?? '', window: means.window ?? '' },
    minimumHintS: means.minimumHintMs === undefined ? '' : String(means.minimumHintMs / 1000),
  }
}

/** What is sent: the schema says what is wrong with it. */
export function ruleOfValues(values: RuleValues): Record<string, unknown> {
  const { name, status, fieldPath, fieldHow, fieldTexts, headerName, headerHow, headerTexts, text, outcome } = values
  const statuses = status.split(/[\s,]+/).filter(part => part !== '')
  return {
    name: name.trim(),
    ...(statuses.length > 0 ? { status: statuses.map(Number) } : {}),
    ...(fieldPath.trim() || fieldTexts.trim()
      ? { field: { path: fieldPath.trim(), [fieldHow]: lines(fieldTexts) } }
      : {}),
    ...(headerName.trim() || headerTexts.trim()
      ? { header: { name: headerName.trim(), [headerHow]: lines(headerTexts) } }
      : {}),
    ...(text.trim() ? { text: lines(text) } : {}),
    means: {
      outcome,
      ...(values.blame ? { blame: values.blame } : {}),
      ...(values.window ? { window: values.window } : {}),
      ...(values.minimumHintS.trim() ? { minimumHintMs: Math.round(Number(values.minimumHintS) * 1000) } : {}),
    },
  }
}

type Condition = { equals: readonly string[] } | { contains: readonly string[] } | undefined

function howOf(condition: Condition): How {
  return condition && 'contains' in condition ? 'contains' : 'equals'
}

function textsOf(condition: Condition): readonly string[] {
  if (!condition) return []
  return 'contains' in condition ? condition.contains : condition.equals
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
}

/** Which typed field an issue of a rule speaks about. */
export function fieldOfIssue(path: readonly (string | number)[]): keyof RuleValues {
  const [first, second] = path
  if (first === 'status') return 'status'
  if (first === 'field') return second === 'path' ? 'fieldPath' : 'fieldTexts'
  if (first === 'header') return second === 'name' ? 'headerName' : 'headerTexts'
  if (first === 'text') return 'text'
  if (first === 'means') return second === 'minimumHintMs' ? 'minimumHintS' : 'outcome'
  return 'name'
}
