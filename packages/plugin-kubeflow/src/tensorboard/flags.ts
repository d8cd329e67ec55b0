import {Args, Flags} from '@ome/sdk/command'
import {namespaced, write} from '@ome/sdk/flags'
import {inNamespaces} from '../flags.ts'

export const boardArgs = {
  name: Args.string({required: true, description: 'name of the tensorboard; it wins over that in the file'}),
  file: Args.string({description: 'Tensorboard, or logs: pvc://CLAIM/FOLDER, in YAML or JSON; - reads stdin'}),
}

const {wait: _wait, timeout: _timeout, ...writing} = write

export const boardFlags = {
  ...namespaced,
  ...writing,
  stop: Flags.boolean({description: 'refused: a tensorboard always runs', hidden: true}),
}

export const boardCompletions = {args: {file: {files: ['yaml', 'yml', 'json']}}, flags: inNamespaces}
