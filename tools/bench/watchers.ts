// So many watches of the benchmark's ConfigMaps on connections of their own; the changed object tells when it was changed.
import {once} from 'node:events'
import {openWatch} from './requests.ts'

const delays: number[] = []
const count = Number(process.argv[2] ?? 1)
const kubeconfig = process.env['KUBECONFIG'] ?? ''
const path = '/api/v1/namespaces/bench/configmaps?watch=true&resourceVersion=0'

const begun = Date.now()
await Promise.all(
  Array.from({length: count}, () =>
    openWatch(kubeconfig, path, (line) => {
      const sent = Number(/"key":"(\d+)/.exec(line)?.[1] ?? 0)
      if (sent > begun) delays.push(Date.now() - sent)
    }),
  ),
)
process.stdout.write('ready\n')
await once(process.stdin, 'data')
delays.sort((a, b) => a - b)
const at = (part: number): number => delays[Math.floor((delays.length - 1) * part)] ?? 0
process.stdout.write(`${JSON.stringify({events: delays.length, p50: at(0.5), p99: at(0.99)})}\n`)
process.exit()
