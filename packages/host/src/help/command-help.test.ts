import assert from 'node:assert/strict'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'
import {commandHelp, usage} from './command-help.ts'
import {wrap} from './layout.ts'

const scale: ManifestCommand = {
  id: 'scale',
  summary: 'Change how many there are',
  description: 'One at a time with <%= config.bin %>.',
  examples: ['<%= config.bin %> <%= command.id %> service x --replicas 3'],
  aliases: ['resize'],
  args: {
    noun: {name: 'noun', required: true, description: 'kind of object', options: ['service', 'set']},
    name: {name: 'name', multiple: true, description: 'names'},
    secret: {name: 'secret', hidden: true},
  },
  flags: {
    replicas: {name: 'replicas', type: 'option', char: 'r', description: 'how many', default: 1, required: true},
    wait: {name: 'wait', type: 'boolean', allowNo: true, description: 'wait for it', env: 'OME_WAIT'},
    context: {name: 'context', type: 'option', description: 'context to use', helpGroup: 'GLOBAL', helpValue: 'NAME'},
    yes: {name: 'yes', type: 'boolean', char: 'y', description: 'do not ask', helpGroup: 'WRITE'},
    hidden: {name: 'hidden', type: 'boolean', hidden: true},
  },
  needs: [
    {
      apiGroups: [''],
      resources: ['pods'],
      verbs: ['list', 'watch'],
      scope: 'namespace',
      why: 'counts them',
      optional: true,
    },
  ],
}

const page = {width: 60, program: 'kubectl ome', colour: false}

describe('commandHelp', () => {
  it('has aliases in the words of the name that was called', () => {
    const say = (text: string) => text.replace('boat boat', 'boat')
    const text = commandHelp({...scale, aliases: ['boat:resize']}, [], {...page, program: 'boat', say})
    assert.match(text, /\nALIASES\n {2}boat resize\n/)
  })

  it('sets every part of a command on the page', () => {
    assert.equal(
      commandHelp(scale, [['scale all', 'All of them']], page),
      `Change how many there are

One at a time with kubectl ome.

USAGE
  $ kubectl ome scale NOUN [NAME...] [flags]

ARGUMENTS
  NOUN                  kind of object (service|set)
  NAME                  names

FLAGS
  -r, --replicas=VALUE  how many (required) (default 1)
      --[no-]wait       wait for it [OME_WAIT]

WRITE FLAGS
  -y, --yes             do not ask

COMMANDS
  scale all             All of them

ALIASES
  kubectl ome resize

EXAMPLES
  $ kubectl ome scale service x --replicas 3

GLOBAL FLAGS
      --context=NAME    context to use

RIGHTS IN THE CLUSTER
  list,watch pods       counts them (works with less without
                        it)
`,
    )
  })

  it('has bold headings on a terminal with colours', () => {
    assert.match(commandHelp(scale, [], {...page, colour: true}), /\u001b\[1mUSAGE\u001b\[22m/)
  })

  it('no line is wider than the page, whatever its width', () => {
    for (let width = 40; width <= 120; width += 7) {
      const lines = commandHelp(scale, [], {...page, width}).split('\n')
      const tooWide = lines.filter((line) => line.length > width && !line.trimStart().startsWith('$'))
      assert.deepEqual(tooWide, [], `width ${width}`)
    }
  })
})

describe('usage', () => {
  it('shows that a command takes any words', () => {
    assert.equal(usage({...scale, args: {}, strict: false}, page), 'kubectl ome scale [ARGS...] [flags]')
  })
})

describe('wrap', () => {
  it('breaks at blanks and keeps line breaks of the text', () => {
    assert.deepEqual(wrap('one two three\nfour', 8), ['one two', 'three', 'four'])
    assert.deepEqual(wrap('unbreakable word', 4), ['unbreakable', 'word'])
    assert.deepEqual(wrap('', 4), [''])
  })
})
