import {Args, Flags} from '@ome/sdk/command'
import {duration, json, namespaced, output, scope, watch} from '@ome/sdk/flags'

/** A set; the reading verbs take all of the namespace without it. */
export const setName = {name: Args.string({description: 'name of a PodCliqueSet'})}

export const quiet = {quiet: Flags.boolean({char: 'q', description: 'print no notes'})}

/** `-a`: what reading verbs do without a name, said aloud. */
export const all = {all: Flags.boolean({char: 'a', description: 'every set of the namespace'})}

/** Flags of all commands of Grove. */
export const shared = {...scope, ...output, ...json, ...quiet}

/** The same for commands about one set. */
export const oneNamespace = {...namespaced, ...output, ...json, ...quiet}

export const setCompletions = {args: {name: {resource: 'podcliquesets.grove.io'}}}

/** `-w`, with an end. */
export const watching = {
  ...watch,
  timeout: duration({description: 'follow for no longer than this'}),
}
