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
  text(path: string): Promise<string>
  /** The answer as it comes; a refusal is thrown. */
  open(method: string, path: string, body?: unknown): Promise<RawAnswer>
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
  return {
    open,
    text: (path) => whole('GET', path),
    async json(method, path, body) {
      const said = await whole(method, path, body)
      try {
        return JSON.parse(said)
      } catch (error) {
        throw new OmeError('failed', `ragengine "${name}" answered ${method} ${path} with what is not JSON`, [], {
          cause: error,
        })
      }
    },
  }
}
