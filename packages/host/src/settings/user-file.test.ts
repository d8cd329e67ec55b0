import assert from 'node:assert/strict'
import type {OmeError} from '@ome/sdk/errors'
import {parseUserFile} from './user-file.ts'

const refused = async (text: string): Promise<string[]> => {
  let found: OmeError | undefined
  await assert.rejects(parseUserFile('config.yaml', text), (error: OmeError) => {
    found = error
    return error.kind === 'usage'
  })
  return [found?.message ?? '', ...(found?.hints ?? [])]
}

describe('config.yaml', () => {
  it('takes every key of the documented file', async () => {
    const text = `
current-context: production
contexts:
  - name: production
    cluster: prod-k8s
    namespace: ml-models
preferences:
  default-runtime: vllm
  auto-select-runtime: true
  output-format: table
plugins:
  - name: security-scanner
    enabled: false
aliases:
  d: deploy
registries:
  - id: dev
    url: https://registry.example
    scopes: ['@ome']
`
    const parsed = await parseUserFile('config.yaml', text)

    assert.equal(parsed['current-context'], 'production')
    assert.deepEqual(parsed['plugins'], [{name: 'security-scanner', enabled: false}])
  })

  for (const empty of ['', '# nothing\n', '---\n', 'null\n']) {
    it(`${JSON.stringify(empty)} is an empty file`, async () =>
      assert.deepEqual(await parseUserFile('config.yaml', empty), {}))
  }

  const cases: readonly (readonly [text: string, message: string, fix?: string])[] = [
    ['zzz: b\nprefrences:\n  x: 1\n', 'config.yaml:1: zzz: unknown key (and 1 more)', 'line 1: remove it'],
    ['\nprefrences:\n  x: 1\n', 'config.yaml:2: prefrences: unknown key', 'line 2: did you mean preferences?'],
    [
      'preferences:\n  auto-scaling: maybe\n',
      'config.yaml:2: preferences.auto-scaling: must be true or false, not "maybe"',
    ],
    [
      'preferences:\n  output-format: tabel\n',
      'config.yaml:2: preferences.output-format: must be one of table, wide, json, yaml, name, not "tabel"',
    ],
    ['prometheus:\n  url: ftp://x\n', 'config.yaml:2: prometheus.url: must be an http or https URL, not "ftp://x"'],
    ['prometheus: http://x\n', 'config.yaml:1: prometheus: must hold keys and values'],
    ['contexts:\n  - name: a\n  - cluster: b\n', 'config.yaml:3: contexts.1: needs name (text)'],
    ['contexts:\n  - name: a\n    token: abc\n', 'config.yaml:3: contexts.0.token: secrets are not kept in this file'],
    [
      'contexts:\n  - name: a\n    namepsace: b\n',
      'config.yaml:3: contexts.0.namepsace: unknown key',
      'line 3: did you mean namespace?',
    ],
    ['contexts: production\n', 'config.yaml:1: contexts: must be a list'],
    ['plugins:\n  - name: x\n    enabled: "no"\n', 'config.yaml:3: plugins.0.enabled: must be true or false'],
    ['aliases:\n  d: 3\n', 'config.yaml:2: aliases.d: must be the words of a command'],
    ['- a\n', 'config.yaml:1: the file must hold keys and values, such as "namespace: default"'],
    ['a: b\na: c\n', 'config.yaml:2: Map keys must be unique'],
  ]
  for (const [text, message, fix] of cases) {
    it(`${JSON.stringify(text)} is refused: ${message}`, async () => {
      const [found, ...hints] = await refused(text)

      assert.equal(found, message)
      if (fix) assert.equal(hints[0], fix)
      assert.equal(hints.at(-1), 'edit the file: ome config edit')
    })
  }
})
