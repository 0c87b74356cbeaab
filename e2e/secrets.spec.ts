import { expect, groqKeys, test } from './fixtures'
import { makeHistory } from './history'
import { openPage } from './page-state'
import { dashboardPages } from './places'

test.use({ pool: { keys: groqKeys(4) } })

test('no secret is in any page, any answer or anything the browser keeps', async ({
  admin,
  keywheel,
  caller,
  simulator,
  keys,
}) => {
  const examples = await makeHistory({ keywheel, caller, simulator, keys })
  const leaks: string[] = []
  const look = (where: string, text: string) => {
    if (text.includes('Canary')) leaks.push(where)
  }
  const bodies: Promise<void>[] = []
  admin.on('response', answer => {
    look(`headers of ${answer.url()}`, JSON.stringify(answer.headers()))
    if (answer.headers()['content-type']?.startsWith('text/event-stream')) return
    // A page that is left takes the rest of its answers with it.
    bodies.push(
      answer.text().then(
        text => look(answer.url(), text),
        () => {},
      ),
    )
  })
  for (const path of dashboardPages(examples)) {
    await openPage(admin, path)
    look(`the page ${path}`, await admin.content())
    look(
      `what is kept at ${path}`,
      await admin.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])),
    )
  }
  await Promise.all(bodies)
  look('the live feed', await admin.evaluate(firstOf, '/api/live'))
  look('the cookies', JSON.stringify(await admin.context().cookies()))
  look('what the server printed', keywheel.output())
  expect(leaks).toEqual([])
})

/** Runs in the page: the first piece of an answer that does not end. */
async function firstOf(path: string): Promise<string> {
  const reader = (await fetch(path, { cache: 'no-store' })).body?.getReader()
  const piece = await reader?.read()
  await reader?.cancel()
  return new TextDecoder().decode(piece?.value)
}
