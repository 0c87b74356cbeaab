import type { AiTaskId } from '@/lib/contract/ai'
import { coverLetter } from './cover-letter'
import { cvTranslation } from './cv-translation'
import { linkedinImport } from './linkedin-import'
import { professionalSummary } from './professional-summary'
import { skillsGeneration } from './skills-generation'
import { skillsSuggestion } from './skills-suggestion'
import type { AiTask } from './task'

/** Every AI task, in the order in which they are shown. */
export const AI_TASKS: readonly AiTask[] = [
  cvTranslation,
  professionalSummary,
  skillsGeneration,
  coverLetter,
  skillsSuggestion,
  linkedinImport,
]

export function findTask(id: string): AiTask | null {
  return AI_TASKS.find(task => task.id === id) ?? null
}

export function taskOf(id: AiTaskId): AiTask {
  const task = findTask(id)
  if (task === null) throw new Error(`there is no task ${id}`)
  return task
}
