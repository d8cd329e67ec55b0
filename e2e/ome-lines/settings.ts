import assert from 'node:assert/strict'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Line, Place} from '../source-lines.ts'

/** The configuration file of the document, with every key it shows. */
const file = `current-context: production
contexts:
  - {name: production, cluster: prod-k8s, namespace: ml-prod}
  - {name: staging, cluster: staging-k8s, namespace: default}
preferences:
  default-runtime: vllm
  auto-select-runtime: true
  auto-scaling: true
  monitoring-enabled: true
  output-format: table  # table, json, yaml, wide
plugins:
  - {name: cost-optimizer, enabled: true}
  - {name: security-scanner, enabled: false}
aliases: {d: deploy, g: get, l: logs, s: status}
`

/** Its cluster is one of this machine's kubeconfig; the plugins it switches are there. */
async function begin(place: Place): Promise<void> {
  await place.kubectl('config', 'set-context', 'prod-k8s', '--cluster=ome-sandbox', '--user=sandbox-admin')
  const {code, err} = await place.shell('ome plugin install ome-cost-optimizer ome-security-scanner')
  assert.equal(code, 0, err)
  mkdirSync(join(place.folder, 'home', '.ome'), {recursive: true})
  writeFileSync(join(place.folder, 'home', '.ome', 'config.yaml'), file)
}

const section = 'Configuration'

/** What the file means, in lines that are not the document's own. */
export const settings: readonly Line[] = [
  {section, beside: true, line: 'ome config get preferences.default-runtime', first: begin, out: [/^vllm$/m]},
  {section, beside: true, line: 'ome cluster list', out: [/^\* +production +\S+ +ml-prod$/m]},
  {section, beside: true, line: 'ome g services', out: [/^chat .* Ready /m, /^embed .* Ready /m]},
  {section, beside: true, line: 'ome s service chat', out: [/^Status: +Ready/m]},
  {section, beside: true, line: 'ome l service chat --tail 1', out: [/\S/]},
  {
    section,
    beside: true,
    line: 'ome d mistral-7b --name settled --dry-run -o yaml',
    out: [/namespace: ml-prod/, /maxReplicas: 3/, /minReplicas: 1/, /enable-prometheus-scraping: "true"/],
  },
  {section, beside: true, line: 'ome cost-optimizer analyze'},
  {
    section,
    beside: true,
    line: 'ome security-scanner audit',
    code: 5,
    err: [/plugin ome-security-scanner is disabled/],
  },
  {
    section,
    beside: true,
    line: 'ome config set preferences.output-format json && ome g services',
    out: ['"kind": "ServiceList"'],
  },
]
