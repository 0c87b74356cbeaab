import type { z } from 'zod'
import type { Role } from '@/lib/control/context'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One call of the HTTP API, as its document tells of it. */
export type Operation = {
  method: Method
  /** Under the dashboard's origin; `{keyId}` is a field of the input. */
  path: string
  /** `caller`: a client token or an admin's session; `scraper`: the metrics token; `all`: nobody need sign in. */
  role: Role | 'caller' | 'scraper' | 'all'
  /** A program is nobody to whom it could be done. */
  isOfPersons?: boolean
  tag: string
  /** One sentence. */
  says: string
  input: z.ZodType
  answer: z.ZodType
  /** `application/json` unless said. */
  type?: string
}

/** `GET keys/{keyId}` under `/api/admin`, in one line of a table. */
export function admin(
  tag: string,
  call: `${Method} ${string}`,
  role: Role,
  says: string,
  input: z.ZodType,
  answer: z.ZodType,
): Operation {
  const [method, path = ''] = call.split(' ')
  const isOfPersons = path.startsWith('operators/me')
  return { method: asMethod(method), path: `/api/admin/${path}`, role, isOfPersons, tag, says, input, answer }
}

/** The type of `call` begins with one. */
function asMethod(word: string | undefined): Method {
  return word as Method
}
