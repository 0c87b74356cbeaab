import { z } from 'zod'
import { PROBLEM_TYPE, problemSchema } from '@/lib/contract/problem'
import { type ControlContext, requireRole } from '@/lib/control/context'
import project from '@/package.json'
import { sessionCookieName } from '../session-cookie'
import { AI_OPERATIONS } from './ai-operations'
import { ALERT_OPERATIONS } from './alert-operations'
import { CHECK_OPERATIONS } from './check-operations'
import { KEY_OPERATIONS } from './key-operations'
import { NOTICE_OPERATIONS } from './notice-operations'
import type { Operation } from './operation'
import { SERVER_OPERATIONS } from './server-operations'
import { TRAFFIC_OPERATIONS } from './traffic-operations'

/** Every call of the HTTP API on the dashboard's port. */
export const OPERATIONS: readonly Operation[] = [
  ...KEY_OPERATIONS,
  ...CHECK_OPERATIONS,
  ...TRAFFIC_OPERATIONS,
  ...NOTICE_OPERATIONS,
  ...ALERT_OPERATIONS,
  ...AI_OPERATIONS,
  ...SERVER_OPERATIONS,
]

type JsonSchema = z.core.JSONSchema.BaseSchema
type Properties = NonNullable<JsonSchema['properties']>
type Fields = { properties?: Properties; required?: readonly string[] }

const REFUSED = {
  description: 'Refused',
  content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
}

const OF_PERSONS = [{ session: [] }, { secureSession: [] }]
const OF_OPERATORS = [{ adminToken: [] }, ...OF_PERSONS]
const SECURITY: Record<Operation['role'], object[]> = {
  viewer: OF_OPERATORS,
  admin: OF_OPERATORS,
  caller: [{ clientToken: [] }, ...OF_PERSONS],
  scraper: [{ metricsToken: [] }, { adminToken: [] }],
  all: [],
}

const METRICS_TOKEN = 'KEYWHEEL_METRICS_TOKEN; none from the machine itself, with KEYWHEEL_METRICS_OPEN=loopback'
const SECURE_SESSION = 'The same where the dashboard is served over https'

let document: object | null = null

/** The OpenAPI 3.1 document of the HTTP API, made from the schemas that the doors themselves parse with. */
export async function openApi({ ctx }: { ctx: ControlContext; input: object }): Promise<object> {
  requireRole(ctx, 'viewer')
  document ??= openApiDocument()
  return document
}

/** The same without a person who asks. */
export function openApiDocument(): { paths: Record<string, Record<string, object>>; [part: string]: unknown } {
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: described(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Keywheel',
      version: project.version,
      description: 'What the pages do, for programs: the same verbs, checks and audit. Instants are ISO 8601.',
    },
    servers: [{ url: '/' }],
    components: {
      schemas: { Problem: schemaOf(problemSchema, 'output') },
      securitySchemes: {
        adminToken: { type: 'http', scheme: 'bearer', description: 'KEYWHEEL_ADMIN_TOKEN' },
        metricsToken: { type: 'http', scheme: 'bearer', description: METRICS_TOKEN },
        clientToken: { type: 'http', scheme: 'bearer', description: 'A client token, as at the gateway' },
        session: { type: 'apiKey', in: 'cookie', name: sessionCookieName(false) },
        secureSession: { type: 'apiKey', in: 'cookie', name: sessionCookieName(true), description: SECURE_SESSION },
      },
    },
    paths,
  }
}

function described(operation: Operation): object {
  const { method, path, role, isOfPersons, tag, says, input, answer, type = 'application/json' } = operation
  const fields = schemaOf(input, 'input')
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const given = method === 'GET' ? { parameters: parametersOf(fields, inPath) } : bodyOf(fields, inPath)
  const content = { [type]: { schema: schemaOf(answer, 'output') } }
  return {
    operationId: idOf(operation),
    summary: says,
    tags: [tag],
    security: isOfPersons ? OF_PERSONS : SECURITY[role],
    'x-role': role,
    ...given,
    responses: { 200: { description: 'Done', content }, ...othersOf(operation, content) },
  }
}

/** What else may be answered: a refusal, or, where nobody is refused, that this process does not serve. */
function othersOf({ role }: Operation, content: object): object {
  return role === 'all' ? { 503: { description: 'It does not serve', content } } : { default: REFUSED }
}

/** `GET /api/admin/keys/{keyId}` → `get-admin-keys-keyId` */
function idOf({ method, path }: Operation): string {
  return `${method.toLowerCase()}${path.replace('/api', '').replace(/\W+/g, '-')}`.replace(/-$/, '')
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

function parametersOf({ properties = {}, required = [] }: Fields, inPath: readonly string[]): object[] {
  const names = [...inPath, ...Object.keys(properties).filter(name => !inPath.includes(name))]
  return names.map(name => ({
    name,
    in: inPath.includes(name) ? 'path' : 'query',
    required: inPath.includes(name) || required.includes(name),
    schema: properties[name] ?? { type: 'string' },
  }))
}

/** What the path names is no field of the body. */
function bodyOf(fields: JsonSchema, inPath: readonly string[]): object {
  const { properties, required, ...rest } = fields
  const parameters = parametersOf({ properties: pick(properties ?? {}, inPath), required: inPath }, inPath)
  const left = Object.fromEntries(Object.entries(properties ?? {}).filter(([name]) => !inPath.includes(name)))
  const wanted = (required ?? []).filter(name => !inPath.includes(name))
  const schema =
    properties === undefined ? rest : { ...rest, properties: left, ...(wanted.length > 0 && { required: wanted }) }
  const isEmpty = properties !== undefined && Object.keys(left).length === 0
  const requestBody = { required: wanted.length > 0, content: { 'application/json': { schema } } }
  return { ...(parameters.length > 0 && { parameters }), ...(!isEmpty && { requestBody }) }
}

function pick(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(names.flatMap(name => (properties[name] ? [[name, properties[name]]] : [])))
}
