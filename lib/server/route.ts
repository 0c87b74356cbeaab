import type { z } from 'zod'
import type { Role, Verb } from '@/lib/control/context'
import type { CsvTable } from '@/lib/control/csv-table'
import { currentOperator } from './auth'
import { openHealth, processHealth } from './health'
import { answerOperator, type Behind, type Door } from './operator-door'
import { getRuntime } from './runtime'

/**
 * A route handler for an operator's verb: `export const POST = operatorRoute(schema, verb)`. By session or admin token;
 * see `operator-door.ts` for what it refuses and how. The path's own segments are fields of the input.
 */
export function operatorRoute<Schema extends z.ZodType, Answer>(
  schema: Schema,
  verb: Verb<z.output<Schema>, Answer>,
  { role, csv }: { role: Role; csv?: CsvTable<z.output<Schema>> } = { role: 'admin' },
): OperatorHandler<Schema, Answer> {
  const behind = { schema, verb, role, csv }
  const answer = async (request: Request, segment?: Segment) =>
    answerOperator(doorOf(request), behind, request, (await segment?.params) ?? {})
  return Object.assign(answer, { behind })
}

/** A handler that says what is behind it, so that the API's document can be held against it. */
type OperatorHandler<Schema extends z.ZodType, Answer> = {
  (request: Request, segment?: Segment): Promise<Response>
  behind: Behind<Schema, Answer>
}

/** The operators' door of the running server. */
export function doorOf(request: Request): Door {
  const { settings, context, log } = getRuntime()
  const report = (error: unknown) => {
    const stack = error instanceof Error ? error.stack : undefined
    log.error({ path: new URL(request.url).pathname, error: String(error), stack }, 'an operator request failed')
  }
  return { adminToken: settings.adminToken, publicUrl: settings.authUrl, currentOperator, context, report }
}

/** What Next read from the path: `[service]` is the input's field `service`. */
type Segment = { params: Promise<Readonly<Record<string, string>>> }

/** Open to all, for whatever watches this process: 503 when it is failing, else 200. */
export async function answerHealth(): Promise<Response> {
  const answer = openHealth(await processHealth(getRuntime(), Date.now()))
  const status = answer.status === 'failing' ? 503 : 200
  return Response.json(answer, { status, headers: { 'cache-control': 'no-store' } })
}
