#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { buildCommand, isCommandBuilt } from './building.mjs'

/** `npx keywheel`: the command line, bundled anew first where its sources changed. Works wherever it is called from. */
const calledFrom = process.cwd()
process.chdir(fileURLToPath(new URL('..', import.meta.url)))
if (!isCommandBuilt() && !(await buildCommand())) process.exit(1)
process.chdir(calledFrom)
await import('../dist/keywheel.js')
