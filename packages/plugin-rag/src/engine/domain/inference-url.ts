import {OmeError} from '@ome/sdk/errors'

const chat = '/v1/chat/completions'

/** An address that an engine asks. Throws `usage` for what is none, and for a password that its object would show. */
export function webUrl(flag: string, typed: string, example: string): URL {
  const url = URL.canParse(typed) ? new URL(typed) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new OmeError('usage', `${flag} "${typed}" is not an http or https address`, [`write it in full: ${example}`])
  if (url.username === '' && url.password === '') return url
  throw new OmeError('usage', `the address of ${flag} holds a password, which everybody could read`, [
    flag === '--inference-url' ? 'keep it in a Secret: --inference-secret NAME' : 'give one without',
  ])
}

/** The address as the service needs it, with what was changed: it sends chats and adds no path of its own. */
export function chatUrl(typed: string): {readonly url: string; readonly note?: string} {
  const url = webUrl('--inference-url', typed, `http://my-model.default.svc.cluster.local${chat}`)
  const path = url.pathname.replace(/\/+$/, '')
  if (path.endsWith('/chat/completions')) return {url: typed}
  const base = path.replace(/\/(?:v1|v1\/completions)$/, '')
  if (base === path && path !== '')
    return {url: typed, note: `the service sends chats to ${typed} as it stands, without adding ${chat}`}
  url.pathname = base + chat
  return {url: url.href, note: `the service sends chats: ${url.pathname} is asked instead of ${path || '/'}`}
}

export interface ClusterService {
  readonly namespace: string
  readonly name: string
  readonly port: number
}

/**
 * The Service of this cluster that an address leads to, as pods of a namespace see it; undefined for other hosts. A host of
 * two parts is one only without TLS, which Services rarely have and the hosts of the internet do.
 */
export function serviceBehind(address: string, namespace: string): ClusterService | undefined {
  const {hostname, port, protocol} = new URL(address)
  const [name = '', owner = namespace, svc = 'svc', ...rest] = hostname.split('.')
  const isNamed = hostname.includes('.svc')
  const isInside = svc === 'svc' && (rest.length === 0 || rest.join('.') === 'cluster.local')
  if (
    !isInside ||
    (protocol === 'https:' && !isNamed) ||
    name === 'localhost' ||
    /^\d+$/.test(name) ||
    hostname.includes(':')
  )
    return undefined
  return {namespace: owner, name, port: Number(port || (protocol === 'https:' ? 443 : 80))}
}
