import {Args, Flags} from '@ome/sdk/command'
import {json, namespaced, output, write} from '@ome/sdk/flags'
import {quiet} from '../flags.ts'

export const planArg = {name: Args.string({required: true, description: 'name of the plan: that of its PodCliqueSet'})}

export const planFile = {
  filename: Flags.string({char: 'f', description: 'file or folder that holds the plan', helpValue: 'FILE|DIR'}),
}

export const planReading = {...namespaced, ...output, ...json, ...quiet}

export const planWriting = {...planReading, 'dry-run': write['dry-run'], diff: write.diff, yes: write.yes}
