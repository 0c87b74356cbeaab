import { isAskable } from '@/lib/ai/askable'
import { type AiTask, jsonSchemaOf } from '@/lib/ai/task'
import { AI_TASKS, taskOf } from '@/lib/ai/tasks'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { AiRoute, AiRoutesChange, AiTasks, AiTaskView, ChangedAiTask } from '@/lib/contract/ai'
import type { ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { type ChosenRoutes, holdAiRoutes, readAiRoutes, saveAiRoutes } from '@/lib/store/ai-routes'
import type { Store } from '@/lib/store/session'
import { inOneAuditedTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { offlinePools } from './offline-pools'
import { requireService } from './require-service'

/** Every AI task with its schemas, and what it asks, best first. */
export async function aiTasks({ ctx }: { ctx: ControlContext }): Promise<AiTasks> {
  requireRole(ctx, 'viewer')
  return describeTasks(await worldOf(ctx))
}

/**
 * Sets what a task asks, best first, or lets it be as it came. `auditId` is for an undo; `null`: it was so already.
 * @throws ControlError `unknown-service`, `invalid-input` for one that generates no text, or is named twice alike
 */
export async function changeAiRoutes(call: { ctx: ControlContext; input: AiRoutesChange }): Promise<ChangedAiTask> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  requireAskable(ctx, input.routes ?? [])
  const task = taskOf(input.task)
  const { answer: chosen, auditId } = await inOneAuditedTransaction(ctx, async session => {
    const before = await holdAiRoutes(session)
    const { [task.id]: own, ...others } = before
    const after: ChosenRoutes = input.routes === null ? others : { ...others, [task.id]: input.routes }
    if (JSON.stringify(own ?? null) === JSON.stringify(input.routes)) return { answer: before, deed: null }
    await saveAiRoutes(session, after)
    const detail = {
      name: task.id,
      whole: { before: own ?? null, after: input.routes },
      before: { aiRoutes: (own ?? task.routes).map(said) },
      after: { aiRoutes: (input.routes ?? task.routes).map(said) },
    }
    return { answer: after, deed: { verb: 'changeAiRoutes', target: task.id, detail } }
  })
  return { ...viewOf(task, { ...(await worldOf(ctx)), chosen }), auditId }
}

/** Of these services, with these keys. */
type World = { services: readonly ServiceDefinition[]; keyCount(id: ServiceId): number; chosen: ChosenRoutes }

/** The same for whoever may ask the tasks. */
export async function describeAiTasks(
  store: Store,
  services: readonly ServiceDefinition[],
  pools: Pools,
): Promise<AiTasks> {
  return describeTasks({ services, keyCount: id => pools.keyCount(id), chosen: await readAiRoutes(store) })
}

async function worldOf(ctx: ControlContext): Promise<World> {
  const pools = ctx.live?.pools ?? (await offlinePools(ctx))
  return { services: ctx.services, keyCount: id => pools.keyCount(id), chosen: await readAiRoutes(ctx.store) }
}

function describeTasks(world: World): AiTasks {
  const askable = world.services.filter(isAskable)
  return {
    tasks: AI_TASKS.map(task => viewOf(task, world)),
    services: askable.map(({ id, label }) => ({ id, label, keyCount: world.keyCount(id) })),
  }
}

function viewOf(task: AiTask, { services, keyCount, chosen }: World): AiTaskView {
  const { id, about, input, output } = task
  const routes = (chosen[id] ?? task.routes).map(({ service, model }) => ({
    ...{ service, model },
    label: services.find(each => each.id === service)?.label ?? service,
    keyCount: keyCount(service),
  }))
  const schemas = { input: jsonSchemaOf(input, 'input'), output: jsonSchemaOf(output, 'output') }
  return { id, about, path: `/api/ai/${id}`, ...schemas, routes, isDefault: chosen[id] === undefined }
}

function requireAskable(ctx: ControlContext, routes: readonly AiRoute[]): void {
  for (const { service } of routes) {
    const named = requireService(ctx, service)
    if (isAskable(named)) continue
    const { label } = named
    throw new ControlError('invalid-input', `${label} generates no text.`, {
      said: { key: 'notAskable', values: { label } },
    })
  }
  const names = routes.map(said)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return
  throw new ControlError('invalid-input', `${twice} is named twice.`, {
    said: { key: 'namedTwice', values: { name: twice } },
  })
}

function said({ service, model }: AiRoute): string {
  return `${service} ${model}`
}
