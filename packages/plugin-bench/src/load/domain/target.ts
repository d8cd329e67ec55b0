import {OmeError} from '@ome/sdk/errors'

/** How requests get to the engine: from here, through the API server, or from inside the cluster. */
export type Way = 'direct' | 'tunnel' | 'cluster'

/** An address in its parts. */
export interface Address {
  readonly origin: string
  /** In front of `/v1/…`. */
  readonly basePath: string
  /** Behind the path, with its question mark; empty where there is none. */
  readonly query: string
}

/** Where requests go. */
export interface Target extends Address {
  readonly way: Way
  /** What happened to the tunnel, when there is one. */
  readonly moves?: (() => readonly string[]) | undefined
}

/** A pod at the end of a tunnel. */
export interface TunnelEnd {
  readonly namespace: string
  readonly name: string
}

export interface Tunnel {
  readonly port: number
  /** Each time it broke and led on, in words. */
  moves(): readonly string[]
}

/** Ways to an engine, each only where it is needed. */
export interface Ways {
  /** Whether something answers there as an engine does; never throws. */
  answers(url: string): Promise<boolean>
  /** A port of this machine that leads to the pod, and to the one that `next` names once that is not reached any more. */
  tunnel(pod: TunnelEnd, next: () => Promise<TunnelEnd | undefined>): Promise<Tunnel>
}

export interface EngineFacts {
  /** Names that it serves. */
  models(target: Address): Promise<readonly string[]>
  /** The sandbox's engines say that they are none. */
  isSimulated(target: Address): Promise<boolean>
}

/** `https://host/base?query` without the `/v1` that people paste with it. */
export function parseTarget(url: string): Address {
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
  return {
    origin: parsed.origin,
    basePath: parsed.pathname.replace(/\/(?:v1\/?)?$/, '').replace(/\/$/, ''),
    query: parsed.search,
  }
}

/** The address as a person reads it. */
export const shownAddress = ({origin, basePath, query}: Address): string => `${origin}${basePath}${query}`
