import {OmeError} from '@ome/sdk/errors'
import type {Model} from '../model.ts'
import {chooseRuntime, type RuntimeChoice} from './choose-runtime.ts'
import type {DeployFacts, DeployPreferences, DeployRequest, ExistingService} from './request.ts'

/** The runtime of a new service, or the one that a service has already. */
export function runtimeFor(
  model: Model,
  {runtimes}: DeployFacts,
  request: DeployRequest,
  {engine, selectRuntime}: DeployPreferences,
  existing: ExistingService | undefined,
): RuntimeChoice {
  const running = (existing ?? request.base)?.field(['spec', 'runtime', 'name'])
  if (!existing && request.runtime === undefined && typeof running === 'string')
    return {
      ...chooseRuntime({model, namespace: request.namespace, runtimes, named: running}),
      reason: 'named in the manifest',
    }
  const kept = request.runtime === undefined && runtimes.find(({name}) => name === running)
  if (kept) return {runtime: kept, reason: 'the service has it', warnings: []}
  if (request.runtime === undefined && !selectRuntime) {
    throw new OmeError('usage', 'the setting auto-select-runtime is false: name the runtime with --runtime', [
      `list the ones that fit: ome runtime suggest ${model.name}`,
    ])
  }
  const able = request.pd ? runtimes.filter(({hasDecoder}) => hasDecoder) : runtimes
  if (request.pd && able.length < runtimes.length) demandDecoder(request, runtimes)
  return chooseRuntime({
    model,
    namespace: request.namespace,
    runtimes: able,
    named: request.runtime,
    preferredEngine: engine,
  })
}

/** `--pd` beside a runtime that has no decoder, or where none has. */
function demandDecoder({runtime: named, namespace}: DeployRequest, runtimes: DeployFacts['runtimes']): void {
  const isThere = runtimes.some(({name, hasDecoder}) => hasDecoder && (named === undefined || name === named))
  if (isThere || (named !== undefined && !runtimes.some(({name}) => name === named))) return
  throw new OmeError(
    'failed',
    named === undefined
      ? 'no runtime runs prefill and decode apart: none has a decoder'
      : `runtime "${named}" has no decoder, so prefill and decode cannot run apart`,
    [`see which do: ome get runtimes -n ${namespace} -o wide`, 'deploy without: leave --pd out'],
  )
}
