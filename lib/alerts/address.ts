import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Why an address may not be called, for people; thrown where a connection would be made. */
export class AddressRefusedError extends Error {
  override name = 'AddressRefusedError'
  readonly code = 'ADDRESS_REFUSED'
  constructor(readonly kind: 'never' | 'private') {
    super(kind === 'never' ? 'this address may never be called' : 'this address lies in a private network')
  }
}

/** This host as such, link-local addresses with the metadata services of clouds, tunnels, and what is no single host. */
const NEVER = blockList([
  ['0.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
  ['192.88.99.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['2001::', 32],
  ['fe80::', 10],
  ['fec0::', 10],
  ['fd00:ec2::254', 128],
  ['ff00::', 8],
])
/** Loopback and private networks: only where a channel says that it means one. */
const PRIVATE = blockList([
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['::1', 128],
  ['fc00::', 7],
])

/** All that is given out of IPv6 for the whole internet. */
const GLOBAL = blockList([['2000::', 3]])

function blockList(ranges: readonly (readonly [address: string, prefix: number])[]): BlockList {
  const list = new BlockList()
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, address.includes(':') ? 'ipv6' : 'ipv4')
  return list
}

/** `null`: it may be called. @param address an IP address, without brackets */
export function refusalOf(address: string, allowsPrivate: boolean): AddressRefusedError | null {
  const [bare = ''] = address.split('%')
  const inner = innerIpv4(bare)
  const meant = inner ?? bare
  const family = isIP(meant)
  if (family === 0) return new AddressRefusedError('never')
  const type = family === 6 ? 'ipv6' : 'ipv4'
  if (NEVER.check(meant, type)) return new AddressRefusedError('never')
  const isPrivate = PRIVATE.check(meant, type) || (family === 6 && !GLOBAL.check(meant, type))
  return !allowsPrivate && isPrivate ? new AddressRefusedError('private') : null
}

/** Forms of IPv6 that lead to an IPv4 address: mapped, compatible, translated (RFC 6052) and 6to4; ISATAP is known by its end. */
const EMBEDDING = [
  { prefix: [0, 0, 0, 0, 0, 0xffff], at: 6 },
  { prefix: [0, 0, 0, 0, 0xffff, 0], at: 6 },
  { prefix: [0, 0, 0, 0, 0, 0], at: 6 },
  { prefix: [0x64, 0xff9b, 0, 0, 0, 0], at: 6 },
  { prefix: [0x2002], at: 1 },
]

function innerIpv4(address: string): string | null {
  if (isIP(address) !== 6) return null
  const groups = groupsOf(address)
  const isIsatap = groups[5] === 0x5efe && ((groups[4] ?? 0) & 0xfdff) === 0
  const form = isIsatap
    ? { prefix: [], at: 6 }
    : EMBEDDING.find(({ prefix }) => prefix.every((group, index) => groups[index] === group))
  if (!form) return null
  const [high = 0, low = 0] = groups.slice(form.at)
  // `::` and `::1` are addresses of their own
  if (form.at === 6 && groups.slice(0, 6).every(group => group === 0) && high === 0 && low <= 1) return null
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
}

/** The eight groups of an address that `isIP` knows. */
function groupsOf(address: string): number[] {
  const host = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = host.split('::')
  const read = (text: string) => (text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16)))
  const [first, last] = [read(head), read(tail ?? '')]
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length
  return [...first, ...Array<number>(zeros).fill(0), ...last]
}

/** Looks a name up as `net.connect` would, and gives only addresses that may be called; none left is an error. */
export function guardedLookup(allowsPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0)
      const judged = addresses.map(({ address }) => refusalOf(address, allowsPrivate))
      // one forbidden address among good ones is no accident
      const refusal = judged.find(each => each !== null)
      const [first] = addresses
      if (refusal || !first) return callback(refusal ?? new AddressRefusedError('never'), '', 0)
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

/** An address of a host that may be called. @throws AddressRefusedError, or what the look-up says */
export function resolveGuarded(host: string, allowsPrivate: boolean): Promise<string> {
  const bare = host.replace(/^\[|\]$/g, '')
  if (isIP(bare) !== 0) {
    const refusal = refusalOf(bare, allowsPrivate)
    return refusal ? Promise.reject(refusal) : Promise.resolve(bare)
  }
  return new Promise((resolve, reject) => {
    guardedLookup(allowsPrivate)(bare, { all: false }, (error, address) => {
      if (error) reject(error)
      else resolve(String(address))
    })
  })
}
