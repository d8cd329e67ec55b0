import {BlockList, isIP} from 'node:net'
import type {Environment} from '@marcbachmann/cel-js'

class Address {
  readonly text: string
  readonly family: number
  constructor(text: string) {
    this.text = text
    this.family = isIP(text)
  }
}

class Range {
  readonly address: Address
  readonly bits: number
  constructor(address: Address, bits: number) {
    this.address = address
    this.bits = bits
  }
}

class Link {
  readonly url: URL
  readonly text: string
  constructor(text: string) {
    this.url = new URL(text, 'relative://')
    this.text = text
  }
}

const isAddress = (text: string): boolean => isIP(text) !== 0 && !text.includes('%') && !/^::ffff:\d+\./i.test(text)

function addressOf(text: string): Address {
  if (!isAddress(text)) throw new Error(`IP Address ${JSON.stringify(text)} parse error during conversion from string`)
  return new Address(text)
}

function readRange(text: string): Range | undefined {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  if (!isAddress(address) || Number(bits) > (isIP(address) === 4 ? 32 : 128)) return undefined
  return new Range(new Address(address), Number(bits))
}

function rangeOf(text: string): Range {
  const range = readRange(text)
  if (!range)
    throw new Error(`network address parse error during conversion from string: invalid CIDR address: ${text}`)
  return range
}

const kind = (family: number): 'ipv4' | 'ipv6' => (family === 4 ? 'ipv4' : 'ipv6')

function isInside(address: Address, range: Range): boolean {
  if (address.family !== range.address.family) return false
  const list = new BlockList()
  list.addSubnet(range.address.text, range.bits, kind(range.address.family))
  return list.check(address.text, kind(address.family))
}

const within = (address: Address, ...ranges: readonly string[]): boolean =>
  ranges.some((range) => isInside(address, rangeOf(range)))

const isMulticast = (one: Address): boolean => within(one, '224.0.0.0/4', 'ff00::/8')
const isLoopback = (one: Address): boolean => within(one, '127.0.0.0/8', '::1/128')
const isUnspecified = (one: Address): boolean => within(one, '0.0.0.0/32', '::/128')
const isLinkLocal = (one: Address): boolean => within(one, '169.254.0.0/16', 'fe80::/10')
const isGlobal = (one: Address): boolean =>
  one.text !== '255.255.255.255' && ![isMulticast, isLoopback, isUnspecified, isLinkLocal].some((test) => test(one))

/** The shortest way to write an address, as the URL standard has it. */
const canonical = ({text, family}: Address): string =>
  family === 4 ? text : new URL(`http://[${text}]`).hostname.slice(1, -1)

function masked({address, bits}: Range): Range {
  if (address.family === 4) {
    const value = address.text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    const size = 2 ** (32 - bits)
    const first = Math.floor(value / size) * size
    const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256)
    return new Range(new Address(parts.join('.')), bits)
  }
  const [head = '', tail] = canonical(address).split('::')
  const words = (text: string) => (text ? text.split(':') : [])
  const [front, back] = [words(head), words(tail ?? '')]
  const all = tail === undefined ? front : [...front, ...Array(8 - front.length - back.length).fill('0'), ...back]
  const value = all.reduce((sum: bigint, word: string) => (sum << 16n) | BigInt(`0x${word}`), 0n)
  const shift = BigInt(128 - bits)
  const first = (value >> shift) << shift
  const text = Array.from({length: 8}, (_, i) => ((first >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(':')
  return new Range(new Address(canonical(new Address(text))), bits)
}

function addresses(environment: Environment): void {
  environment
    .registerType('net.IP', Address)
    .registerFunction('ip(string): net.IP', addressOf)
    .registerFunction('isIP(string): bool', isAddress)
    .registerFunction('net.IP.family(): int', ({family}: Address) => BigInt(family))
    .registerFunction('net.IP.isUnspecified(): bool', isUnspecified)
    .registerFunction('net.IP.isLoopback(): bool', isLoopback)
    .registerFunction('net.IP.isLinkLocalMulticast(): bool', (one: Address) => within(one, '224.0.0.0/24', 'ff02::/16'))
    .registerFunction('net.IP.isLinkLocalUnicast(): bool', isLinkLocal)
    .registerFunction('net.IP.isGlobalUnicast(): bool', isGlobal)
    .registerFunction('string(net.IP): string', canonical)
}

function ranges(environment: Environment): void {
  const contains = (range: Range, inner: Range) => inner.bits >= range.bits && isInside(inner.address, range)
  environment
    .registerType('net.CIDR', Range)
    .registerFunction('cidr(string): net.CIDR', rangeOf)
    .registerFunction('isCIDR(string): bool', (text: string) => readRange(text) !== undefined)
    .registerFunction('net.CIDR.containsIP(net.IP): bool', (range: Range, one: Address) => isInside(one, range))
    .registerFunction('net.CIDR.containsIP(string): bool', (range: Range, one: string) =>
      isInside(addressOf(one), range),
    )
    .registerFunction('net.CIDR.containsCIDR(net.CIDR): bool', contains)
    .registerFunction('net.CIDR.containsCIDR(string): bool', (range: Range, one: string) =>
      contains(range, rangeOf(one)),
    )
    .registerFunction('net.CIDR.ip(): net.IP', ({address}: Range) => address)
    .registerFunction('net.CIDR.masked(): net.CIDR', masked)
    .registerFunction('net.CIDR.prefixLength(): int', ({bits}: Range) => BigInt(bits))
    .registerFunction('string(net.CIDR): string', ({address, bits}: Range) => `${canonical(address)}/${bits}`)
}

const isLink = (text: string): boolean => URL.canParse(text) || (text.startsWith('/') && URL.canParse(text, 'http://x'))

function links(environment: Environment): void {
  const part = (read: (link: Link) => string) => read
  environment
    .registerType('net.URL', Link)
    .registerFunction('url(string): net.URL', (text: string) => {
      if (!isLink(text))
        throw new Error(
          `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
        )
      return new Link(text)
    })
    .registerFunction('isURL(string): bool', isLink)
    .registerFunction(
      'net.URL.getScheme(): string',
      part(({url, text}) => (text.startsWith('/') ? '' : url.protocol.slice(0, -1))),
    )
    .registerFunction(
      'net.URL.getHost(): string',
      part(({url}) => url.host),
    )
    .registerFunction(
      'net.URL.getHostname(): string',
      part(({url}) => url.hostname.replace(/^\[|\]$/g, '')),
    )
    .registerFunction(
      'net.URL.getPort(): string',
      part(({url, text}) => url.port || (/^[a-z]+:\/\/[^/?#]*:(\d+)/.exec(text)?.[1] ?? '')),
    )
    .registerFunction(
      'net.URL.getEscapedPath(): string',
      part(({url, text}) => (/^[a-z]+:\/\/[^/?#]*([?#]|$)/.test(text) ? '' : url.pathname)),
    )
    .registerFunction('net.URL.getQuery(): map', ({url}: Link) =>
      Object.fromEntries([...url.searchParams.keys()].map((key) => [key, url.searchParams.getAll(key)])),
    )
}

/** Kubernetes' libraries of URLs, IP addresses and CIDR ranges. */
export function registerNetworks(environment: Environment): void {
  addresses(environment)
  ranges(environment)
  links(environment)
}
