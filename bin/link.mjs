import { rmSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** After `npm ci`: npm links the commands of packages, but not those of the project it stands in. */
const place = fileURLToPath(new URL('../node_modules/.bin/keywheel', import.meta.url))
rmSync(place, { force: true })
symlinkSync('../../bin/keywheel.mjs', place)
