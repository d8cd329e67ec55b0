import type {Agent} from 'node:http'
import type {Socket} from 'node:net'
import {OmeError} from '../errors.ts'
import {isLoopback} from './loopback-host.ts'
import {connectThrough} from './proxy-connect.ts'
import type {TlsOptions} from './tls.ts'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The proxy for a server: the cluster's `proxy-url`, else `HTTPS_PROXY` or `HTTP_PROXY` unless `NO_PROXY` names the
 * host. Loopback hosts are never proxied by the variables. Rules: golang.org/x/net/http/httpproxy.
 */
export function proxyFor(target: URL, proxyUrl: string | undefined, env: Env): URL | undefined {
  if (proxyUrl) return parseProxy(proxyUrl, 'proxy-url')
  const names = target.protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy']
  const name = names.find((candidate) => env[candidate])
  const host = target.hostname.replace(/^\[|\]$/g, '')
  if (!name || isLoopback(host) || isExcluded(host, target, env['NO_PROXY'] ?? env['no_proxy'] ?? '')) return undefined
  return parseProxy(env[name] ?? '', name)
}

function parseProxy(text: string, origin: string): URL {
  const full = text.includes('://') ? text : `http://${text}`
  const url = URL.canParse(full) ? new URL(full) : undefined
  if (url && ['http:', 'https:', 'socks5:', 'socks5h:'].includes(url.protocol)) return url
  throw new OmeError('usage', `${origin} is not an http, https or socks5 URL`, [`correct ${origin}`])
}

function isExcluded(host: string, target: URL, list: string): boolean {
  const port = target.port || (target.protocol === 'https:' ? '443' : '80')
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && (entry === '*' || matches(entry, host.toLowerCase(), port)))
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry.includes('/')) return inRange(entry, host)
  const [, name = entry, ownPort] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(entry) ?? []
  if (ownPort !== undefined && ownPort !== port && !entry.includes('::')) return false
  const bare = name.replace(/^\*?\./, '')
  return (host === bare && !/^\*?\./.test(name)) || host.endsWith(`.${bare}`)
}

function inRange(entry: string, host: string): boolean {
  const {BlockList, isIP} = process.getBuiltinModule('node:net')
  const [network = '', bits = ''] = entry.split('/')
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4'
  if (!isIP(network) || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 'ipv6' ? 128 : 32) || !isIP(host))
    return false
  const range = new BlockList()
  range.addSubnet(network, Number(bits), family)
  return range.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4')
}

interface TunnelAgent {
  createConnection(options: object, done: (error: Error | null, socket?: Socket) => void): undefined
}

/** Makes the agent open its connections through the proxy; TLS to the target runs inside the tunnel. */
export function tunnelThrough(proxy: URL, target: URL, agent: Agent, tls: TlsOptions | undefined): Agent {
  const host = target.hostname.replace(/^\[|\]$/g, '')
  const port = Number(target.port || (tls ? 443 : 80))
  const open = async (): Promise<Socket> => {
    const tunnel = await connectThrough(proxy, host, port)
    return tls ? secure(tunnel, host, tls) : tunnel
  }
  const tunnelled: TunnelAgent = {
    createConnection(_options, done) {
      open().then((socket) => done(null, socket), done)
      return undefined
    },
  }
  return Object.assign(agent, tunnelled)
}

function secure(tunnel: Socket, host: string, tls: TlsOptions): Promise<Socket> {
  const {connect} = process.getBuiltinModule('node:tls')
  const {isIP} = process.getBuiltinModule('node:net')
  return new Promise((resolve, reject) => {
    const socket = connect({...tls, socket: tunnel, host, ...(tls.servername || isIP(host) ? {} : {servername: host})})
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}
