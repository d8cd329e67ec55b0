import {Flags} from '@ome/sdk/command'
import {scope} from '@ome/sdk/flags'

export const tuiFlags = {
  ...scope,
  'read-only': Flags.boolean({description: 'show, and change nothing'}),
  ascii: Flags.boolean({description: 'draw with ASCII alone'}),
  'no-mouse': Flags.boolean({description: 'leave the mouse to the terminal'}),
}
