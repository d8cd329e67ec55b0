import {OmeError} from '@ome/sdk/errors'

/** Where the model of the assistant is. */
export type ChatTarget =
  | {readonly kind: 'address'; readonly url: string; readonly model?: string}
  /** A service of the cluster, reached through the API server. */
  | {readonly kind: 'service'; readonly name: string; readonly namespace?: string}

export interface AskedTarget {
  readonly endpoint?: string | undefined
  readonly model?: string | undefined
}

/**
 * What flags and settings name, flags first: `--model service/NAME`, or a base address and a model. Undefined: there is no
 * model, and the rules answer.
 */
export function chatTarget(flags: AskedTarget, settings: AskedTarget): ChatTarget | undefined {
  const model = flags.model ?? settings.model
  const service = model === undefined ? undefined : /^service\/(?:([a-z0-9-]+)\/)?([a-z0-9.-]+)$/.exec(model)
  if (model?.startsWith('service/') && !service)
    throw new OmeError('usage', `"${model}" is not service/NAME or service/NAMESPACE/NAME`)
  if (service && flags.endpoint === undefined)
    return {kind: 'service', name: service[2] ?? '', ...(service[1] === undefined ? {} : {namespace: service[1]})}
  const url = flags.endpoint ?? settings.endpoint
  if (url === undefined) {
    if (flags.model === undefined) return undefined
    throw new OmeError('usage', `where is model "${flags.model}"?`, [
      'name its address: --endpoint https://HOST/v1, or the setting ai.endpoint',
      'or a service of the cluster: --model service/NAME',
    ])
  }
  return {kind: 'address', url, ...(model === undefined ? {} : {model})}
}

/** A base address such as `https://host/v1`, also where the whole path of chat completions was given. */
export const baseOf = (url: string): string => url.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')

/** An address as it may be told: without credentials and without what stands behind a question mark. */
export function placeOf(url: string): string {
  const {origin, pathname} = addressOf(url)
  return origin + pathname.replace(/\/+$/, '')
}

/** Throws `usage` for what is no address of http or https. The text itself is not told: it may hold a password. */
export function addressOf(url: string): URL {
  const address = URL.canParse(url) ? new URL(baseOf(url)) : undefined
  if (address?.protocol === 'https:' || address?.protocol === 'http:') return address
  throw new OmeError('usage', 'the address of the model is no http or https address', [
    'write it whole: --endpoint https://HOST/v1, or the setting ai.endpoint',
  ])
}

/** Addresses of this machine, where nobody listens between. */
export const isHere = ({hostname}: URL): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)

/** Where the key of an endpoint is: `env:NAME` or `secret:NAMESPACE/NAME/KEY`. */
export type KeyPlace =
  | {readonly kind: 'env'; readonly name: string}
  | {readonly kind: 'secret'; readonly namespace: string; readonly name: string; readonly key: string}

/** The variable that is looked at when no place is set. */
const usualVariable = 'OME_AI_KEY'

export function keyPlace(text: string | undefined): KeyPlace {
  if (text === undefined || text === '') return {kind: 'env', name: usualVariable}
  const env = /^env:([A-Za-z_]\w*)$/.exec(text)
  if (env) return {kind: 'env', name: env[1] ?? ''}
  const secret = /^secret:([a-z0-9-]+)\/([a-z0-9.-]+)\/([\w.-]+)$/.exec(text)
  if (secret) return {kind: 'secret', namespace: secret[1] ?? '', name: secret[2] ?? '', key: secret[3] ?? ''}
  throw new OmeError('usage', 'the setting ai.key-from is not env:NAME or secret:NAMESPACE/NAME/KEY', [
    'the key itself is never stored: ome config set ai.key-from env:OPENAI_API_KEY',
  ])
}
