import assert from 'node:assert/strict'
import {run} from '@ome/testkit/run'
import {Args, OmeCommand} from './command.ts'
import {input, select} from './prompt.ts'

class Ask extends OmeCommand {
  static override id = 'ask'
  static override args = {what: Args.string()}

  async run(): Promise<void> {
    const {args} = await this.parse(Ask)
    const {io, signal} = this.context
    const name = await select('Which one?', [{name: 'a'}, {name: 'b', hint: '\u001b]0;evil\u0007second'}], {
      io,
      signal,
      instead: 'a NAME',
    })
    const text = args.what ? await input('How many?', {io, signal, instead: '--count', initial: '3'}) : ''
    this.log(`${name} ${text}`)
  }
}

describe('questions', () => {
  it('are answered with keys, one after the other', async () => {
    const result = await run(Ask, ['more'], {tty: true, stdin: ['\u001b[B', '5']})
    assert.deepEqual([result.code, result.out], [0, 'b 5\n'])
    assert.doesNotMatch(result.err, /evil/)
    assert.doesNotMatch(result.err, /\u001b\[\d+m/, 'no colours without colour')
    assert.match(result.err, /\u001b\[\?25h$/, 'the cursor is shown again')
  })

  it('use ASCII marks where the terminal has no others', async () => {
    for (const stdin of [['\u001b[B', '5'], ['\u0003']]) {
      const {err} = await run(Ask, ['more'], {tty: true, unicode: false, stdin})
      assert.match(err, /Which one\?/)
      assert.doesNotMatch(err, /[^\u0000-\u007f]/)
    }
  })

  it('are cancelled by Ctrl-C and Ctrl-D', async () => {
    for (const key of ['\u0003', '\u0004']) {
      const result = await run(Ask, [], {tty: true, stdin: [key]})
      assert.deepEqual([result.code, result.out], [130, ''])
      assert.match(result.err, /\u001b\[\?25h/)
    }
  })

  it('without a terminal say what to type instead', async () => {
    assert.deepEqual(await run(Ask), {
      code: 2,
      out: '',
      err: 'error: there is no terminal to ask on\nhint: give the answer on the command line: a NAME\n',
    })
  })
})
