// Run as a process by rekey.test.ts: changes the master key and kills itself at the step it is told.
import { readSettings } from './env'
import { rekey } from './rekey'

const [, , folder = '', killAt = ''] = process.argv
await rekey(readSettings({ KEYWHEEL_DATA_DIR: folder }), null, {
  heardMs: 0,
  onStep: step => {
    if (step === killAt) process.kill(process.pid, 'SIGKILL')
  },
})
