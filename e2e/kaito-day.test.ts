import assert from 'node:assert/strict'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Machine, type Result} from './program.ts'
import {given} from './target.ts'

const cheap = 'Standard_NV36ads_A10_v5'
const other = 'Standard_NC24ads_A100_v4'
const trained = 'registry.example.com/adapters/support:v2'
const handbook = 50

/** The day of an ML engineer on one cluster with KAITO; each step goes on from the one before, with the commands it was told. */
if (given === undefined)
  describe('a day with KAITO', () => {
    let machine: Machine
    let folder: string
    before(async function () {
      this.timeout(60_000)
      machine = new Machine()
      folder = join(machine.home, 'handbook')
      writeHandbook(folder)
      const up = await machine.ome('sandbox', 'up', '--scenario', 'tour-kaito', '--speed', '200')
      assert.equal(up.code, 0, up.err)
      await machine.useSandbox()
    })
    after(async () => {
      await machine.ome('sandbox', 'down')
      machine.remove()
    })

    const succeed = (result: Result, line: string): Result => {
      assert.equal(result.code, 0, `${line} ended with ${result.code}:\n${result.out}\n${result.err}`)
      return result
    }
    /** A command line whose words have no blanks, as a hint tells it; `more` are words that may have some. */
    const ome = async (line: string, ...more: readonly string[]): Promise<Result> =>
      succeed(await machine.ome(...line.replace(/^ome /, '').split(' '), ...more), line)
    const json = async (line: string, ...more: readonly string[]) =>
      JSON.parse((await ome(line, ...more, '-o', 'json')).out)

    it('a budget decides which model it can be, and on which machine', async () => {
      const dear = await machine.ome('cost', 'optimize', '--model', 'llama-3.3-70b-instruct', '--budget', '2500')
      const {out} = await ome('cost optimize --model phi-4-mini-instruct --budget 2500')

      assert.equal(dear.code, 3, dear.err)
      assert.match(dear.out, /^2500\.00 USD for llama-3\.3-70b-instruct over 730 h: not enough/m)
      assert.match(
        out,
        new RegExp(`^2500\\.00 USD for phi-4-mini-instruct over 730 h: enough, with 1 x ${cheap}$`, 'm'),
      )
    })

    it('the cloud has no quota: the deployment ends at once with its words, and the way on', async () => {
      await ome(`sandbox inject quota ${cheap}`)
      const {code, err} = await machine.ome('deploy', 'phi-4-mini-instruct', '--name', 'answers', '--wait')
      const status = await ome('status workspace answers')

      assert.equal(code, 1, err)
      assert.match(err, new RegExp(`^price: 3\\.20 USD/h for the GPU nodes alone \\(${cheap} list price`, 'm'))
      assert.match(err, /^error: workspace "answers" does not start: .*exceeding approved Total Regional Cores quota/m)
      assert.match(status.out, /^Cause: .*exceeding approved Total Regional Cores quota.*\n/)
      assert.match(
        status.out,
        new RegExp(`\\nNext\\ntake 1 × ${other}.* 3\\.673 USD/h.*\\n {2}ome delete .*\\n {2}ome deploy`),
      )
    })

    it('what it was told to run works: another machine, and it serves', async () => {
      const {cause} = await json('status workspace answers')
      const [leave, again] = cause.commands
      await ome(leave)
      await ome(again, '--wait', '--timeout', '30m')
      const {state, instanceType, benchmark, cost} = await json('status workspace answers')
      const answer = await ome('chat workspace answers hello --max-tokens 20')

      assert.deepEqual([state, instanceType, cost.usdPerHour], ['Ready', other, 3.673])
      assert.ok(benchmark.tokensPerMinute > 0)
      assert.ok(answer.out.trim().length > 10)
    })

    it('an adapter is added: the first one needs what runs to be made again, and says so', async () => {
      const add = 'adapters add workspace answers registry.example.com/adapters/support:v1'
      const refused = await machine.ome(...add.split(' '))
      await ome(`${add} --recreate --yes --wait`)
      const {items} = await json('adapters list workspace answers')

      assert.equal(refused.code, 2)
      assert.match(refused.err, /lacks --enable-lora\nhint: add --recreate/)
      assert.deepEqual(
        items.map(({name, served}: {name: string; served: string}) => [name, served]),
        [['support', 'yes']],
      )
    })

    it('a model is tuned on a data set, and its adapter is served beside the other', async () => {
      const start = `tune start support-v2 --model phi-4-mini-instruct --input https://data.example.com/train.parquet --output ${trained}`
      const {out} = await ome(`${start} --epochs 1 --instance-type ${other} -w --interval 1s`)
      const status = await json('tune status support-v2')
      const {loss} = await json('tune metrics support-v2')
      const logs = await ome('tune logs support-v2')
      const told = (await ome('tune status support-v2')).out
        .split('\n')
        .flatMap((line) => /^ {2}ome .*$/.exec(line) ?? [])
      const [add = '', , cancel = ''] = told.map((line) => line.trim())
      await ome(add.replace('NAME', 'answers'), '--adapter-name', 'support-v2', '--wait')
      await ome(cancel, '--yes')
      const {items} = await json('adapters list workspace answers')

      assert.match(out, /^support-v2 {2}Succeeded {2}done {2}step \d+\/\d+ {2}100% {2}loss/m)
      assert.deepEqual([status.state, status.job, status.percent], ['Succeeded', 'complete', 100])
      assert.ok(loss.points.length > 1, 'a curve of losses')
      assert.match(logs.out, new RegExp(`pushed ${trained}`))
      assert.deepEqual(
        items.map(({name, served}: {name: string; served: string}) => [name, served]),
        [
          ['support', 'yes'],
          ['support-v2', 'yes'],
        ],
      )
    })

    it('a folder of fifty documents is indexed, and questions are answered with their sources', async () => {
      await ome('rag deploy handbook --llm-workspace answers --wait')
      const first = await json('rag document add handbook', folder)
      const again = await json('rag document add handbook', folder)
      const {answer, context} = await json('rag query handbook', 'What is the limit of rule 7?')

      assert.deepEqual([first.added, first.skipped.length], [handbook, 0])
      assert.deepEqual([again.added, again.unchanged], [0, handbook])
      assert.ok(answer.length > 0)
      assert.equal(context[0].source, 'handbook/policy-7.md')
    })

    const questions = () => join(machine.home, 'questions.csv')
    it('the answers are scored by a file of questions, and a low score fails', async () => {
      writeFileSync(
        questions(),
        'question,expected\nWhat is the limit of rule 7?,49 requests\nWhere does machine 12 stand?,hall 112\nWho wrote the handbook?,nobody knows\n',
      )
      const scored = await json('rag test handbook', questions())
      const low = await machine.ome('rag', 'test', 'handbook', questions(), '--min-hit-rate', '0.9')

      assert.deepEqual([scored.summary.questions, scored.summary.hits], [3, 2])
      assert.equal(low.code, 3)
    })

    it('it is backed up, destroyed and restored, and answers as before', async () => {
      const kept = join(machine.home, 'kept')
      await ome('rag backup handbook --to', kept)
      await ome('delete ragengine handbook --yes --wait')
      const gone = await machine.ome('rag', 'restore', 'handbook', '--from', kept)
      const {items} = await json('rag restore handbook --create --from', kept)
      const {context} = await json('rag query handbook', 'Where does machine 12 stand?')

      assert.equal(gone.code, 4)
      assert.match(gone.err, /ome rag restore handbook .*--create/)
      assert.deepEqual([items[0].method, items[0].added], ['re-index', handbook])
      assert.equal(context[0].source, 'handbook/machine-12.html')
    })

    it('what it cost is told, and what is left of the month', async () => {
      const {out} = await ome('cost workspace answers --duration 8h')
      const everything = await ome('cost -n default')
      await ome('cost budget set workspace answers --limit 2700')
      const {items} = await json('cost budget show')

      assert.match(out, /^8 h +1 +3\.673 +29\.38$/m)
      assert.match(everything.out, /^workspace\/answers +1 +3\.673 +2681\.29/m)
      assert.match(everything.out, /^ragengine\/handbook +0 +0\.00/m)
      assert.doesNotMatch(everything.out, /support-v2/)
      assert.deepEqual([items[0].object, items[0].limitUsd], ['workspace/answers', 2700])
      assert.ok(items[0].spentUsd >= 0 && items[0].forecastUsd >= items[0].spentUsd)
    })
  })

/** Half of it Markdown, half HTML; each page knows one thing. */
function writeHandbook(folder: string): void {
  mkdirSync(folder)
  for (let at = 1; at <= handbook / 2; at++) {
    writeFileSync(
      join(folder, `policy-${at}.md`),
      `# Policy ${at}\n\nThe limit of rule ${at} is ${at * 7} requests a minute.\n`,
    )
    writeFileSync(
      join(folder, `machine-${at}.html`),
      `<h1>Machine ${at}</h1><p>Machine ${at} stands in hall ${at + 100}.</p>`,
    )
  }
}
