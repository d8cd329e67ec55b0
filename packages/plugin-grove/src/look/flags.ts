import {Flags} from '@ome/sdk/command'
import {duration, namespaced} from '@ome/sdk/flags'

export const diagnosticsFlags = {
  ...namespaced,
  quiet: Flags.boolean({char: 'q', description: 'print no notes'}),
  output: Flags.string({
    char: 'o',
    description: 'where to, as --to; a word for a format is that of the summary',
    helpValue: 'PATH|json|yaml|name',
  }),
  json: Flags.boolean({description: 'the same as -o json'}),
  to: Flags.string({description: 'folder or .tgz to write; ./grove-diagnostics-<namespace>-<time> when not given'}),
  'no-logs': Flags.boolean({description: 'leave logs out'}),
  tail: Flags.integer({description: 'last lines of each log', default: 2000, min: 1}),
  since: duration({
    description: 'logs of this long; 1h when not given',
    default: async () => 3_600_000,
    noCacheDefault: true,
  }),
  'operator-namespace': Flags.string({description: 'namespace of the operator, where its label does not tell'}),
}
