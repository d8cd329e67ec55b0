import {readFileSync} from 'node:fs'
import {createInterface} from 'node:readline'
import {gunzipSync} from 'node:zlib'
import {isOmeError} from '@ome/sdk/errors'
import {httpClient} from '@ome/sdk/http'
import {requestOptions} from './load/domain/load-flags.ts'
import {promptChoice} from './load/domain/prompt-flags.ts'
import {randomStreams} from './load/domain/random-streams.ts'
import {sharedPrompts} from './load/domain/share.ts'
import {shownAddress} from './load/domain/target.ts'
import {engineFacts} from './load/http/engine-facts.ts'
import {loadClient} from './load/http/load-client.ts'
import {loadClock} from './load/http/load-clock.ts'
import {selfWatch} from './load/process/self-watch.ts'
import {generateHere} from './load/usecases/generate-here.ts'
import {servedModel} from './load/usecases/served-model.ts'
import {type LeaderWord, readWord, type WorkerWord, wordLine} from './workers/domain/words.ts'
import {keyVariable} from './workers/domain/worker-objects.ts'
import type {WorkerPlan} from './workers/domain/worker-plan.ts'
import {packed} from './workers/process/packing.ts'
import {work} from './workers/usecases/work.ts'

/**
 * A program of its own that sends a share of a load from inside the cluster. Its argument is the file with its orders;
 * what it is told comes in by stdin, what it has to tell goes out by stdout, a line each.
 */

/** Whoever says nothing for so long is not there any more: no load goes on without anybody watching. */
const loneliestMs = 60_000

const alone = new AbortController()
let lastHeard = performance.now()

const say = (word: WorkerWord): void => void process.stdout.write(`${wordLine(word)}\n`)

async function* heard(): AsyncGenerator<LeaderWord> {
  for await (const line of createInterface({input: process.stdin})) {
    lastHeard = performance.now()
    const word = readWord<LeaderWord>(line)
    if (word) yield word
  }
}

async function main(): Promise<void> {
  const file = process.argv[2] ?? ''
  const plan: WorkerPlan = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'))
  const {typed, address, objectives} = plan
  const share = {index: Number(process.env['JOB_COMPLETION_INDEX'] ?? 0), count: plan.workers}
  const key = process.env[keyVariable]
  const headers = {...plan.headers, ...(key && {authorization: `Bearer ${key.trim()}`})}
  const {signal} = alone
  const facts = engineFacts(httpClient({env: {}, signal, userAgent: 'ome (bench)'}), headers)
  const model = await servedModel(facts, address, {typed: typed.model, isGateway: plan.isGateway})
  const random = randomStreams(typed.seed, share.index)
  const isSimulated = await facts.isSimulated(address)
  const generator = await generateHere(
    {
      client: await loadClient({...address, headers}, requestOptions(typed, model)),
      clock: loadClock,
      selfWatch,
      random: random.times,
    },
    {
      engine: {url: shownAddress(address), way: 'cluster', model, isSimulated},
      prompts: sharedPrompts(promptChoice(typed, random, plan.dataset).source, share),
      warmup: plan.warmup,
      timeoutMs: typed['request-limit'],
      objectives,
      keepsRows: plan.keepsRows,
      signal,
    },
  )
  await work({clock: loadClock, say, heard: heard(), pack: packed}, generator, share)
  await generator.close()
}

const leave = (code: number): void => {
  alone.abort()
  // What was said has to be out before the end.
  process.stdout.write('', () => process.exit(code))
}

process.on('SIGTERM', () => leave(143))
setInterval(() => {
  if (performance.now() - lastHeard > loneliestMs) leave(1)
}, 1000).unref()

main().then(
  () => leave(0),
  (error: unknown) => {
    const known = isOmeError(error)
    const message = error instanceof Error ? error.message : String(error)
    say({kind: 'failed', message, hints: known ? error.hints : []})
    leave(1)
  },
)
