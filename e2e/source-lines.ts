import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {Machine, type Result, root} from './program.ts'

/** A text that must be there, or a pattern. */
export type Shown = string | RegExp

/** One command line of a document, with what it must do. */
export interface Line {
  readonly section: string
  /** As the document has it, in one line. */
  readonly line: string
  /** Exit code; default 0. */
  readonly code?: number
  readonly out?: readonly Shown[]
  readonly err?: readonly Shown[]
  /** Brings about what the line needs, or waits for it. */
  readonly first?: (place: Place) => Promise<void>
  /** What is different afterwards: on the cluster, as kubectl sees it, or in the working folder. */
  readonly effect?: (place: Place, result: Result) => Promise<void> | void
  /** What is typed into it. */
  readonly stdin?: string
  /** Lines of the document that are typed into it; each counts as one. */
  readonly typed?: readonly string[]
  /** It runs on: once this was printed `meanwhile` is done and awaited too, and then it gets Ctrl-C. */
  readonly until?: Shown
  readonly meanwhile?: {readonly act: (place: Place) => Promise<void>; readonly shows?: Shown}
  /** What is run in its place where the line as it stands needs more than a test may have, and why. */
  readonly instead?: (place: Place) => Promise<{readonly line: string; readonly why: string} | undefined>
  /** It is not a line of the document, but shows what the document says. */
  readonly beside?: true
  /** Why the product refuses it on purpose. */
  readonly refused?: string
}

/** Lines that build on each other; each course has a sandbox of its own. */
export interface Course {
  readonly name: string
  readonly lines: readonly Line[]
}

/** Where lines run: the working folder of the scenario's documents, with its home. */
export class Place {
  readonly folder: string
  readonly #machine: Machine

  constructor(machine: Machine) {
    this.#machine = machine
    this.folder = join(machine.home, 'work')
  }

  /** The lines' own world: the home of the working folder, the program on PATH, a yes to what is asked. */
  get env(): Record<string, string | undefined> {
    const programs = [join(root, 'bin'), join(root, 'tools', 'bin'), dirname(process.execPath), process.env['PATH']]
    return {
      ...this.#machine.env,
      HOME: join(this.folder, 'home'),
      PATH: programs.join(':'),
      OME_CONFIG_DIR: undefined,
      OME_DATA_DIR: undefined,
      OME_CACHE_DIR: undefined,
      OME_YES: '1',
    }
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8')
  }

  /** Runs a line in a shell of the working folder. */
  shell(line: string, stdin?: string): Promise<Result> {
    return this.#machine.run(['bash', '-c', line], {cwd: this.folder, env: this.env, ...(stdin ? {stdin} : {})})
  }

  /** Starts a line, to be ended by a signal. */
  start(line: string, onOutput: () => void): ReturnType<Machine['start']> & {readonly said: () => string} {
    let said = ''
    const options = {cwd: this.folder, env: this.env}
    const started = this.#machine.start(['bash', '-c', `exec ${line}`], {
      ...options,
      onOutput: (_child, text) => {
        said += text
        onOutput()
      },
    })
    return {...started, said: () => said}
  }

  async kubectl(...words: readonly string[]): Promise<string> {
    const {code, out, err} = await this.#machine.kubectl(...words)
    assert.equal(code, 0, `kubectl ${words.join(' ')}: ${err}`)
    return out
  }

  /** An object as kubectl reads it: `inferenceservice/prod-llama`. */
  async object(name: string, ...flags: readonly string[]) {
    return JSON.parse(await this.kubectl('get', name, '-o', 'json', ...flags))
  }

  async isGone(name: string, ...flags: readonly string[]): Promise<void> {
    await this.kubectl('wait', '--for=delete', name, '--timeout=20s', ...flags)
  }

  async isRolledOut(deployment: string): Promise<void> {
    await this.kubectl('rollout', 'status', `deployment/${deployment}`, '--timeout=60s')
  }
}

/** Every line of the courses as a test; the courses run side by side, each line after the one before it. */
export function testLines(document: string, scenario: string, courses: readonly Course[]): void {
  describe(document, () => {
    let outcomes: ReadonlyMap<Line, Promise<unknown>>
    let over: Promise<unknown>
    let passed = 0
    before(() => {
      const running = courses.map((course) => runCourse(course, scenario))
      outcomes = new Map(running.flatMap((one) => [...one.outcomes]))
      over = Promise.all(running.map((one) => one.over))
    })
    after(async () => {
      await over
      const all = courses.flatMap(({lines}) => lines)
      const refused = all.filter(({refused: why}) => why !== undefined).length
      process.stdout.write(
        `\n${count(all)} lines of the source document: ${passed} checked, of them ${refused} refused by decision\n`,
      )
    })
    for (const {name, lines} of courses)
      describe(name, () => {
        for (const line of lines)
          it(`${line.section}: ${line.line}`, async () => {
            const error = await outcomes.get(line)
            if (error !== undefined) throw error
            passed += count([line])
          })
      })
  })
}

/** How many lines of the document these rows are. */
export const count = (lines: readonly Line[]): number =>
  lines.reduce((sum, {typed = [], beside}) => sum + (beside ? 0 : 1 + typed.length), 0)

function runCourse({lines}: Course, scenario: string) {
  const waiting = new Map(lines.map((line) => [line, Promise.withResolvers<unknown>()]))
  const machine = new Machine()
  const over = (async () => {
    try {
      const place = await openPlace(machine, scenario)
      for (const line of lines) waiting.get(line)?.resolve(await faultOf(line, place))
    } catch (error) {
      for (const {resolve} of waiting.values()) resolve(error)
    } finally {
      await machine.ome('sandbox', 'down')
      machine.remove()
    }
  })()
  return {over, outcomes: new Map([...waiting].map(([line, {promise}]) => [line, promise]))}
}

async function openPlace(machine: Machine, scenario: string): Promise<Place> {
  const place = new Place(machine)
  for (const words of [
    ['up', '--scenario', scenario, '--speed', '50'],
    ['files', place.folder],
  ]) {
    const {code, err} = await machine.ome('sandbox', ...words)
    assert.equal(code, 0, `ome sandbox ${words.join(' ')}: ${err}`)
  }
  await machine.useSandbox()
  return place
}

async function faultOf(line: Line, place: Place): Promise<unknown> {
  try {
    await check(line, place)
    return undefined
  } catch (error) {
    return error
  }
}

async function check(row: Line, place: Place): Promise<void> {
  await row.first?.(place)
  const typed = row.typed?.map((words) => `${words}\n`).join('')
  const line = (await row.instead?.(place))?.line ?? row.line
  const result = row.until === undefined ? await place.shell(line, row.stdin ?? typed) : await observe(row, line, place)
  const all = `${line}\n${result.out}\n${result.err}`
  assert.equal(result.code, row.code ?? (row.until === undefined ? 0 : 130), `exit code of ${all}`)
  for (const shown of row.out ?? []) assert.ok(holds(result.out, shown), `stdout lacks ${shown}: ${all}`)
  for (const shown of row.err ?? []) assert.ok(holds(result.err, shown), `stderr lacks ${shown}: ${all}`)
  await row.effect?.(place, result)
}

const holds = (text: string, shown: Shown): boolean =>
  typeof shown === 'string' ? text.includes(shown) : shown.test(text)

/** Runs a line until it has printed what it must, then ends it as Ctrl-C does. */
async function observe({until = '', meanwhile}: Line, line: string, place: Place): Promise<Result> {
  let look = (): void => undefined
  const {child, done, said} = place.start(line, () => look())
  const printed = (shown: Shown): Promise<void> =>
    new Promise((resolve, reject) => {
      look = () => {
        if (holds(said(), shown)) resolve()
      }
      look()
      const late = (why: string) => reject(new Error(`${line} ${why} without printing ${shown}:\n${said()}`))
      AbortSignal.timeout(30_000).addEventListener('abort', () => late('ran for 30 s'))
      void done.then(() => late('ended'))
    })
  try {
    await printed(until)
    await meanwhile?.act(place)
    if (meanwhile?.shows !== undefined) await printed(meanwhile.shows)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  child.kill('SIGINT')
  return done
}
