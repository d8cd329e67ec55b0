import {Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {lookFlags} from '../flags.ts'
import {catalog, marketFlags, method, region} from '../kaito/flags.ts'

const types = ['fp32', 'bf16', 'fp16', 'fp8', 'int8', 'int4', 'nvfp4', 'mxfp4'] as const

export const estimateFlags = {
  ...lookFlags,
  'context-length': Flags.integer({
    description: 'tokens of one request; default 8192 or what the model takes',
    min: 1,
  }),
  concurrency: Flags.integer({description: 'requests at a time, all of that length', min: 1, default: 1}),
  weights: Flags.option({options: types})({description: 'as if the weights were stored so'}),
  'kv-cache': Flags.option({options: ['16bit', 'fp8'] as const, default: '16bit' as const})({
    description: 'how the KV cache is stored',
  }),
  accelerator: Flags.string({description: 'one accelerator only: of the cluster, else of the table'}),
  'instance-type': Flags.string({description: "a cloud's instance type; may be repeated", multiple: true}),
  ...region,
  ...catalog,
  replicas: Flags.integer({description: 'so many of it', min: 1, helpGroup: 'KAITO'}),
  ...method,
  cost: Flags.boolean({description: 'add the price of a day and a month', helpGroup: 'KAITO'}),
  ...marketFlags,
  all: Flags.boolean({description: 'accelerators that the cluster does not have, too'}),
}

/** Machines of the cluster are in a region of their own. Throws `usage`. */
export function refuseLoneRegion({
  region: typed,
  'instance-type': types,
}: {
  readonly region?: string | undefined
  readonly 'instance-type'?: readonly string[] | undefined
}): void {
  if (typed !== undefined && types === undefined)
    throw new OmeError('usage', '--region is that of the price of --instance-type', ['name one: --instance-type TYPE'])
}
