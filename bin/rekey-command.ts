import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { makeMasterKeyText, rekey } from '@/lib/server/rekey'
import { plainText } from './plain-text'
import { note, say, settings } from './session'
import { BadInput } from './trouble'

/** `rekey`. */
export function addRekeyCommand(program: Command): void {
  program
    .command('rekey')
    .description('seal every secret with a new master key, also while servers run')
    .option('--new-key-file <file>', 'where the new key is; made where there is none')
    .addHelpText(
      'after',
      '\nRunning servers take the new key over without a restart. It may be interrupted: call it again, and it goes on.\n' +
        'Without --new-key-file the key file in the data folder is replaced, and the old one kept beside it.\n' +
        'Where KEYWHEEL_MASTER_KEY gives the key, --new-key-file is needed.',
    )
    .action(async ({ newKeyFile }: { newKeyFile?: string }) => {
      const asked = settings()
      if (asked.masterKey !== null && newKeyFile === undefined) {
        throw new BadInput([
          'KEYWHEEL_MASTER_KEY gives the master key: say with --new-key-file where the new one is, or is to be',
        ])
      }
      const path = newKeyFile === undefined ? null : resolve(newKeyFile)
      const { sealed, unreadable, isResumed, oldFile, toCopy } = await rekey(asked, path && readOrMake(path), {
        onProgress: showProgress,
      })
      say(`${isResumed ? 'went on where it was interrupted; ' : ''}sealed ${sealed} with the new master key`)
      if (unreadable > 0) note(`${unreadable} could be opened by neither key and stay as they were: enter them again`)
      if (oldFile !== null)
        say(`the old master key is kept as ${plainText(oldFile)}: delete it once no backup needs it`)
      else if (path !== null)
        note(`set KEYWHEEL_MASTER_KEY to what stands in ${plainText(path)}, everywhere, before the next start`)
      if (toCopy !== null) {
        note(
          `other machines on this database go on with the new key as long as they run; before the next start of one, copy ${plainText(toCopy)} into its data folder`,
        )
      }
    })
}

function readOrMake(path: string): string {
  if (!existsSync(path)) writeFileSync(path, `${makeMasterKeyText()}\n`, { mode: 0o600, flag: 'wx' })
  return readFileSync(path, 'utf8')
}

function showProgress(share: number): void {
  if (!process.stderr.isTTY) return
  process.stderr.write(`\r${Math.floor(share * 100)} % sealed\u001b[K${share === 1 ? '\n' : ''}`)
}
