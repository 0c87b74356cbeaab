import type { ClassifyRule, TextCondition } from '@/lib/engine/classify-rule'

/** One row for each place where an upstream may put the same word: plain answers and stream events differ. */
export function inEach(
  paths: readonly string[],
  condition: TextCondition,
  rule: Omit<ClassifyRule, 'field'>,
): readonly ClassifyRule[] {
  return paths.map(path => ({ ...rule, field: { path, ...condition } }))
}
