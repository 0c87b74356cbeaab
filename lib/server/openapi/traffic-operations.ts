import { changedServiceSchema, describedServiceSchema, namedServiceSchema } from '@/lib/contract/deeds'
import { labSchema, rehearsalInputSchema, rehearsalSchema } from '@/lib/contract/lab'
import { overviewInputSchema, overviewSchema } from '@/lib/contract/overview'
import {
  facetQuestionSchema,
  facetsSchema,
  requestPageSchema,
  requestQuestionSchema,
  trailQuestionSchema,
  trailSchema,
} from '@/lib/contract/requests'
import { searchAnswerSchema, searchInputSchema } from '@/lib/contract/search'
import { changeServiceSchema, describeServiceSchema, serviceSelectionSchema } from '@/lib/contract/service'
import { changeRulesSchema, judgementSchema, judgeSchema } from '@/lib/contract/service-rules'
import { serviceDetailSchema, servicesSchema } from '@/lib/contract/services'
import { sharesInputSchema, sharesSchema } from '@/lib/contract/shares'
import { nothingSchema } from '@/lib/contract/token'
import { usageInputSchema, usageSchema } from '@/lib/contract/usage'
import { usageTableInputSchema, usageTableSchema } from '@/lib/contract/usage-table'
import { admin, type Operation } from './operation'

/** What services do, and what happened. */
export const TRAFFIC_OPERATIONS: readonly Operation[] = [
  admin('Services', 'GET services', 'viewer', 'Every service and how it stands.', nothingSchema, servicesSchema),
  admin(
    'Services',
    'POST services',
    'admin',
    'Describes an upstream that is not built in.',
    describeServiceSchema,
    describedServiceSchema,
  ),
  admin(
    'Services',
    'GET services/{service}',
    'viewer',
    'One service and its policy.',
    serviceSelectionSchema,
    serviceDetailSchema,
  ),
  admin(
    'Services',
    'PATCH services/{service}',
    'admin',
    'Changes how a service is operated; null goes back.',
    changeServiceSchema,
    changedServiceSchema,
  ),
  admin(
    'Services',
    'POST services/{service}/disable',
    'admin',
    'Refuses requests to a service.',
    serviceSelectionSchema,
    changedServiceSchema,
  ),
  admin(
    'Services',
    'POST services/{service}/enable',
    'admin',
    'Serves it again.',
    serviceSelectionSchema,
    changedServiceSchema,
  ),
  admin(
    'Services',
    'PUT services/{service}/rules',
    'admin',
    "Sets an operator's own rules of a service.",
    changeRulesSchema,
    changedServiceSchema,
  ),
  admin(
    'Services',
    'POST services/{service}/judge',
    'viewer',
    'How an answer would be judged.',
    judgeSchema,
    judgementSchema,
  ),
  admin(
    'Services',
    'POST services/{service}/try',
    'admin',
    'Lets a trial through an open circuit at once.',
    serviceSelectionSchema,
    namedServiceSchema,
  ),
  admin(
    'Services',
    'DELETE services/{service}',
    'admin',
    'Forgets a service that was described.',
    serviceSelectionSchema,
    namedServiceSchema,
  ),
  admin(
    'Services',
    'POST shares',
    'viewer',
    'Who would get the traffic, now and after an edit.',
    sharesInputSchema,
    sharesSchema,
  ),
  admin(
    'Traffic',
    'GET overview',
    'viewer',
    'Who serves, what is wrong, what comes next.',
    overviewInputSchema,
    overviewSchema,
  ),
  admin(
    'Traffic',
    'GET usage/table',
    'viewer',
    'What every key, caller or model came to in a day or month.',
    usageTableInputSchema,
    usageTableSchema,
  ),
  admin('Traffic', 'GET usage', 'viewer', 'Sums over time.', usageInputSchema, usageSchema),
  admin(
    'Traffic',
    'GET requests',
    'viewer',
    'The log of requests, newest first.',
    requestQuestionSchema,
    requestPageSchema,
  ),
  admin(
    'Traffic',
    'GET requests/facets',
    'viewer',
    'How many requests had which value.',
    facetQuestionSchema,
    facetsSchema,
  ),
  admin('Traffic', 'GET requests/{id}', 'viewer', 'The trail of one request.', trailQuestionSchema, trailSchema),
  admin('Traffic', 'GET lab', 'viewer', 'What a rehearsal of limits can be made of.', nothingSchema, labSchema),
  admin(
    'Traffic',
    'POST lab',
    'viewer',
    'Rehearses traffic on the keys as they are, without calling anybody.',
    rehearsalInputSchema,
    rehearsalSchema,
  ),
  admin('Traffic', 'GET search', 'viewer', 'Finds keys and services.', searchInputSchema, searchAnswerSchema),
]
