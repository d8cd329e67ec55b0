import type {ClusterObjects} from '@ome/inference-model/manifests/manifest'
import type {ManifestWriter} from '@ome/inference-model/manifests/writer'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'

/** A text that an address of the web gave. */
export interface Page {
  readonly text: string
  /** `application/json`, without parameters; empty when it was not said. */
  readonly type: string
  /** Where it came from, without query and credentials. */
  readonly source: string
}

/** Reads an address. Throws `unreachable` without an answer, `not-found` for a page that is not there, `failed` for one that is too long. */
export interface Web {
  read(address: URL): Promise<Page>
}

/** What an import from the web works with. */
export interface PagePorts {
  readonly web: Web
  readonly objects: ClusterObjects
  readonly writer: ManifestWriter
  /** Objects of YAML or JSON. Throws `usage` for a text that holds none. */
  parse(text: string, source: string): Promise<readonly KubeObject[]>
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The address that is read for a typed one: https, or http on this machine. `endpoint` takes the place of its scheme,
 * host and port, for a console that is served elsewhere than its links say. Throws `usage` for anything else.
 */
export function configAddress(typed: string, endpoint: string | undefined): URL {
  const url = parsed(typed, 'the address')
  if (endpoint === undefined || endpoint === '') return url
  const base = parsed(endpoint, 'OME_CONSOLE_ENDPOINT')
  return new URL(`${base.pathname.replace(/\/+$/, '')}${url.pathname}${url.search}`, base.origin)
}

function parsed(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const allowed = url && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname)))
  if (url && allowed) return url
  throw new OmeError(
    'usage',
    url ? `${what} ${url.protocol}//${url.host} is not https` : `${what} "${text}" is no URL`,
    ['give an https address, for example https://console.example.com/export/service/NAME'],
  )
}

/** The objects of a page, all of them OME's. Throws `usage` for objects of other kinds, and for none. */
export function onlyOme(objects: readonly KubeObject[], source: string): readonly KubeObject[] {
  const other = objects.filter(({apiVersion}) => !apiVersion.startsWith('ome.io/'))
  const kinds = [...new Set(other.map(({apiVersion, kind}) => `${kind} (${apiVersion})`))]
  if (kinds.length > 0)
    throw new OmeError(
      'usage',
      `${source} holds ${kinds.join(', ')}: only objects of ome.io are imported from the web`,
      ['look at it, then apply it yourself: ome apply -f FILE'],
    )
  if (objects.length > 0) return objects
  throw new OmeError('usage', `${source} holds no objects`)
}

/** Throws `failed` for a page that is meant for people. */
export function refuseWebPage({type, text, source}: Page): void {
  if (type !== 'text/html' && !/^\s*<(!doctype|html)/i.test(text)) return
  throw new OmeError('failed', `${source} answers with a web page, not with a manifest`, [
    'the export address of a console ends in /export/service/NAME; a page that asks for a login cannot be read',
  ])
}
