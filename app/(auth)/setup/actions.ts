'use server'

import { setUp } from '@/lib/server/setup'

/** Anyone may call this; the setup code is the right. */
export async function createFirstOperator(input: unknown): Promise<{ refusal: string | null }> {
  return setUp(input)
}
