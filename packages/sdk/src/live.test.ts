import assert from 'node:assert/strict'
import {run} from '@ome/testkit/run'
import {OmeCommand} from './command.ts'
import {output, watch} from './flags.ts'
import {showLive} from './live.ts'
import {runSteps, spin} from './steps.ts'
import type {View} from './view.ts'

interface Row {
  readonly name: string
  readonly state: string
}

const rows: View<Row[]> = {
  kind: 'RowList',
  columns: [
    {header: 'NAME', value: (row) => row.name},
    {header: 'STATE', value: (row) => row.state, tone: () => 'good'},
    {header: 'AGE', value: (_, page) => `${page.now.getTime() % 1000}ms`},
  ],
  name: (row) => `row/${row.name}`,
}

const history: Row[][] = [
  [{name: 'a', state: 'Starting'}],
  [{name: 'a', state: 'Starting'}],
  [
    {name: 'a', state: 'Ready'},
    {name: 'b', state: 'Starting'},
  ],
  [{name: 'b', state: 'Starting'}],
]

class WatchRows extends OmeCommand {
  static override id = 'watch'
  static override flags = {...output, ...watch}

  async run(): Promise<void> {
    const {flags} = await this.parse(WatchRows)
    await this.watch(rows, states(), flags.output)
  }
}

async function* states(): AsyncGenerator<Row[]> {
  yield* history
}

class WatchForever extends OmeCommand {
  static override id = 'forever'

  async run(): Promise<void> {
    await this.parse(WatchForever)
    await this.watch(rows, forever())
  }
}

async function* forever(): AsyncGenerator<Row[]> {
  yield history[0] ?? []
  await new Promise(() => {})
}

/** What a terminal of this height shows after a text with cursor movements was written to it. */
function screen(text: string): string[] {
  const lines: string[] = []
  let row = 0
  for (const [part] of text.matchAll(/\u001b\[(\d*)([A-Z])|\r|\n|[^\u001b\r\n]+/g)) {
    const [, count, code] = /^\u001b\[(\d*)([A-Z])$/.exec(part) ?? []
    if (code === 'A') row -= Number(count || 1)
    else if (code === 'B') row += Number(count || 1)
    else if (code === 'K') lines[row] = ''
    else if (code === 'J') lines.length = row
    else if (part === '\n') row++
    else if (part !== '\r') lines[row] = (lines[row] ?? '') + part
  }
  return lines
}

describe('watching', () => {
  it('in a pipe prints the state and then only rows that changed', async () => {
    let tick = 0
    const {out, code} = await run(WatchRows, [], {now: () => new Date(++tick)})
    const names = out.split('\n').map((line) => line.replace(/ +\d+ms$/, ''))
    assert.equal(code, 0)
    assert.deepEqual(names, [
      'NAME   STATE      AGE',
      'a      Starting',
      'a      Ready',
      'b      Starting',
      'row/a deleted',
      '',
    ])
  })

  it('in a pipe keeps the columns where they were, and widens them when it must', async () => {
    class Growing extends WatchRows {
      override async run(): Promise<void> {
        await this.parse(Growing)
        await this.watch(rows, growing())
      }
    }
    async function* growing(): AsyncGenerator<Row[]> {
      yield [{name: 'a-long-name', state: 'Starting'}]
      yield [{name: 'b', state: 'Ready'}]
      yield [{name: 'b', state: 'Downloading'}]
      yield [{name: 'c', state: 'Ready'}]
    }
    const {out} = await run(Growing)
    assert.deepEqual(
      out.split('\n').filter((line) => !line.endsWith('deleted')),
      [
        'NAME          STATE      AGE',
        'a-long-name   Starting   0ms',
        'b             Ready      0ms',
        'b             Downloading   0ms',
        'c             Ready         0ms',
        '',
      ],
    )
  })

  it('in a pipe takes rows of one name in two namespaces for two', async () => {
    class Placed extends WatchRows {
      override async run(): Promise<void> {
        await this.parse(Placed)
        await this.watch(rows, placed())
      }
    }
    async function* placed(): AsyncGenerator<(Row & {namespace: string})[]> {
      const [red, blue] = ['red', 'blue'].map((namespace) => ({namespace, name: 'a', state: namespace}))
      if (!red || !blue) return
      yield [red, blue]
      yield [red, blue]
      yield [red]
    }
    const {out} = await run(Placed)
    assert.deepEqual(
      out.split('\n').map((line) => line.split(/ +/).slice(0, 2).join(' ')),
      ['NAME STATE', 'a red', 'a blue', 'row/a deleted', ''],
    )
  })

  it('prints one JSON document per change on a line of its own', async () => {
    const {out} = await run(WatchRows, ['-o', 'json'])
    const documents = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      documents.map((document) => document.items.length),
      [1, 2, 1],
    )
  })

  it('on a terminal redraws in place and ends with the last state', async () => {
    const {out} = await run(WatchRows, [], {tty: true})
    assert.deepEqual(screen(out), ['NAME   STATE      AGE', 'b      Starting   0ms'])
  })

  it('of a list that grows puts news below on a terminal too', async () => {
    const growing = {...rows, grows: true}
    class WatchNews extends OmeCommand {
      static override id = 'news'
      async run(): Promise<void> {
        await this.watch(growing, states())
      }
    }
    const {out} = await run(WatchNews, [], {tty: true})

    assert.ok(!out.includes('\u001b[2K'))
    assert.equal(out.split('\n').filter((line) => line.startsWith('a ')).length, 2)
  })

  it('cuts the screen to the height of the terminal and says how much is missing', async () => {
    class Tall extends WatchRows {
      override async run(): Promise<void> {
        await this.parse(Tall)
        await this.watch(rows, tall())
      }
    }
    const {out, err} = await run(Tall, [], {tty: true, height: 5, width: 14})
    assert.deepEqual(screen(out), ['NAME   STATE', 'row0   Ready', 'row1   Ready', '… 19 more line'])
    assert.equal(err, 'some columns are left out: widen the terminal or -o wide\n', 'said once')
  })

  it('on a terminal says under the view that the connection is lost, until it is back', async () => {
    const seen: string[][] = []
    let out = ''
    let tell: (text: string | undefined) => void = () => undefined
    class Lost extends WatchRows {
      override async run(): Promise<void> {
        await this.parse(Lost)
        const {signal} = this.context
        const onTrouble = (listener: typeof tell) => {
          tell = listener
          return () => undefined
        }
        await showLive(rows, losing(), {paper: () => ({...this.paper(), onTrouble}), signal})
      }
    }
    async function* losing(): AsyncGenerator<Row[]> {
      yield [{name: 'a', state: 'Ready'}]
      for (const text of ['connection lost', undefined]) {
        tell(text)
        seen.push(screen(out))
      }
    }
    const onWrite = (_: string, text: string): void => {
      out += text
    }
    await run(Lost, [], {tty: true, onWrite})
    const table = ['NAME   STATE   AGE', 'a      Ready   0ms']
    assert.deepEqual(seen, [[...table, 'connection lost'], table])
  })

  it('on a terminal that cannot move its cursor is as in a pipe', async () => {
    class Dumb extends WatchRows {
      override async run(): Promise<void> {
        await this.parse(Dumb)
        const {io, signal} = this.context
        const dumb = Object.assign(Object.create(io), {draws: false})
        await showLive(rows, states(), {paper: () => ({...this.paper(), io: dumb}), signal})
      }
    }
    assert.equal((await run(Dumb, [], {tty: true})).out, (await run(WatchRows)).out)
  })

  it('ends with 130 on Ctrl-C even when the source hangs', async () => {
    const controller = new AbortController()
    const result = await run(WatchForever, [], {signal: controller.signal, onWrite: () => controller.abort()})
    assert.deepEqual([result.code, result.err], [130, ''])
    assert.match(result.out, /Starting/)
  })
})

async function* tall(): AsyncGenerator<Row[]> {
  yield Array.from({length: 21}, (_, index) => ({name: `row${index}`, state: 'Ready'}))
}

class Work extends OmeCommand {
  static override id = 'work'

  async run(): Promise<void> {
    await this.parse(Work)
    const {io, signal} = this.context
    const steps = [
      {title: 'fetch', run: async (state: {done: number}) => `${++state.done} file`},
      {title: 'check', run: async () => undefined, skip: () => 'no key'},
      {
        title: 'unpack',
        run: async (state: {done: number}, say: (text: string) => void) => void say(`\u001b[2J${++state.done}`),
      },
    ]
    const {done} = await runSteps(steps, {done: 0}, {io, signal})
    this.log(String(await spin('wait', Promise.resolve(done), {io})))
  }
}

describe('steps', () => {
  it('are lines on stderr in a pipe', async () => {
    assert.deepEqual(await run(Work), {code: 0, out: '2\n', err: 'fetch: 1 file\ncheck: skipped, no key\nunpack\n'})
  })

  it('are a live list on a terminal', async () => {
    const {out, err, code} = await run(Work, [], {tty: true})
    assert.deepEqual([code, out], [0, '2\n'])
    assert.match(err, /fetch: 1 file/)
    assert.match(err, /unpack/)
  })
})
