import type {Service} from '@ome/inference-model/service'
import {OmeError} from '@ome/sdk/errors'

/** Where requests go. */
export interface Target {
  readonly origin: string
  readonly basePath: string
  readonly path: 'direct' | 'tunnel'
  readonly service?: Service | undefined
}

/** Ways to an engine, each only where it is needed. */
export interface Ways {
  /** Whether something answers there as an engine does; never throws. */
  answers(url: string): Promise<boolean>
  /** A port of this machine that leads to the pod. */
  tunnel(pod: {readonly namespace: string; readonly name: string}): Promise<number>
}

export interface EngineFacts {
  /** Names that it serves. */
  models(target: Target): Promise<readonly string[]>
  /** The sandbox's engines say that they are none. */
  isSimulated(target: Target): Promise<boolean>
}

/** `https://host/base` without the `/v1` that people paste with it. */
export function parseTarget(url: string): Pick<Target, 'origin' | 'basePath'> {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch (error) {
    throw new OmeError('usage', `"${url}" is no address`, ['for example http://127.0.0.1:8080'], {cause: error})
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    throw new OmeError('usage', `"${url}" is no address of http or https`)
  if (parsed.username !== '' || parsed.password !== '')
    throw new OmeError('usage', 'an address holds no password: headers carry it', [
      "--header 'Authorization: Bearer …'",
    ])
  return {origin: parsed.origin, basePath: parsed.pathname.replace(/\/(?:v1\/?)?$/, '').replace(/\/$/, '')}
}
