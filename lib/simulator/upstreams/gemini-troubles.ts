import { protoDuration } from '../durations'
import type { Trouble } from '../upstream'
import { UNHEARD_OF } from '../vocabulary'

/** Google's `Status`: `code` is the HTTP status too. */
type Status = { code: number; message: string; status: string; details?: unknown[] }

const TYPE = 'type.googleapis.com/google.rpc'
const QUOTA_METRIC = 'generativelanguage.googleapis.com/generate_content_free_tier_requests'
const LIMITS_PAGE = 'https://ai.google.dev/gemini-api/docs/rate-limits'

export const TROUBLES: Record<Trouble['kind'], (trouble: Trouble) => Status> = {
  'minute-limit': trouble =>
    trouble.retryAfterMs === null
      ? { code: 429, message: 'Resource has been exhausted (e.g. check quota).', status: 'RESOURCE_EXHAUSTED' }
      : quota(trouble, 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier', trouble.limit, trouble.retryAfterMs),
  'day-limit': trouble =>
    quota(trouble, 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', trouble.limit, trouble.retryAfterMs),
  'model-forbidden': trouble =>
    quota(trouble, 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', 0, trouble.retryAfterMs),
  'out-of-credit': () => ({
    code: 402,
    message: 'Billing is required: your prepaid credits are depleted.',
    status: 'FAILED_PRECONDITION',
  }),
  'bad-key': () => badKey('API key not valid. Please pass a valid API key.'),
  'missing-key': () => ({
    code: 403,
    message:
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    status: 'PERMISSION_DENIED',
  }),
  suspended: ({ secret }) =>
    denied(`Permission denied: Consumer 'api_key:${secret}' has been suspended.`, 'CONSUMER_SUSPENDED', {
      consumer: 'projects/simulated',
      containerInfo: `api_key:${secret}`,
    }),
  leaked: () => denied('Your API key was reported as leaked. Please use another API key.', null),
  restricted: () =>
    denied('Generative Language API has not been used in project 1 before or it is disabled.', 'SERVICE_DISABLED', {
      service: 'generativelanguage.googleapis.com',
    }),
  unavailable: () => ({
    code: 503,
    message: 'The model is overloaded. Please try again later.',
    status: 'UNAVAILABLE',
  }),
  overloaded: () => ({ code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' }),
  capacity: () => ({ code: 503, message: 'The service is currently unavailable.', status: 'UNAVAILABLE' }),
  'server-error': () => ({ code: 500, message: 'An internal error has occurred. Please retry.', status: 'INTERNAL' }),
  'unheard-of': () => ({ code: 500, message: UNHEARD_OF, status: 'QUORUM_LOST' }),
  'bad-gateway': () => ({ code: 502, message: 'Bad Gateway', status: 'UNAVAILABLE' }),
  'bad-request': ({ missing }) => ({
    code: 400,
    message: `* GenerateContentRequest.${missing}: ${missing} is not specified\n`,
    status: 'INVALID_ARGUMENT',
  }),
  'too-large': () => ({ code: 413, message: 'Request payload size exceeds the limit.', status: 'INVALID_ARGUMENT' }),
  'not-found': ({ path }) => ({
    code: 404,
    message: `Requested entity was not found: ${path.split('?')[0]}`,
    status: 'NOT_FOUND',
  }),
  'not-json': () => ({
    code: 400,
    message: 'Invalid JSON payload received. Unexpected end of string.',
    status: 'INVALID_ARGUMENT',
  }),
  'idempotency-conflict': () => ({ code: 409, message: 'The operation was aborted.', status: 'ABORTED' }),
}

function badKey(message: string): Status {
  const metadata = { service: 'generativelanguage.googleapis.com' }
  return {
    code: 400,
    message,
    status: 'INVALID_ARGUMENT',
    details: [
      { '@type': `${TYPE}.ErrorInfo`, reason: 'API_KEY_INVALID', domain: 'googleapis.com', metadata },
      { '@type': `${TYPE}.LocalizedMessage`, locale: 'en-US', message },
    ],
  }
}

function denied(message: string, reason: string | null, metadata: Record<string, string> = {}): Status {
  const details = reason ? [{ '@type': `${TYPE}.ErrorInfo`, reason, domain: 'googleapis.com', metadata }] : undefined
  return { code: 403, message, status: 'PERMISSION_DENIED', ...(details ? { details } : {}) }
}

function quota({ model }: Trouble, quotaId: string, limit: number, retryAfterMs: number | null): Status {
  const wait = retryAfterMs === null ? '' : `\nPlease retry in ${protoDuration(retryAfterMs)}.`
  const violation = {
    quotaMetric: QUOTA_METRIC,
    quotaId,
    quotaDimensions: { location: 'global', model },
    quotaValue: String(limit),
  }
  return {
    code: 429,
    message: `You exceeded your current quota, please check your plan and billing details. For more information on this error, head over to: ${LIMITS_PAGE}.\n* Quota exceeded for metric: ${QUOTA_METRIC}, limit: ${limit}, model: ${model}${wait}`,
    status: 'RESOURCE_EXHAUSTED',
    details: [
      { '@type': `${TYPE}.QuotaFailure`, violations: [violation] },
      { '@type': `${TYPE}.Help`, links: [{ description: 'Learn more about Gemini API quotas', url: LIMITS_PAGE }] },
      ...(retryAfterMs === null ? [] : [{ '@type': `${TYPE}.RetryInfo`, retryDelay: protoDuration(retryAfterMs) }]),
    ],
  }
}
