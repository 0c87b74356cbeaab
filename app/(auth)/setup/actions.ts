'use server'

import { type SetupRefusal, setUp } from '@/lib/server/setup'

/** Anyone may call this; the setup code is the right. */
export async function createFirstOperator(input: unknown): Promise<{ refusal: SetupRefusal | null }> {
  return setUp(input)
}
