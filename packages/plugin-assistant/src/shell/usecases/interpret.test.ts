import assert from 'node:assert/strict'
import type {Definition, Parameter} from '../../calls/domain/definition.ts'
import {noVocabulary} from '../../language/domain/intent.ts'
import type {Commands} from '../domain/ports.ts'
import {interpret} from './interpret.ts'

const text = (name: string): Parameter => ({name, type: 'text', multiple: false, required: false, description: ''})
const defined = (words: string, operands: readonly string[], flags: readonly string[] = []): Definition => ({
  words,
  summary: '',
  risk: 'read',
  needs: [],
  operands: operands.map(text),
  flags: flags.map(text),
})
const all = [
  defined('deploy', ['model']),
  defined('scale', ['service', 'name'], ['replicas']),
  defined('metrics', ['service', 'name']),
  defined('status', ['service', 'name']),
  defined('cluster use', ['name']),
  defined('cluster health', []),
  defined('get', ['resource', 'name']),
  defined('rollout history', ['service', 'name']),
  {
    ...defined('delete', []),
    risk: 'destructive' as const,
    operands: [{...text('resources'), multiple: true, anyNoun: true, nouns: {services: 'services'}}],
  },
]
const commands: Commands = {
  async find(words) {
    const found = all
      .filter(({words: id}) => `${words.join(' ')} `.startsWith(`${id} `))
      .sort((a, b) => b.words.length - a.words.length)[0]
    return (
      found && {
        words: found.words,
        mostOperands: found.operands.length,
        argv: words.slice(found.words.split(' ').length),
      }
    )
  },
  definition: async (words) => all.find((one) => one.words === words),
  definitions: async () => all,
  contexts: async () => ['production', 'staging'],
}

const around = {
  commands,
  home: '',
  now: () => new Date(0),
  names: async () => ({...noVocabulary, services: [{name: 'chat-staging', namespace: 'default'}]}),
}

describe('what a line of the shell means', () => {
  for (const [line, wanted] of [
    ['deploy llama-3-3-70b', 'typed deploy llama-3-3-70b'],
    ['ome deploy llama-3-3-70b', 'typed deploy llama-3-3-70b'],
    ['scale prod-llama to 5', 'phrase scale service prod-llama --replicas 5'],
    ['scale service prod-llama --replicas 5', 'typed scale service prod-llama --replicas 5'],
    ['show metrics for prod-llama', 'phrase metrics service prod-llama'],
    ['scale the chat staging service to 3', 'phrase scale service chat-staging --replicas 3'],
    ['show cluster health', 'phrase cluster health'],
    ['show status for service prod-llama', 'phrase status service prod-llama'],
    ['delete chat-staging', 'phrase delete service chat-staging'],
    ['delete services', 'typed delete services'],
    ['use staging', 'phrase cluster use staging'],
    ['gte services', 'typed gte services'],
    ['--help', 'typed --help'],
    ['get pods | grep a', 'typed get pods [grep a]'],
  ] as const)
    it(`${line}: ${wanted}`, async () => {
      const intent = await interpret(line, around)
      assert.ok(intent.kind === 'run')
      const told = intent.starts.map(
        ({words, isPhrase, tail}) =>
          `${isPhrase ? 'phrase' : 'typed'} ${words.join(' ')}${tail ? ` [${tail.text}]` : ''}`,
      )
      assert.deepEqual(told, [wanted])
    })

  it('several commands of a phrase write to one file', async () => {
    const intent = await interpret('why is prod-llama slow > why.txt', {
      ...around,
      commands: {...commands, definition: async (words) => defined(words, ['service', 'name'])},
    })
    assert.deepEqual(intent.kind === 'run' && intent.starts.map(({tail}) => tail?.text), ['> why.txt', '>> why.txt'])
  })

  for (const line of ['exit', 'quit'])
    it(`${line} leaves`, async () => assert.equal((await interpret(line, around)).kind, 'leave'))
  it('its own words need no command', async () => {
    assert.deepEqual(await interpret('clear', around), {kind: 'clear'})
    assert.deepEqual(await interpret('history 20 | grep scale', around), {
      kind: 'history',
      last: 20,
      tail: {kind: 'pipe', text: 'grep scale'},
    })
    assert.equal((await interpret('history of prod-llama', around)).kind, 'run')
  })
  for (const line of ['', '   ', '# nothing'])
    it(`"${line}" is nothing`, async () => assert.equal((await interpret(line, around)).kind, 'nothing'))

  for (const [line, message] of [
    ['kubectl get pods', /kubectl is a program of its own/],
    ['get pods && get nodes', /"&&" means something to a shell/],
    ['interactive', /this is it already/],
    ['| less', /no command whose output/],
    ['get "pods', /a quote is not closed/],
  ] as const)
    it(`${line} is refused`, () => assert.rejects(interpret(line, around), {kind: 'usage', message}))
})
