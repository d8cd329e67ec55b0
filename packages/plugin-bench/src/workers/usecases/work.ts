import type {Share} from '../../load/domain/arrival.ts'
import type {Generator, LiveLoad} from '../../load/domain/generator.ts'
import type {LoadClock} from '../../load/domain/load-plan.ts'
import {sharedChoice} from '../../load/domain/share.ts'
import {type LeaderWord, partsOf, type WorkerResult, type WorkerWord} from '../domain/words.ts'

export interface WorkPorts {
  readonly clock: LoadClock
  readonly say: (word: WorkerWord) => void
  /** What the command says; ends when nobody is there any more. */
  readonly heard: AsyncIterable<LeaderWord>
  readonly pack: (text: string) => string
}

const progressMs = 1000

/** One worker: sends its share of each run that it is told of, and tells what it measured, until it is let go. */
export async function work(ports: WorkPorts, generator: Generator, share: Share): Promise<void> {
  const {clock, say} = ports
  let current: {readonly run: number; readonly cut: AbortController; readonly over: Promise<void>} | undefined
  const {model, isSimulated} = generator.engine
  say({kind: 'ready', model, isSimulated})
  for await (const word of ports.heard) {
    if (word.kind === 'clock') say({kind: 'clock', asked: word.asked, now: clock.now()})
    if (word.kind === 'stop') current?.cut.abort()
    if (word.kind === 'end') break
    if (word.kind !== 'run') continue
    say({kind: 'heard', run: word.run})
    if (current && current.run >= word.run) continue
    await current?.over
    const cut = new AbortController()
    current = {run: word.run, cut, over: oneRun(ports, generator, share, word, cut.signal)}
  }
  current?.cut.abort()
  await current?.over
}

async function oneRun(
  {clock, say, pack}: WorkPorts,
  generator: Generator,
  share: Share,
  {run, at, choice}: Extract<LeaderWord, {kind: 'run'}>,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController()
  await clock.until(at, signal)
  const beganAt = clock.now()
  const {tally, burden, isCut, coldTtftMs, rows} = await generator.run(sharedChoice(choice, share), {
    signal,
    onBegin: (live) => void tellProgress(run, live),
  })
  over.abort()
  const result: WorkerResult = {record: tally.record(), burden, isCut, coldTtftMs, rows, beganAt}
  for (const part of partsOf(run, pack(JSON.stringify(result)))) say(part)

  async function tellProgress(run: number, live: () => LiveLoad): Promise<void> {
    while (!over.signal.aborted) {
      const {elapsedMs, completed, failed, inFlight, ttft, perSecond} = live()
      say({
        kind: 'progress',
        run,
        elapsedMs,
        completed,
        failed,
        inFlight,
        lastSecond: perSecond.at(-1) ?? 0,
        ...(ttft !== undefined && {ttft}),
      })
      await clock.until(clock.now() + progressMs, over.signal)
    }
  }
}
