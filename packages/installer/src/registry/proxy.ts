import {request} from 'node:http'
import type {Socket} from 'node:net'
import {connect} from 'node:tls'

type Environment = Readonly<Record<string, string | undefined>>

/** The proxy for an https address by HTTPS_PROXY and NO_PROXY, in either letter case. */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const proxy = env['https_proxy'] || env['HTTPS_PROXY']
  if (!proxy || url.protocol !== 'https:' || isExempt(url, env['no_proxy'] || env['NO_PROXY'] || '')) return undefined
  return new URL(proxy.includes('://') ? proxy : `http://${proxy}`)
}

/** A TLS connection to the address through the proxy's CONNECT. */
export async function tunnel(
  proxy: URL,
  url: URL,
  options: {ca: Buffer | undefined; signal: AbortSignal; idleMs: number},
): Promise<Socket> {
  const target = `${url.hostname}:${url.port || 443}`
  const socket = await openTunnel(proxy, target, options)
  return connect({
    socket,
    servername: url.hostname,
    rejectUnauthorized: true,
    ...(options.ca === undefined ? {} : {ca: options.ca}),
  })
}

function openTunnel(
  proxy: URL,
  target: string,
  {signal, idleMs}: {signal: AbortSignal; idleMs: number},
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: proxy.hostname,
      port: proxy.port || 80,
      method: 'CONNECT',
      path: target,
      headers: {host: target, ...credentials(proxy)},
      signal,
      timeout: idleMs,
    })
    asked.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) resolve(socket)
      else {
        socket.destroy()
        reject(new Error(`the proxy ${proxy.host} answered ${answer.statusCode} for ${target}`))
      }
    })
    asked.once('timeout', () => asked.destroy(new Error(`the proxy ${proxy.host} did not answer`)))
    asked.once('response', () => asked.destroy(new Error(`the proxy ${proxy.host} does not open tunnels`)))
    asked.once('error', reject)
    asked.end()
  })
}

const credentials = (proxy: URL): Readonly<Record<string, string>> =>
  proxy.username === ''
    ? {}
    : {
        'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64')}`,
      }

function isExempt({hostname, port}: URL, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true
      const [name = '', wantedPort] = entry.split(':')
      if (wantedPort !== undefined && wantedPort !== (port || '443')) return false
      const suffix = name.replace(/^\*?\./, '').toLowerCase()
      return hostname === suffix || hostname.endsWith(`.${suffix}`)
    })
}
