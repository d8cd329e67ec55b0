import assert from 'node:assert/strict'
import fc from 'fast-check'
import {parseYaml} from '../yaml.ts'
import {dumpYaml} from '../yaml-dump.ts'
import {readPlainYaml} from './plain-yaml.ts'

const written = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTg==
    insecure-skip-tls-verify: true
    server: https://127.0.0.1:6443
  name: kind
contexts:
- context:
    cluster: kind
    namespace: "1"
    user: 'kind user'
  name: kind
current-context: ""
kind: Config
preferences: {}
users:
- name: kind
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      args:
      - --region
      - get-token
      command: aws
      env: null
      extensions:
      provideClusterInfo: false
`

describe('plain YAML', () => {
  it('is read as the full parser reads it', async () => {
    const text = written.replace("'kind user'", "'kind-user'")

    assert.notEqual(readPlainYaml(text), undefined)
    assert.deepEqual(readPlainYaml(text), (await parseYaml(text))[0])
  })

  const left: readonly (readonly [string, string])[] = [
    ['a number', 'a: 1'],
    ['a word that means a boolean', 'a: yes'],
    ['a spelling of true', 'a: True'],
    ['a key that means a boolean', 'n: x'],
    ['a comment behind a value', 'a: b # c'],
    ['an escape', 'a: "b\\n"'],
    ['a doubled quote', "a: 'it''s'"],
    ['an anchor', 'a: &x b'],
    ['a merge key', '<<: *x'],
    ['a folded text', 'a: >-\n  b'],
    ['a continued word', 'a: b\n  c'],
    ['flow style', 'a: {b: c}'],
    ['several words', 'a: b c'],
    ['a key twice', 'a: b\na: c'],
    ['two documents', 'a: b\n---\nc: d'],
    ['a list', '- a'],
    ['a list in a list', 'a:\n- - b'],
    ['an empty item', 'a:\n-\n- b'],
    ['a tab', 'a:\n\tb: c'],
    ['a word that ends in a colon', 'a: b:'],
    ['a wrong indent', 'a:\n    b: c\n  d: e'],
    ['nothing', ''],
  ]
  for (const [name, text] of left) {
    it(`is left to the full parser for ${name}`, () => {
      assert.equal(readPlainYaml(text), undefined)
    })
  }

  it('never says anything else than the full parser', async () => {
    const word = fc.oneof(
      fc.constantFrom(
        'true',
        'no',
        '',
        'a:b',
        'https://x:1/',
        'LS0=',
        '- a',
        '--x',
        '-y',
        '-.inf',
        'x #y',
        'null',
        '12',
        '{}',
        '-',
        "it's",
      ),
      fc.string({maxLength: 6}),
    )
    const name = fc.oneof(
      fc.constantFrom('name', 'certificate-authority-data', 'y', 'as-groups'),
      fc.string({minLength: 1, maxLength: 4}),
    )
    const {value} = fc.letrec((tie) => ({
      value: fc.oneof(
        {maxDepth: 4},
        word,
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), {maxLength: 3}),
        fc.dictionary(name, tie('value'), {maxKeys: 4}),
      ),
    }))
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, value, {minKeys: 1, maxKeys: 4}), async (document) => {
        const text = dumpYaml(document)
        const found = readPlainYaml(text)
        if (found !== undefined) assert.deepEqual(found, (await parseYaml(text))[0])
      }),
      {numRuns: 500},
    )
  })

  it('never says anything else than the full parser, whatever the lines are', async () => {
    const line = fc
      .tuple(
        fc.constantFrom('', '  ', '    ', '- ', '  - ', '-  '),
        fc.constantFrom(
          'a:',
          'b:',
          'a: b',
          'b: true',
          'c: "q"',
          'x',
          '-',
          '--x',
          '-y',
          '# no',
          'd:  e',
          'e: {}',
          'f: x:',
        ),
      )
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(fc.array(line, {minLength: 1, maxLength: 7}), async (lines) => {
        const text = lines.join('\n')
        const found = readPlainYaml(text)
        if (found === undefined) return
        const [full] = await parseYaml(text)
        assert.deepEqual(found, full)
      }),
      {numRuns: 2000},
    )
  })
})
