import assert from 'node:assert/strict'
import {run} from '@ome/testkit/run'
import {Args, Flags, OmeCommand} from './command.ts'
import {OmeError} from './errors.ts'
import {json, output, scope, selector, withBareValues, write} from './flags.ts'
import type {View} from './view.ts'

interface Thing {
  readonly name: string
  readonly note?: string
}

const things: View<Thing[]> = {
  kind: 'ThingList',
  columns: [
    {header: 'NAME', value: (thing) => thing.name},
    {header: 'NOTE', value: (thing) => thing.note, wide: true},
  ],
  name: (thing) => `thing/${thing.name}`,
  empty: 'no things here',
}

class ThingList extends OmeCommand {
  static override id = 'thing:list'
  static override args = {name: Args.string({description: 'name'})}
  static override flags = {
    ...scope,
    ...selector,
    ...output,
    ...json,
    ...write,
    fail: Flags.string(),
    count: Flags.integer(),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ThingList)
    if (flags.fail === 'bug') throw new TypeError('x is undefined')
    if (flags.fail === 'url')
      throw new OmeError('unreachable', 'cannot reach https://me:secret@host/x', ['try https://a:b@c'])
    if (flags.fail)
      throw new OmeError('not-found', `thing "${flags.fail}" not found`, ['list them: ome thing list'], {
        object: `thing/${flags.fail}`,
      })
    const where = await this.scopeOf(flags)
    if (args.name === 'flags') return this.log(JSON.stringify({...flags, where}))
    this.render(
      things,
      args.name === 'none' ? [] : [{name: 'a', note: 'first'}, {name: 'b\u001b[31m\nmore'}],
      flags.output,
    )
  }
}

class BoatList extends ThingList {
  static override id = 'boat:list'
  protected override readonly variables = 'OME_BOAT_'
}

describe('a command', () => {
  it('prints its view', async () => {
    assert.deepEqual(await run(ThingList), {code: 0, out: 'NAME\na\nb...\n', err: ''})
    assert.equal((await run(ThingList, ['-o', 'wide'])).out, 'NAME   NOTE\na      first\nb...   <none>\n')
    assert.equal((await run(ThingList, ['-oname'])).out, 'thing/a\nthing/b...\n')
    assert.equal((await run(ThingList, ['-o', 'jsonpath={.items[0].name}'])).out, 'a')
    assert.equal(
      (await run(ThingList, ['-o=custom-columns=N:.name,X:.note'])).out,
      'N      X\na      first\nb...   <none>\n',
    )
  })

  it('prints commands as the program that was called has them, and the cluster that was asked', async () => {
    class Next extends OmeCommand {
      static override id = 'boat:next'
      static override flags = {...output}

      async run(): Promise<void> {
        const {flags} = await this.parse(Next)
        const next = 'row: ome boat row'
        const texts = [next, 'boat row'].map((text) => ({type: 'text' as const, text}))
        this.render({kind: 'Next', blocks: () => texts, json: () => ({next})}, {}, flags.output)
      }
    }
    const say = (text: string) => text.replace(/boat row/, 'ome row').replace(/boat (.*)ome row/, 'boat $1row')
    const called = {bin: 'boat', say}
    assert.equal((await run(Next, [], called)).out, 'row: boat row\n\nboat row\n')
    assert.equal(JSON.parse((await run(Next, ['-o', 'json'], called)).out).next, 'row: boat row')
    const there = await run(Next, [], {...called, connection: '--context b'})
    assert.equal(there.out, 'row: boat --context b row\n\nboat row\n')
  })

  it('prints as the person prefers where the line does not say it, and takes no file for a format', async () => {
    const preferring = (format: string, ...argv: readonly string[]) =>
      run(ThingList, argv, {settings: {'preferences.output-format': format}})
    assert.equal(JSON.parse((await preferring('json')).out).kind, 'ThingList')
    assert.equal((await preferring('json', '-o', 'name')).out, 'thing/a\nthing/b...\n')
    assert.equal((await preferring('wide')).out, 'NAME   NOTE\na      first\nb...   <none>\n')
    for (const format of ['table', 'human', 'xml']) assert.equal((await preferring(format)).out, 'NAME\na\nb...\n')

    class Save extends OmeCommand {
      static override id = 'save'
      static override flags = {output: Flags.string({char: 'o', helpValue: 'FILE'})}

      async run(): Promise<void> {
        this.log(String((await this.parse(Save)).flags.output))
      }
    }
    assert.equal((await run(Save, [], {settings: {'preferences.output-format': 'json'}})).out, 'undefined\n')
  })

  it('says on stderr that a list is empty, and succeeds', async () => {
    assert.deepEqual(await run(ThingList, ['none']), {code: 0, out: '', err: 'no things here\n'})
    assert.deepEqual(JSON.parse((await run(ThingList, ['none', '-o', 'json'])).out), {
      apiVersion: 'ome.cli/v1',
      kind: 'ThingList',
      items: [],
    })
  })

  it('turns its own errors into error and hint lines with the code of their kind', async () => {
    const result = await run(ThingList, ['--fail', 'x'])
    assert.deepEqual(result, {code: 4, out: '', err: 'error: thing "x" not found\nhint: list them: ome thing list\n'})
  })

  it('prints errors as one JSON line under -o json and -o yaml', async () => {
    const result = await run(ThingList, ['--fail', 'x', '-o', 'yaml'])
    assert.deepEqual(JSON.parse(result.err), {
      error: {
        kind: 'not-found',
        message: 'thing "x" not found',
        hints: ['list them: ome thing list'],
        object: 'thing/x',
      },
    })
    const typo = await run(ThingList, ['--nope', '-o', 'json'])
    assert.equal(typo.code, 2)
    assert.equal(JSON.parse(typo.err).error.kind, 'usage')
  })

  it('names the flag a typo was meant to be', async () => {
    const result = await run(ThingList, ['--all-namespace'])
    assert.equal(result.code, 2)
    assert.equal(
      result.err,
      'error: unknown flag: --all-namespace\nhint: did you mean --all-namespaces?\nhint: see ome thing list --help\n',
    )
  })

  it('names the units that a bare number could have', async () => {
    const {code, err} = await run(ThingList, ['--timeout', '30'])
    assert.deepEqual([code, err.split('\n')[1]], [2, 'hint: a number needs a unit: 30s, 30m, 30h or 30d'])
  })

  it('explains wrong values, surplus arguments and flags that exclude each other', async () => {
    const cases: [string[], string][] = [
      [['--timeout', 'soon'], 'error: --timeout: invalid duration "soon"'],
      [['--count', 'x'], 'error: --count: expected an integer but received: x'],
      [['-o', 'xml'], 'error: --output: unknown output format "xml"'],
      [['-n', 'x', '-A'], 'error: --namespace=x cannot also be provided when using --all-namespaces'],
      [['a', 'b'], 'error: unexpected argument: b'],
      [['--dry-run=maybe'], 'error: --dry-run=maybe: not one of client, server, none'],
    ]
    for (const [argv, first] of cases) {
      const result = await run(ThingList, argv)
      assert.equal(result.err.split('\n')[0], first)
      assert.equal(result.code, 2)
    }
  })

  it('names missing arguments, however long their help is', async () => {
    const description = 'the kind of resource, as the server calls it; several words of a cluster; '.repeat(4)
    class Copy extends OmeCommand {
      static override id = 'copy'
      static override args = {
        from: Args.string({required: true, description}),
        to: Args.string({required: true, description}),
      }

      async run(): Promise<void> {
        await this.parse(Copy)
      }
    }
    assert.deepEqual(await run(Copy), {
      code: 2,
      out: '',
      err: 'error: missing arguments: from, to\nhint: see ome copy --help\n',
    })
    assert.match((await run(Copy, ['a'])).err, /^error: missing argument: to\n/)
  })

  it('names a flag once, also when the text about its value does', async () => {
    for (const text of ['--heat 9 is not between 0 and 2', '--heat: 9 is not between 0 and 2']) {
      class Warm extends OmeCommand {
        static override id = 'warm'
        static override flags = {
          heat: Flags.string({
            parse: async () => {
              throw new OmeError('usage', text)
            },
          }),
        }

        async run(): Promise<void> {
          await this.parse(Warm)
        }
      }
      assert.match((await run(Warm, ['--heat', '9'])).err, /^error: --heat: 9 is not between 0 and 2\n/)
    }
  })

  it('reads bare and joined dry runs, durations, labels and environment variables', async () => {
    const flagsOf = async (argv: string[], env = {}) =>
      JSON.parse((await run(ThingList, ['flags', ...argv], {env})).out)
    assert.equal((await flagsOf(['--dry-run']))['dry-run'], 'server')
    assert.equal((await flagsOf(['--dry-run=client']))['dry-run'], 'client')
    const lettered = {'dry-run': {char: 'd', bareValue: 'server'}}
    assert.deepEqual(withBareValues(['-d', '-x', '--', '-d'], lettered), ['--dry-run=server', '-x', '--', '-d'])
    assert.equal((await flagsOf([]))['dry-run'], undefined)
    assert.equal((await flagsOf([])).timeout, 1_200_000)
    assert.equal((await flagsOf(['--timeout', '1h30m'])).timeout, 5_400_000)
    assert.equal((await flagsOf(['--label', 'a=b'])).selector, 'a=b')
    assert.equal((await flagsOf([], {OME_YES: '1'})).yes, true)
    assert.equal((await flagsOf([], {OME_REQUEST_TIMEOUT: '5'}))['request-timeout'], 5000)
    assert.deepEqual((await flagsOf([], {OME_AS_GROUP: 'a,b'}))['as-group'], ['a', 'b'])
    assert.deepEqual((await flagsOf([], {OME_NAMESPACE: 'team'})).where, {namespace: 'team', allNamespaces: false})
    assert.deepEqual((await flagsOf(['-A'], {OME_NAMESPACE: 'team'})).where, {allNamespaces: true})
  })

  it('take variables of their own before those of all commands', async () => {
    const flagsOf = async (argv: readonly string[], env: Record<string, string>) =>
      JSON.parse((await run(BoatList, ['flags', ...argv], {env})).out)
    assert.equal((await flagsOf([], {OME_BOAT_NAMESPACE: 'harbour', OME_NAMESPACE: 'team'})).namespace, 'harbour')
    assert.equal((await flagsOf([], {OME_BOAT_REQUEST_TIMEOUT: '5'}))['request-timeout'], 5000)
    assert.equal((await flagsOf(['--count', '2'], {OME_BOAT_COUNT: '3'})).count, 2)
    assert.equal((await flagsOf([], {OME_BOAT_COUNT: ''})).count, undefined)
  })

  it('take --json for -o json', async () => {
    assert.equal((await run(BoatList, ['--json'])).out, (await run(BoatList, ['-o', 'json'])).out)
  })

  it('reports what it did not expect as a bug, without a stack unless asked', async () => {
    const result = await run(ThingList, ['--fail', 'bug'])
    assert.deepEqual(result, {
      code: 70,
      out: '',
      err: 'error: internal error: x is undefined\nhint: report it with the output of: OME_DEBUG=1 ome thing list\n',
    })
    const debug = await run(ThingList, ['--fail', 'bug'], {env: {OME_DEBUG: '1'}})
    assert.match(debug.err, /\n {4}at /)
  })

  it('never prints credentials of URLs', async () => {
    const result = await run(ThingList, ['--fail', 'url'])
    assert.equal(result.err, 'error: cannot reach https://host/x\nhint: try https://c\n')
  })

  it('leaves the line of the ^C that the terminal shows', async () => {
    const controller = new AbortController()
    controller.abort()
    const result = await run(ThingList, ['--fail', 'bug'], {signal: controller.signal, tty: true})
    assert.deepEqual(result, {code: 130, out: '', err: '\n'})
  })

  it('is cancelled when its signal is aborted', async () => {
    const controller = new AbortController()
    controller.abort()
    assert.deepEqual(await run(ThingList, ['--fail', 'bug'], {signal: controller.signal}), {
      code: 130,
      out: '',
      err: '',
    })
  })
})
