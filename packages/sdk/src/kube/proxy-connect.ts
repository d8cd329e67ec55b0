import type {Socket} from 'node:net'
import {OmeError} from '../errors.ts'

const patienceMs = 10_000

/** A TCP connection to `host:port` through an http, https or socks5 proxy. Errors name the proxy, never its password. */
export async function connectThrough(proxy: URL, host: string, port: number): Promise<Socket> {
  try {
    return proxy.protocol.startsWith('socks5')
      ? await connectSocks(proxy, host, port)
      : await connectHttp(proxy, host, port)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new OmeError(
      'unreachable',
      `the proxy ${proxy.host} does not lead to ${host}:${port}: ${reason}`,
      ['check proxy-url in the kubeconfig, HTTPS_PROXY and NO_PROXY'],
      {cause, object: proxy.host},
    )
  }
}

function connectHttp(proxy: URL, host: string, port: number): Promise<Socket> {
  const {request} = process.getBuiltinModule(proxy.protocol === 'https:' ? 'node:https' : 'node:http')
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return new Promise((resolve, reject) => {
    const ask = request({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      // Said outright: NODE_TLS_REJECT_UNAUTHORIZED=0 would turn the checks off.
      rejectUnauthorized: true,
      method: 'CONNECT',
      path: target,
      agent: false,
      timeout: patienceMs,
      headers: {host: target, ...(proxy.username ? {'proxy-authorization': basic(proxy)} : {})},
    })
    ask.on('connect', (answer, socket, head) => {
      if (answer.statusCode !== 200) {
        socket.destroy()
        reject(new Error(`it answered ${answer.statusCode} ${answer.statusMessage ?? ''}`.trimEnd()))
        return
      }
      socket.setTimeout(0)
      if (head.length > 0) socket.unshift(head)
      resolve(socket as Socket)
    })
    ask.on('response', (answer) => reject(new Error(`it answered ${answer.statusCode}`)))
    ask.on('timeout', () => ask.destroy(new Error('it did not answer in time')))
    ask.on('error', reject)
    ask.end()
  })
}

const userOf = (proxy: URL) => ({
  user: decodeURIComponent(proxy.username),
  password: decodeURIComponent(proxy.password),
})

const basic = (proxy: URL): string => {
  const {user, password} = userOf(proxy)
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

const socksErrors = [
  '',
  'general failure',
  'not allowed by its rules',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'TTL expired',
  'command not supported',
  'address type not supported',
]

/** RFC 1928 (CONNECT by domain name or address) with RFC 1929 user and password. */
async function connectSocks(proxy: URL, host: string, port: number): Promise<Socket> {
  const {connect} = process.getBuiltinModule('node:net')
  const socket = connect({host: proxy.hostname.replace(/^\[|\]$/g, ''), port: Number(proxy.port || 1080)})
  socket.setTimeout(patienceMs, () => socket.destroy(new Error('it did not answer in time')))
  try {
    const take = byteReader(socket)
    socket.write(proxy.username ? Uint8Array.of(5, 2, 0, 2) : Uint8Array.of(5, 1, 0))
    const [version, method] = await take(2)
    if (version !== 5) throw new Error('it does not speak SOCKS 5')
    if (method === 2) await socksLogin(socket, proxy, take)
    else if (method !== 0) throw new Error('it asks for a kind of login that is not supported')
    const name = Buffer.from(host)
    socket.write(Buffer.concat([Uint8Array.of(5, 1, 0, 3, name.length), name, Uint8Array.of(port >> 8, port & 255)]))
    const [, code = 1, , type = 1] = await take(4)
    if (code !== 0) throw new Error(socksErrors[code] ?? `error ${code}`)
    const [length = 0] = type === 3 ? await take(1) : [type === 4 ? 16 : 4]
    await take(length + 2)
    socket.setTimeout(0)
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

async function socksLogin(socket: Socket, proxy: URL, take: (count: number) => Promise<Buffer>): Promise<void> {
  const {user, password} = userOf(proxy)
  const parts = [user, password].map((text) => Buffer.from(text)).flatMap((text) => [Uint8Array.of(text.length), text])
  socket.write(Buffer.concat([Uint8Array.of(1), ...parts]))
  const [, refused] = await take(2)
  if (refused !== 0) throw new Error('it refused user and password')
}

function byteReader(socket: Socket): (count: number) => Promise<Buffer> {
  const read = async (count: number): Promise<Buffer> => {
    const bytes: Buffer | null = socket.read(count)
    if (bytes) return bytes
    await new Promise<void>((resolve, reject) => {
      const settle = (act: () => void) => () => {
        for (const event of ['readable', 'error', 'close']) socket.removeAllListeners(event)
        act()
      }
      socket.once('readable', settle(resolve))
      socket.once('error', (error) => settle(() => reject(error))())
      socket.once(
        'close',
        settle(() => reject(new Error('it closed the connection'))),
      )
    })
    return read(count)
  }
  return read
}
