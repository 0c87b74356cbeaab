import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { backUp, restore } from '@/lib/server/backup'
import { plainText } from './plain-text'
import { note, say, settings } from './session'

const MEGABYTE = 1_000_000

/** `backup` and `restore`. */
export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .description('copy the database into a new file, also while the server runs')
    .argument('<file>', 'where to; it must not be there yet')
    .addHelpText(
      'after',
      '\nExamples:\n  keywheel backup /backups/keywheel.db\n\nThe master key is not in it: keep it apart.',
    )
    .action(async (file: string) => {
      const target = resolve(file)
      await backUp(settings(), target, showProgress)
      const size = (statSync(target).size / MEGABYTE).toFixed(1)
      say(`backed up to ${plainText(target)} (${size} MB, checked); the master key is not in it: keep that apart`)
    })
  program
    .command('restore')
    .description('put a backup in the place of the database; the server must not run')
    .argument('<file>', 'a file that `keywheel backup` made')
    .action(async (file: string) => {
      const { aside } = await restore(settings(), resolve(file))
      say(`restored ${plainText(resolve(file))}`)
      if (aside !== null) say(`the database from before is kept as ${plainText(aside)}`)
      note('start the server again; every client token and operator is as in the backup')
    })
}

function showProgress(share: number): void {
  if (!process.stderr.isTTY) return
  process.stderr.write(`\r${Math.floor(share * 100)} % copied\u001b[K${share === 1 ? '\n' : ''}`)
}
