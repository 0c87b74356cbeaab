import type { z } from 'zod'
import { PROBLEM_TYPE, type Problem, type ProblemCode, problem } from '@/lib/contract/problem'
import { type ControlContext, hasRole, type Operator, perform, type Role, type Verb } from '@/lib/control/context'
import { ControlError } from '@/lib/control/control-error'
import type { CsvTable } from '@/lib/control/csv-table'
import { bearerOf } from '@/lib/gateway/bearer'
import { isSameSecret } from '@/lib/vault/same-secret'
import { answerCsv, wantsCsv } from './csv'

export const BODY_LIMIT_BYTES = 1_000_000

/** What the door needs of the running server. */
export type Door = {
  /** `null`: programs cannot come in. */
  adminToken: string | null
  /** Where browsers find us (NEXTAUTH_URL), for a server in front that passes on another `Host`; `null`: not said. */
  publicUrl: string | null
  /** The signed-in operator of a browser's request. */
  currentOperator(request: Request): Promise<Operator | null>
  context(operator: Operator): ControlContext
  /** Hears of errors that are ours; the caller only learns that there was one. */
  report(error: unknown): void
}

/** What is behind the door: a verb, its input, and the least role that may come in. */
export type Behind<Schema extends z.ZodType, Answer> = {
  schema: Schema
  verb: Verb<z.output<Schema>, Answer>
  role: Role
  /** The answer as a table; absent: it is none. */
  csv?: CsvTable<z.output<Schema>> | undefined
}

/**
 * Answers an operator's request: by `Authorization: Bearer` or by session; then the role, the input (the query of a
 * GET, else a JSON body, where nothing stands for `{}`), the verb. Every refusal is problem+json. Never throws.
 * @param fromPath fields of the input that the path names; they win over what else is given
 */
export function answerOperator<Schema extends z.ZodType, Answer>(
  door: Door,
  { schema, verb, role, csv }: Behind<Schema, Answer>,
  request: Request,
  fromPath: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return letIn(door, role, request, async operator => {
    const input = withPath(await readInput(request, operator), fromPath)
    const ctx = { ...door.context(operator), signal: request.signal }
    if (csv && isLook(request) && wantsCsv(request)) {
      return perform(call => answerCsv(csv, call.ctx, call.input, request), schema, ctx, withoutFormat(input))
    }
    const answer = await perform(verb, schema, ctx, input)
    return Response.json(answer, { headers: { 'cache-control': 'no-store' } })
  })
}

/** How it is answered is no part of what is asked. */
function withoutFormat(input: unknown): unknown {
  if (!(input instanceof Object)) return input
  const { format: _, ...asked } = { format: null, ...input }
  return asked
}

/** The same for an answer that is no verb's. */
export async function letIn(
  door: Door,
  role: Role,
  request: Request,
  answer: (operator: Operator) => Promise<Response>,
): Promise<Response> {
  try {
    const operator = await whoAsks(door, request)
    if (!hasRole(operator, role))
      throw new Refused('not-allowed', `Only an operator with the role ${role} may do this.`)
    return await answer(operator)
  } catch (error) {
    return refusal(error, door)
  }
}

/** A request that its door turns away. */
export class Refused extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
  ) {
    super(message)
  }
}

async function whoAsks(door: Door, request: Request): Promise<Operator> {
  const authorization = request.headers.get('authorization')
  if (authorization !== null) return programBehind(door.adminToken, authorization)
  const operator = await door.currentOperator(request)
  if (!operator) throw new Refused('sign-in-required', 'Sign in, or send Authorization: Bearer with the admin token.')
  if (!isLook(request)) requireOwnPage(request, door.publicUrl)
  return operator
}

/** Next answers a HEAD by what answers a GET. */
function isLook({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD'
}

/**
 * A cookie comes along with requests that other sites cause; a bearer token does not. Every browser names the origin of
 * a POST, and newer ones its relation to us: what names neither is no page of ours.
 */
function requireOwnPage({ headers }: Request, publicUrl: string | null): void {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  const isForeign =
    (site !== null && site !== 'same-origin') || (origin !== null && !isOurs(origin, headers, publicUrl))
  if (isForeign) throw new Refused('not-allowed', 'This request came from another site.')
  if (site === null && origin === null) {
    throw new Refused(
      'not-allowed',
      'With a session, a change must come from a page: Origin or Sec-Fetch-Site is missing.',
    )
  }
}

/** Of the host that was asked, or of the one we are known by. `null` (an opaque origin) is of nobody's. */
function isOurs(origin: string, headers: Headers, publicUrl: string | null): boolean {
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return host === headers.get('host')?.toLowerCase() || (publicUrl !== null && host === new URL(publicUrl).host)
}

function programBehind(adminToken: string | null, authorization: string): Operator {
  if (adminToken === null) throw new Refused('sign-in-required', 'No admin token is set: set KEYWHEEL_ADMIN_TOKEN.')
  if (!isSameSecret(bearerOf(authorization) ?? '', adminToken)) {
    throw new Refused('sign-in-required', 'This is not the admin token.')
  }
  return { id: 'admin-token', role: 'admin', via: 'admin-token' }
}

async function readInput(request: Request, { via }: Operator): Promise<unknown> {
  if (isLook(request)) return Object.fromEntries(new URL(request.url).searchParams)
  const text = (await readBytes(request, BODY_LIMIT_BYTES)).toString('utf8')
  if (text.trim() === '') return {}
  if (via === 'session') requireJsonType(request.headers)
  try {
    return JSON.parse(text)
  } catch {
    throw new Refused('bad-request', 'The body is not valid JSON.')
  }
}

/** An input that is no object stays as it is: the schema refuses it. */
function withPath(input: unknown, fromPath: Readonly<Record<string, string>>): unknown {
  return input instanceof Object && !Array.isArray(input) ? { ...input, ...fromPath } : input
}

/** A form of another site cannot send this type. Programs with the token may leave it out. */
export function requireJsonType(headers: Headers): void {
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw new Refused('bad-request', 'The body must be sent as content-type: application/json.')
  }
}

/** Stops reading at the limit, whatever length was announced. */
export async function readBytes(request: Request, limitBytes: number): Promise<Buffer> {
  const tooLarge = new Refused('body-too-large', `The body may have at most ${limitBytes} bytes.`)
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw tooLarge
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > limitBytes) throw tooLarge
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What whoever was turned away, or met a bug of ours, is told. */
export function refusal(error: unknown, door: Door): Response {
  if (error instanceof ControlError) return problemResponse(error.asProblem())
  if (error instanceof Refused) return problemResponse(problem(error.code, error.message))
  door.report(error)
  return problemResponse(problem('internal', 'The log of the server says more.'))
}

/** A refusal as a program reads it; whoever is not let in learns how to come in. */
export function problemResponse(body: Problem, more: Readonly<Record<string, string>> = {}): Response {
  const headers: Record<string, string> = { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...more }
  if (body.status === 401) headers['www-authenticate'] = 'Bearer realm="keywheel"'
  return new Response(JSON.stringify(body), { status: body.status, headers })
}
