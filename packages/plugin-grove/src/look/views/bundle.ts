import {formatBytes} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import type {Bundle, Collected} from '../domain/bundle.ts'

/** Where the bundle is, and what is not in it. */
export const bundleView: View<Bundle> = {
  kind: 'GroveDiagnostics',
  blocks: ({path, bytes, redacted, collectors}) => {
    const items = collectors.reduce((sum, each) => sum + each.items, 0)
    const poor = collectors.filter(({status}) => status !== 'ok')
    return [
      ...(poor.length === 0
        ? []
        : [
            {
              type: 'table' as const,
              header: ['COLLECTOR', 'STATUS', 'MESSAGE'],
              rows: poor.map(({name, status, message}) => [name, status, message]),
            },
          ]),
      {
        type: 'text',
        text: `${items} items, ${formatBytes(bytes)}; ${redacted} values that could be secrets are ***\nOutput written to ${path}`,
      },
    ]
  },
  name: ({path}) => path,
}

/** `Collecting pods... done (14)`. */
export const progressText = ({name, items, status, message}: Collected): string =>
  status === 'ok'
    ? `Collecting ${name}... done (${items})`
    : `Collecting ${name}... ${status}${message === undefined ? '' : `: ${message}`}`
