import assert from 'node:assert/strict'
import {findRoute} from '../routes/find-route.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {unknownCommand} from './unknown-command.ts'

const index: RouteIndex = {
  key: '',
  version: '1',
  watched: {},
  plugins: [],
  commands: {
    get: [0, '', 'read'],
    'get:services': [0, '', 'read'],
    deploy: [0, '', 'write'],
    'plugin:install': [0, '', 'admin'],
    'plugin:list': [0, '', 'read'],
    'a:list': [0, '', 'read'],
    'b:list': [0, '', 'read'],
    'c:list': [0, '', 'read'],
  },
  aliases: {},
  losers: [],
  topics: [],
  offers: [],
  moved: {},
  valueFlags: ['-n', '--namespace', '--context', '--as'],
  config: {},
  rootHelp: '',
  notices: [],
}

const failure = (line: string) => {
  const words = line.split(' ')
  return unknownCommand(findRoute(index, words), words, {index, world: {bin: 'ome'}})
}
const first = (line: string): string | undefined => failure(line).hints[0]

describe('words that run nothing', () => {
  for (const [line, hint] of [
    ['services get', 'did you mean: ome get services'],
    ['pods get web', 'did you mean: ome get pods web'],
    ['llama deploy', 'did you mean: ome deploy llama'],
    ['install foo', 'did you mean: ome plugin install foo'],
    ['list plugin', 'did you mean: ome plugin list'],
    ['list plugins', 'did you mean: ome plugin list'],
    ['list', 'look for a plugin that has it: ome plugin search list'],
    ['deploi x', 'did you mean: ome deploy'],
  ] as const)
    it(`${line}: ${hint}`, () => assert.equal(first(line), hint))

  it('but a flag that does not exist say so', () => {
    assert.equal(failure('--nosuch').message, 'unknown flag: --nosuch')
    assert.deepEqual(failure('--verison').hints, ['did you mean: ome --version', 'see all commands: ome --help'])
    assert.equal(failure('--nosuch=x -n y').message, 'unknown flag: --nosuch')
    assert.equal(failure('--context x').message, 'no command in "ome --context x"')
    assert.equal(failure('--verbose').message, 'no command in "ome --verbose"')
  })

  it('but belong to a plugin to come say whose they are, in front of what is near', () => {
    const announced = [{plugin: '@ome/plugin-bench', topics: ['deploy-test', 'x:y']}]
    const told = (line: string) => {
      const words = line.split(' ')
      return unknownCommand(findRoute(index, words), words, {index: {...index, announced}, world: {bin: 'ome'}})
    }

    const {kind, message, hints} = told('deploy-test service a --rate 3')
    assert.deepEqual([kind, message], ['usage', '"deploy-test" belongs to plugin bench, which has no release yet'])
    assert.deepEqual(hints, ['see what it will be for: ome plugin describe bench'])
    assert.match(told('x y z').message, /^"x y" belongs to plugin bench/)
    assert.equal(told('x z').message, 'unknown command "x"')
    assert.equal(told('deploy-tests').message, 'unknown command "deploy-tests"')
  })

  it('but --as with a name say whether the name has words', () => {
    for (const line of ['--as kf', '--as=kf']) {
      const {kind, message, hints} = failure(line)
      assert.equal(kind, 'usage')
      assert.match(message, /^"kf" has no words yet: /)
      assert.equal(hints.at(-1), 'to run a command as the user kf: ome --as kf COMMAND')
    }
  })

  it('under another name: hints name the command that is meant, which is told in the words of the name', () => {
    const commands = {status: [0, '', 'read'], 'rollout:undo': [0, '', 'write']} as const
    const view: RouteIndex = {
      ...index,
      commands,
      canonical: {status: 'grove:status', 'rollout:undo': 'grove:rollout:undo'},
    }
    const hints = (words: readonly string[]) =>
      unknownCommand(findRoute(view, words), words, {index: view, world: {bin: 'kubectl grove'}}).hints
    assert.equal(hints(['stauts'])[0], 'did you mean: kubectl grove grove status')
    assert.deepEqual(hints(['rollout', 'undoo']), [
      'did you mean: kubectl grove grove rollout undo',
      'see all of them: kubectl grove grove rollout --help',
    ])
  })
})
