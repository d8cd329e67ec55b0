import {Args, Flags} from '@ome/sdk/command'
import {duration, namespaced, write} from '@ome/sdk/flags'
import {inNamespaces} from '../flags.ts'

export const serveArgs = {
  name: Args.string({required: true, description: 'name of the service; it wins over that in the file'}),
  file: Args.string({
    required: true,
    description: 'one InferenceService of KServe or OME in YAML or JSON; - reads stdin',
  }),
}

export const serveFlags = {
  ...namespaced,
  ...write,
  wait: Flags.boolean({
    description: 'wait until it is ready: 3 when it does not get there',
    default: true,
    allowNo: true,
    helpGroup: 'WRITE',
  }),
  timeout: duration({
    description: 'how long to wait; 5m when not given',
    default: async () => 5 * 60_000,
    noCacheDefault: true,
    helpGroup: 'WRITE',
  }),
}

export const serveCompletions = {args: {file: {files: ['yaml', 'yml', 'json']}}, flags: inNamespaces}
