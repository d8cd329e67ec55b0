import {at} from '@ome/capacity/fields'
import {boundedText} from '@ome/engine-metrics/bounded-text'
import {OmeError} from '@ome/sdk/errors'
import type {EngineName} from '../domain/engine-name.ts'
import type {RawAnswer, Transport} from '../domain/transport.ts'
import {refusal} from './refusal.ts'

/** A page of a hundred whole documents may be large; more than this is no answer but a flood. */
const mostBytes = 64 * 2 ** 20
const mostRefusalBytes = 64 * 1024

export interface Asker {
  json(method: string, path: string, body?: unknown): Promise<unknown>
  /** An answer with the list in it, which stands under the key, or is the answer. Throws `failed` where there is none. */
  listed(method: string, path: string, how: {readonly key?: string; readonly body?: unknown}): Promise<Listed>
  text(path: string): Promise<string>
  /** The answer as it comes; a refusal is thrown. */
  open(method: string, path: string, body?: unknown): Promise<RawAnswer>
}

export interface Listed {
  readonly said: unknown
  readonly found: readonly unknown[]
}

/** Judges and reads the answers of one engine. */
export function asker(transport: Transport, {namespace, name}: EngineName): Asker {
  const open = async (method: string, path: string, body?: unknown): Promise<RawAnswer> => {
    const answer = await transport.request(method, path, body)
    if (answer.status < 400) return answer
    const said = (await boundedText(answer.body, mostRefusalBytes)) ?? ''
    throw refusal(answer.status, said, {method, path, engine: name, namespace})
  }
  const whole = async (method: string, path: string, body?: unknown): Promise<string> => {
    const read = await boundedText((await open(method, path, body)).body, mostBytes)
    if (read !== undefined) return read
    throw new OmeError('failed', `ragengine "${name}" sent more than ${mostBytes / 2 ** 20} MiB for ${method} ${path}`)
  }
  const strange = (method: string, path: string, what: string, cause?: unknown): OmeError =>
    new OmeError(
      'failed',
      `ragengine "${name}" answered ${method} ${path.split('?')[0]} with ${what}`,
      [`see whether its service is what answers there: ome rag status ${name} -n ${namespace}`],
      {cause},
    )
  const json = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const said = await whole(method, path, body)
    try {
      return JSON.parse(said)
    } catch (error) {
      throw strange(method, path, 'what is not JSON', error)
    }
  }
  return {
    open,
    text: (path) => whole('GET', path),
    json,
    async listed(method, path, {key, body}) {
      const said = await json(method, path, body)
      const found: unknown = key === undefined ? said : at(said, key)
      if (Array.isArray(found)) return {said, found}
      throw strange(method, path, key === undefined ? 'what is no list' : `no ${key}`)
    },
  }
}
