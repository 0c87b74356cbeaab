import { expect, test } from 'vitest'
import { guardedLookup, refusalOf, resolveGuarded } from './address'

test.each([
  ...['0.0.0.0', '0.1.2.3', '169.254.169.254', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', 'fe80::1', 'fe80::1%eth0'],
  ...['::', '100.100.100.200', '64:ff9b::169.254.169.254', '2002:a9fe:a9fe::1', '255.255.255.255', '224.0.0.1'],
  ...['ff02::1', '::ffff:0.0.0.0', 'fd00:ec2::254', '::169.254.169.254', 'not-an-address'],
  ...['168.63.129.16', '192.88.99.1', '2001::1', '2606:2800:220:1:0:5efe:a9fe:a9fe', '2606:2800::200:5efe:a9fe:a9fe'],
])('%s may never be called, whatever a channel allows', address => {
  expect(refusalOf(address, true)?.kind).toBe('never')
  expect(refusalOf(address, false)?.kind).toBe('never')
})

test.each([
  ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '::1', 'fd12::1'],
  ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::'],
  ...['64:ff9b:1::7f00:1', '4000::1', '2606:2800:220:1:0:5efe:a00:1'],
])('%s may be called only by a channel that allows private networks', address => {
  expect(refusalOf(address, false)?.kind).toBe('private')
  expect(refusalOf(address, true)).toBeNull()
})

test.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1', '::ffff:93.184.216.34', '1.1.1.1'])(
  '%s may be called',
  address => {
    expect(refusalOf(address, false)).toBeNull()
  },
)

test('a name is judged by the address it leads to, and so is an address that is written as a name', async () => {
  const looked = (allowsPrivate: boolean) =>
    new Promise(resolve => {
      guardedLookup(allowsPrivate)('localhost', { all: true }, (error, addresses) => resolve(error ?? addresses))
    })
  expect(await looked(false)).toMatchObject({ code: 'ADDRESS_REFUSED', kind: 'private' })
  expect(await looked(true)).toEqual(expect.arrayContaining([expect.objectContaining({ address: expect.any(String) })]))
  await expect(resolveGuarded('[::1]', false)).rejects.toMatchObject({ kind: 'private' })
  await expect(resolveGuarded('169.254.169.254', true)).rejects.toMatchObject({ kind: 'never' })
  expect(await resolveGuarded('127.0.0.1', true)).toBe('127.0.0.1')
})
