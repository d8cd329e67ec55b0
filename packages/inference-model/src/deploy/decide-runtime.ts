import {OmeError} from '@ome/sdk/errors'
import type {Model} from '../model.ts'
import {pickByName} from '../names.ts'
import type {Runtime} from '../runtime.ts'
import {chooseRuntime, type RuntimeChoice} from './choose-runtime.ts'
import type {DeployFacts, DeployPreferences, DeployRequest, ExistingService} from './request.ts'

export interface DecidedRuntime extends RuntimeChoice {
  /** What a typed name was taken for. */
  readonly note?: string
}

/** The runtime of a new service, or the one that a service has already. */
export function runtimeFor(
  model: Model,
  {runtimes}: DeployFacts,
  request: DeployRequest,
  {engine, selectRuntime}: DeployPreferences,
  existing: ExistingService | undefined,
): DecidedRuntime {
  const {namespace} = request
  const running = (existing ?? request.base)?.field(['spec', 'runtime', 'name'])
  if (!existing && request.runtime === undefined && typeof running === 'string')
    return {...named(running, model, namespace, runtimes), reason: 'named in the manifest'}
  const kept = request.runtime === undefined && runtimes.find(({name}) => name === running)
  if (kept) return {runtime: kept, reason: 'the service has it', warnings: []}
  if (request.runtime === undefined && !selectRuntime) {
    throw new OmeError('usage', 'the setting auto-select-runtime is false: name the runtime with --runtime', [
      `list the ones that fit: ome runtime suggest ${model.name} -n ${namespace}`,
    ])
  }
  const able = runtimes.filter((each) => suits(each, request))
  if (able.length < runtimes.length) demandAble(request, runtimes)
  if (request.runtime !== undefined) return named(request.runtime, model, namespace, able)
  return chooseRuntime({model, namespace, runtimes: able, wanted: wish(request), preferredEngine: engine})
}

function named(typed: string, model: Model, namespace: string, runtimes: readonly Runtime[]): DecidedRuntime {
  const picked = pickByName('runtime', typed, runtimes)
  const choice = chooseRuntime({model, namespace, runtimes, named: picked?.item.name ?? typed})
  return picked?.note === undefined ? choice : {...choice, note: picked.note}
}

const suits = ({engine, hasDecoder}: Runtime, {pd, engine: wanted}: DeployRequest): boolean =>
  (wanted === undefined || engine === wanted) && (pd === undefined || hasDecoder === pd)

/** What kind of runtime is asked for, in words. */
const wish = ({pd, engine}: DeployRequest): string =>
  `${engine === undefined ? '' : `${engine} `}runtime${pd ? ' with prefill and decode apart' : ''}`

/** A wish that the named runtime does not meet, or none does. */
function demandAble(request: DeployRequest, runtimes: readonly Runtime[]): void {
  const {runtime: typed, namespace, pd, engine} = request
  const named = typed === undefined ? undefined : pickByName('runtime', typed, runtimes)?.item
  const isThere = typed === undefined ? runtimes.some((each) => suits(each, request)) : !named || suits(named, request)
  if (isThere) return
  const hints = [`see what they are: ome get runtimes -n ${namespace} -o wide`]
  if (engine !== undefined && !runtimes.some((each) => each.engine === engine && (!named || each.name === named.name)))
    throw new OmeError(
      'failed',
      named ? `runtime "${named.name}" is none of ${engine}` : `there is no ${wish(request)}`,
      hints,
    )
  if (!pd)
    throw new OmeError(
      'failed',
      `runtime "${named?.name}" runs prefill and decode apart: name one that does not`,
      hints,
    )
  throw new OmeError(
    'failed',
    named
      ? `runtime "${named.name}" has no decoder, so prefill and decode cannot run apart`
      : 'no runtime runs prefill and decode apart: none has a decoder',
    [
      `see which do: ome get runtimes -n ${namespace} -o wide`,
      ...(request.base === undefined ? ['deploy without: leave --pd out'] : []),
    ],
  )
}
