#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { buildCommand, isCommandBuilt } from './building.mjs'

/**
 * `npx keywheel`: the command line, bundled anew first where its sources changed. Called from anywhere, it works with the
 * settings and the data folder of this project; files that are named to it are meant from where it was called.
 */
const calledFrom = process.cwd()
const project = fileURLToPath(new URL('..', import.meta.url))
process.env.KEYWHEEL_HOME ??= project
process.chdir(project)
if (!isCommandBuilt() && !(await buildCommand())) process.exit(1)
process.chdir(calledFrom)
await import('../dist/keywheel.js')
