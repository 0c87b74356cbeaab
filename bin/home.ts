/**
 * The folder that `.env` is read from and that relative settings are meant from: the project's, as for `npm start`,
 * wherever the command is called. `bin/keywheel.mjs` says which it is; without it, where one stands.
 */
export const home = process.env.KEYWHEEL_HOME ?? process.cwd()
