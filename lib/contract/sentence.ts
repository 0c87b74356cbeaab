import type { z } from 'zod'

const ISSUES_SHOWN = 3
const FIELD_SHOWN_LENGTH = 24

/** What is wrong with an input, as one line for people: `priority: wanted a number up to 998; name: …`. Shows no value. */
export function describeIssues(error: z.ZodError): string {
  const shown = error.issues.slice(0, ISSUES_SHOWN).map(describeIssue)
  const moreCount = error.issues.length - shown.length
  return shown.join('; ') + (moreCount > 0 ? `; and ${moreCount} more` : '')
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const where = issue.path.map(String).join('.')
  return where ? `${where}: ${wantedBy(issue)}` : wantedBy(issue)
}

/** The same without its field. */
export function wantedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `unknown ${issue.keys.length === 1 ? 'field' : 'fields'} ${issue.keys.map(shownField).join(', ')}`
    case 'invalid_type':
      if (!issue.message.startsWith('Invalid input')) return issue.message
      return issue.message.endsWith('received undefined') ? 'is missing' : `wanted ${article(issue.expected)}`
    default:
      return issue.message.replace(/^./, first => first.toLowerCase())
  }
}

function article(type: string): string {
  if (type === 'int') return 'a whole number'
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`
}

/** A long name may be a secret that slipped into the wrong place. */
function shownField(name: string): string {
  return name.length <= FIELD_SHOWN_LENGTH ? JSON.stringify(name) : `of ${name.length} characters`
}
