import { usePathname, useSearchParams } from 'next/navigation'
import { AI_TASK_IDS, type AiTaskId } from '@/lib/contract/ai'

/** Which task is open: the address says. */
export function useTask(): [AiTaskId, (task: AiTaskId) => void] {
  const path = usePathname()
  const asked = useSearchParams().get('task')
  const task = AI_TASK_IDS.find(id => id === asked) ?? AI_TASK_IDS[0]
  return [task, next => window.history.replaceState(null, '', `${path}?task=${next}`)]
}
