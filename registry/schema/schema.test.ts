import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parsePolicy} from '@ome/installer/policy/parse-policy'
import {readIndex, readPluginFacts, readReleaseFacts} from '@ome/installer/registry/plugin-index'
import {type Fields, fieldsOf} from '@ome/installer/registry/shape'
import {readRoot, readTimestamp} from '@ome/installer/registry/signed-files'

interface Schema {
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
}

const time = '2026-09-02T10:00:00Z'
const keyId = 'a'.repeat(64)
const need = {apiGroups: [''], resources: ['pods'], verbs: ['list'], scope: 'namespace', why: 'counts'}
const plugin = {
  name: 'ome-x',
  kind: 'npm',
  publisher: 'p',
  summary: 's',
  homepage: 'h',
  topics: ['x'],
  channels: {stable: '1.0.0'},
  maintainers: ['m'],
  deprecated: {since: '1.0.0', replacedBy: 'y', message: 'm'},
}
const release = {
  version: '1.0.0',
  publishedAt: time,
  hostApi: '^0.1.0',
  platforms: ['linux-x64'],
  artifact: {size: 1, sha512: 'a'.repeat(128), tree: keyId},
  manifest: keyId,
  needs: [need],
  network: ['h'],
  approvedBy: ['m'],
  provenance: 'p',
  yanked: {at: time, severity: 'normal', reason: 'r'},
}
const quorum = {keys: [keyId], threshold: 1}

const cases: Readonly<Record<string, {readonly example: Fields; readonly read: (value: Fields) => unknown}>> = {
  plugin: {example: plugin, read: (value) => readPluginFacts(value, 'plugin.yaml')},
  release: {example: release, read: (value) => readReleaseFacts(value, 'release')},
  index: {
    example: {schema: 'ome-index/1', registry: 'dev', serial: 1, expires: time, hostApi: '0.1.0', plugins: []},
    read: readIndex,
  },
  timestamp: {
    example: {
      schema: 'ome-timestamp/1',
      registry: 'dev',
      serial: 1,
      expires: time,
      index: {size: 1, sha512: 'a'.repeat(128)},
    },
    read: readTimestamp,
  },
  policy: {
    example: {
      registries: ['ome'],
      allow: [{plugin: '@ome/*'}],
      deny: [{risk: 'admin'}],
      pins: {'ome-x': '1.0.0'},
      channels: ['stable'],
      minReleaseAgeHours: 1,
      requireProvenance: true,
      link: false,
      remote: {images: ['*'], serviceAccounts: ['*'], namespaces: ['*']},
      timestampGraceHours: 1,
      tiers: {viewer: [{apiGroups: [''], resources: ['pods'], verbs: ['list']}]},
    },
    read: (value) => parsePolicy(value, 'policy.yaml'),
  },
  root: {
    example: {
      schema: 'ome-root/1',
      registry: 'dev',
      version: 1,
      expires: time,
      purpose: 'development',
      keys: {[keyId]: `${'A'.repeat(43)}=`},
      roles: {root: quorum, index: quorum, timestamp: quorum},
    },
    read: readRoot,
  },
}

/** The schemas serve editors; the readers decide. These tests keep the two together. */
describe('schemas', () => {
  for (const [name, {example, read}] of Object.entries(cases)) {
    const schema: Schema = JSON.parse(readFileSync(join(import.meta.dirname, `${name}.schema.json`), 'utf8'))

    it(`${name}: what the schema demands is what the reader demands`, () => {
      read(example)
      const demanded = Object.keys(example).filter((key) => {
        const {[key]: _left, ...rest} = example
        try {
          read(rest)
          return false
        } catch {
          return true
        }
      })
      assert.deepEqual(demanded.sort(), [...(schema.required ?? [])].sort())
    })

    it(`${name}: the schema knows every field of the example, one level down too`, () => {
      assert.deepEqual(
        Object.keys(example).filter((key) => schema.properties?.[key] === undefined),
        [],
      )
      for (const [key, value] of Object.entries(example)) {
        const below = schema.properties?.[key]?.properties
        if (below !== undefined)
          assert.deepEqual(
            Object.keys(fieldsOf(value, key)).filter((field) => below[field] === undefined),
            [],
          )
      }
    })
  }
})
