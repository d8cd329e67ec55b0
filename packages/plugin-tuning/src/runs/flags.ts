import {Args, Flags} from '@ome/sdk/command'
import {duration, fleet, namespaced, output, scope, watch, write} from '@ome/sdk/flags'
import type {Completions} from '@ome/sdk/need'
import {metricParts} from './domain/run-metrics.ts'

export const runName = {name: Args.string({description: 'name of the tuning workspace', required: true})}

/** `--interval`. */
export const interval = {
  interval: duration({
    description: 'time between two looks; 2s when not given',
    default: async () => 2000,
    noCacheDefault: true,
  }),
}

export const statusFlags = {...namespaced, ...output, ...watch, ...interval}

export const runLogFlags = {
  ...namespaced,
  follow: Flags.boolean({char: 'f', description: 'go on printing what is new, stage after stage'}),
  container: Flags.string({description: 'only this container, or the one of a stage: weights, data, train, push'}),
  previous: Flags.boolean({char: 'p', description: 'of the run of the container before this one'}),
  since: duration({description: 'only lines younger than this'}),
  tail: Flags.integer({description: 'only so many lines at the end, of each container', min: 0}),
  ...interval,
}

export const metricFlags = {
  ...namespaced,
  ...output,
  show: Flags.option({options: metricParts, multiple: true})({
    description: 'only these parts; several with commas',
    delimiter: ',',
  }),
}

export const listFlags = {...scope, ...fleet, ...output}

const {wait: _wait, timeout: _timeout, diff: _diff, ...writes} = write
export const cancelFlags = {...namespaced, ...writes}

export const runCompletions = {
  args: {name: {resource: 'workspaces.kaito.sh'}},
  flags: {namespace: {from: 'namespaces' as const}},
} satisfies Completions
