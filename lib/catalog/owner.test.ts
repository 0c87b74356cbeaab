import { expect, test } from 'vitest'
import { findService } from './index'
import { ownerOf } from './owner'

test.each<[string, Record<string, string>, string, string | null]>([
  ['openai', { 'openai-organization': 'org-a1' }, '', 'org-a1'],
  ['openai', {}, 'Rate limit reached for gpt-4o in organization org-b2 on tokens per min', 'org-b2'],
  ['anthropic', { 'anthropic-organization-id': 'b7c1' }, '', 'b7c1'],
  ['groq', {}, 'for model `m` in organization `org_01abc` service tier `on_demand`', 'org_01abc'],
  ['gemini', {}, '{"metadata":{"service":"x","consumer":"projects/123456789"}}', 'projects/123456789'],
  ['gemini', {}, "Consumer 'api_key:AIzaSyCanary' has been suspended", null],
  ['xai', {}, 'Your team 16f2151a-40f4-4a80-8ad0-cae00c27e8dd has used', '16f2151a-40f4-4a80-8ad0-cae00c27e8dd'],
  ['mailgun', { 'account-id': '570ea8ad' }, '', '570ea8ad'],
  ['resend', { 'openai-organization': 'org-a1' }, 'organization org-b2', null],
])('%s', (id, headers, body, owner) => {
  expect(ownerOf(findService(id) ?? {}, headers, body)).toBe(owner)
})
