import { startKeywheel } from '@/bin/running.fixture'

/** Once before all stories: starting makes a missing build, which two stories at a time must not do at once. */
export default async function build(): Promise<void> {
  const keywheel = await startKeywheel()
  await keywheel.stop()
}
