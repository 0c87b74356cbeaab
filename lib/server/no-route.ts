import { problem } from '@/lib/contract/problem'
import { problemResponse } from './operator-door'

type Handler = (request: Request) => Response
type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Handlers for every method that a route does not offer: 405 as problem+json, with `Allow`. Next would answer without
 * a body, and without saying what is offered.
 */
export function refuseOthers(...allowed: readonly Method[]): Record<Method, Handler> {
  const allow = allowed.join(', ')
  const refuse: Handler = ({ method }) =>
    problemResponse(
      problem('method-not-allowed', `${method} is not offered here; ${allow} ${allowed.length > 1 ? 'are' : 'is'}.`),
      { allow },
    )
  return { GET: refuse, HEAD: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse }
}

/** For a path of the admin API that leads nowhere: 404 as problem+json, where Next would send a page. */
export function answerNoRoute(): Response {
  return problemResponse(problem('not-found', 'The admin API has no such path.'))
}
