import assert from 'node:assert/strict'
import {isOmeError} from '@ome/sdk/errors'
import {demandAlias, demandQuoted, placeholderNote, readAssignment} from './alias-words.ts'

const index = {
  commands: {
    deploy: [0, '', 'write'],
    get: [0, '', 'read'],
    'get:services': [0, '', 'read'],
    'plugin:list': [0, '', 'read'],
  },
  aliases: {'plugin:ls': 'plugin:list'},
  valueFlags: ['-o', '--replicas', '--namespace'],
  offers: [{plugin: 'x', version: '1.0.0', registry: 'dev', summary: '', commands: {'x:show': ''}, risks: {}}],
} as const

const refused = (line: string): string | undefined => {
  const {name, words = ''} = readAssignment(line)
  try {
    demandAlias(index, name, words)
    return undefined
  } catch (error) {
    assert.ok(isOmeError(error) && error.kind === 'usage', String(error))
    return error.message
  }
}

describe('an alias', () => {
  for (const line of [
    'ls=ome get services -o wide',
    'd=deploy',
    'g=get',
    'p=plugin',
    'deploy=ome deploy --autoscale --monitoring',
    'deploy=deploy --replicas 2 -o wide',
    'get=get -o wide',
    `q=get services -l 'a in (b, c)'`,
    'x=x show --all',
  ])
    it(`may be ${line}`, () => assert.equal(refused(line), undefined))

  for (const [line, message] of [
    ['deploy=get services', 'alias "deploy" would hide a command of that name'],
    ['deploy=deploy llama', 'alias "deploy" would hide a command of that name'],
    ['deploy=deploy -- x', 'alias "deploy" would hide a command of that name'],
    ['deploy=deploy --wait true', 'alias "deploy" would hide a command of that name'],
    ['plugin=plugin list', 'alias "plugin" would hide a command of that name'],
    ['help=get', 'alias "help" would hide a command of that name'],
    ['l=lost words', 'alias "l": "lost words" is no command'],
    ['l=plugin lost', 'alias "l": "plugin lost" is no command'],
    ['l=d', 'alias "l": "d" is no command'],
    ['l=ome', 'alias "l" stands for nothing'],
    ['l=', 'alias "l" stands for nothing'],
    [`l=get 'a`, `alias "l": a quote is not closed in get 'a`],
    ['t=get services --token abc', 'alias "t" is not kept with --token: secrets are not kept in this file'],
  ] as const)
    it(`may not be ${line}`, () => assert.equal(refused(line), message))

  for (const name of ['', '-x', 'a b', 'a.b', '../x', '\u001b[31m', 'get services'])
    it(`cannot be called ${JSON.stringify(name)}`, () => {
      assert.throws(() => readAssignment(`${name}=get`), /cannot be the name of an alias/)
    })
})

describe('the words of an alias', () => {
  for (const [argv, fix] of [
    [['get=get', '-o', 'wide'], "get='get -o wide'"],
    [['ls=get', 'services', '--tail=5', 'x=get'], "ls='get services --tail=5'"],
    [['ls=get services', '--all'], "ls='get services --all'"],
    [['q=get', '-l', "a in ('b')"], `q="get -l a in ('b')"`],
  ] as const)
    it(`are refused unquoted: ${argv.join(' ')}`, () =>
      assert.throws(() => demandQuoted(argv), {kind: 'usage', hints: [`quote all its words: ome alias ${fix}`]}))

  for (const argv of [
    ['ls=get services -o wide', 'g=get'],
    ['ls=get services', '-o', 'json'],
    ['-o', 'yaml'],
    ['ls', '--delete'],
    ['--output=json', 'g=get'],
  ])
    it(`may stand so: ${argv.join(' ')}`, () => demandQuoted(argv))

  it('with a placeholder of shells get a note: what is typed is put behind them', () => {
    for (const text of ['get $1', 'get $12', 'get $@'])
      assert.match(placeholderNote('g', text) ?? '', /is not replaced/)
    assert.equal(placeholderNote('g', 'get -o jsonpath={.a$}'), undefined)
  })
})
