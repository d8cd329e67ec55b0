import {OmeError} from '@ome/sdk/errors'
import type {Mode} from './mode.ts'
import {parseLabels, parsePairs} from './pairs.ts'
import type {BaseService, DeployRequest} from './request.ts'

/** The flags of `deploy` as they were typed. */
export interface DeployFlags {
  readonly name?: string | undefined
  readonly scope?: 'namespace' | 'cluster' | undefined
  readonly runtime?: string | undefined
  readonly accelerator?: string | undefined
  readonly replicas?: number | undefined
  readonly autoscale?: boolean | undefined
  readonly 'min-replicas'?: number | undefined
  readonly 'max-replicas'?: number | undefined
  readonly monitoring?: boolean | undefined
  readonly env?: readonly string[] | undefined
  readonly label?: readonly string[] | undefined
  readonly mode?: Mode | undefined
  readonly pd?: boolean | undefined
  readonly strict: boolean
  readonly 'wait-model': boolean
}

/** What is asked for, of a model that is named or that a manifest names. Throws `usage`. */
export function deployRequest(
  typed: string | undefined,
  namespace: string,
  flags: DeployFlags,
  base?: BaseService,
): DeployRequest {
  const model = typed ?? text(base?.field(['spec', 'model', 'name']))
  if (model === undefined) {
    throw new OmeError('usage', base ? 'the manifest names no model' : 'which model? a name is missing', [
      'ome deploy MODEL --name NAME',
      'list them: ome get models',
    ])
  }
  return {
    model,
    namespace,
    name: flags.name ?? text(base?.field(['metadata', 'name'])),
    scope: flags.scope,
    runtime: flags.runtime,
    accelerator: flags.accelerator,
    replicas: {
      replicas: flags.replicas,
      autoscale: flags.autoscale,
      min: flags['min-replicas'],
      max: flags['max-replicas'],
    },
    monitoring: flags.monitoring,
    env: parsePairs('--env', flags.env),
    labels: parseLabels('--label', flags.label),
    mode: flags.mode,
    pd: flags.pd,
    base,
    strict: flags.strict,
    waitModel: flags['wait-model'],
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
