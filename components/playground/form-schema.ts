import { type InputProperty, inputShapeSchema } from '@/lib/contract/input-shape'

/** What a form needs to know of one field of a task's input, read from its JSON Schema. */
export type FormField = { name: string; isNeeded: boolean } & FieldKind
type FieldKind =
  | { kind: 'choice'; options: readonly string[]; given: string | null }
  | { kind: 'number'; least: number | null; most: number | null; given: number | null }
  | { kind: 'line' | 'text'; most: number | null; given: string | null }
  | { kind: 'lines'; most: number | null }
  | { kind: 'files'; most: number | null }

/** What is longer wants a field of several lines. */
const LINE_MAX_CHARS = 300

/** The fields of an input, in its own order. */
export function formFields(schema: unknown): FormField[] {
  const { properties, required = [] } = inputShapeSchema.parse(schema)
  return Object.entries(properties).map(([name, property]) => ({
    name,
    isNeeded: required.includes(name) && property.default === undefined,
    ...kindOf(property),
  }))
}

function kindOf(property: InputProperty): FieldKind {
  const { type, maxLength, maxItems, minimum, maximum } = property
  const text = typeof property.default === 'string' ? property.default : null
  if (property.enum) return { kind: 'choice', options: property.enum, given: text }
  if (type === 'integer' || type === 'number') {
    const given = typeof property.default === 'number' ? property.default : null
    return { kind: 'number', least: minimum ?? null, most: maximum ?? null, given }
  }
  if (type === 'array') {
    return { kind: property.items?.type === 'object' ? 'files' : 'lines', most: maxItems ?? null }
  }
  const most = maxLength ?? null
  return { kind: most === null || most > LINE_MAX_CHARS ? 'text' : 'line', most, given: text }
}
