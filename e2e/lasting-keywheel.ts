import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type Running, startKeywheel } from '@/bin/running.fixture'

/** A Keywheel that may go down and come back at the same addresses, with what it remembers. */
export type LastingKeywheel = Pick<Running, 'dashboard' | 'gateway' | 'dataDir' | 'output'> & {
  goDown(signal?: NodeJS.Signals): Promise<void>
  comeBack(): Promise<void>
  /** Down for good, and nothing of it left on the disk. */
  end(): Promise<void>
}

export async function startLasting(settings: Record<string, string>): Promise<LastingKeywheel> {
  const dataDir = mkdtempSync(join(tmpdir(), 'keywheel-story-'))
  const places = {
    PORT: String(await freePort()),
    GATEWAY_PORT: String(await freePort()),
    KEYWHEEL_DATA_DIR: dataDir,
  }
  let running = await startKeywheel({ ...settings, ...places })
  const goDown: LastingKeywheel['goDown'] = async signal => {
    await running.stop(signal)
  }
  return {
    dashboard: running.dashboard,
    gateway: running.gateway,
    dataDir,
    output: () => running.output(),
    goDown,
    comeBack: async () => {
      running = await startKeywheel({ ...settings, ...places })
    },
    end: async () => {
      await goDown()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
